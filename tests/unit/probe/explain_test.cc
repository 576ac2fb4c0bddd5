#include "probe/explain.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

using namespace std::chrono_literals;

Measurement two_steps() {
  Measurement measurement;
  TcpObservation late;
  late.ended = 300ms;
  late.endpoint = Endpoint{*IpAddress::parse("93.184.216.34"), 443};
  measurement.tcp.push_back(late);
  DnsObservation early;
  early.ended = 20ms;
  early.hostname = "news.example\x1b[2J";
  early.result.failure = Failure::dns_nxdomain_error;
  measurement.dns.push_back(early);
  return measurement;
}

TEST(Explain, StepsAreToldInTheOrderInWhichTheyEnded) {
  const std::string text = explain(two_steps(), Verdict{});
  ASSERT_NE(text.find("DNS   "), std::string::npos) << text;
  EXPECT_LT(text.find("DNS   "), text.find("TCP   "));
}

TEST(Explain, NoEscapeOfAServerReachesTheTerminal) {
  EXPECT_EQ(explain(two_steps(), Verdict{}).find('\x1b'), std::string::npos);
}

TEST(Explain, ASimulationSaysSoAtTheTop) {
  Measurement measurement = two_steps();
  measurement.simulated = true;
  EXPECT_LT(explain(measurement, Verdict{}).find("laboratory"), 200U);
}

TEST(Explain, WithoutAControlItSaysThatNoneWasAsked) {
  EXPECT_NE(explain(two_steps(), Verdict{}).find("no control server was asked"), std::string::npos);
}

Measurement blocked_three_times() {
  Measurement measurement = two_steps();
  Attempt retest;
  retest.begun = 24s;
  retest.disturbed = true;
  retest.tcp = measurement.tcp;
  measurement.retests = {retest, Attempt{}};
  FollowUp swap;
  swap.experiment = Experiment::sni_swap;
  TlsObservation tls;
  tls.server_name = "neutral.example\x1b[2J";
  tls.version = "TLSv1.3";
  swap.tls = {tls};
  FollowUp walk;
  walk.experiment = Experiment::hop_walk;
  PathTrial trial;
  trial.ttl = 3;
  trial.name = "news.example";
  trial.endpoint = *Endpoint::parse("93.184.216.34:443");
  trial.reply = PathReply::reset;
  trial.router = IpAddress::parse("175.139.1.1");
  trial.router_asn = Asn{4788};
  walk.trials = {trial};
  measurement.follow_ups = {swap, walk};
  return measurement;
}

Verdict strong_verdict() {
  Verdict verdict;
  verdict.word = VerdictWord::blocked;
  verdict.attempts = verdict.agreed = 3;
  verdict.isolated_by = {Experiment::sni_swap};
  verdict.location = Location{3, Place::isp, std::nullopt, Asn{4788}};
  return verdict;
}

void expect_says(const std::string& text, const char* words) {
  EXPECT_NE(text.find(words), std::string::npos) << words << "\nis not in\n" << text;
}

TEST(Explain, SaysHowOftenByWhatAndWhere) {
  const std::string text = explain(blocked_three_times(), strong_verdict());
  expect_says(text, "3 attempts, all agree\n");
  expect_says(text, "cause singled out by: the TLS handshake with another name");
  expect_says(text, "where: hop 2 or 3 on the way, in the provider's network (AS4788)\n");
  expect_says(text, "Attempt 2, begun 24 s after the first; another name had just failed at this address:\n");
  expect_says(text, "Attempt 3, ");
}

TEST(Explain, EveryExperimentTellsWhatItSaw) {
  const std::string text = explain(blocked_three_times(), strong_verdict());
  expect_says(text, "- sni_swap: the TLS handshake with another name");
  expect_says(text, "as neutral.example?[2J: TLSv1.3, the certificate is valid\n");
  expect_says(text,
              "may travel 3 hops, news.example to 93.184.216.34:443: the connection was reset; "
              "router 175.139.1.1 (AS4788)\n");
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Explain, OneLookWithoutExperimentsIsToldAsBefore) {
  const std::string text = explain(two_steps(), Verdict{});
  expect_says(text, "1 attempt\n");
  EXPECT_EQ(text.find("Experiments"), std::string::npos);
  EXPECT_EQ(text.find("Attempt 2"), std::string::npos);
}

}  // namespace
}  // namespace saksi
