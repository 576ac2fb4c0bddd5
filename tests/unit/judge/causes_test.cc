// What each follow-up experiment shows, and when it makes a verdict strong.
#include "core/judge/causes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/judge/judge.h"
#include "tests/support/measurement_builder.h"

namespace saksi {
namespace {

const Fingerprints kNoPrints;
const Addresses kSite{"93.184.216.34"};
const Endpoint kSiteTls = *Endpoint::parse("93.184.216.34:443");
const Endpoint kControlTls = *Endpoint::parse("195.201.7.7:443");
constexpr const char* kHost = "www.example.com";
constexpr const char* kNeutral = "www.iana.org";

Measurement reset_twice() {
  const auto once = [] {
    return MeasurementBuilder("https://www.example.com/")
        .resolves_to(kSite)
        .tls_fails(kSite.front(), Failure::connection_reset)
        .control_fine(kSite)
        .build();
  };
  Measurement measurement = once();
  measurement.vantage.asn = Asn{4788};
  measurement.retests.push_back(once());
  return measurement;
}

TlsObservation handshake(const char* name, const Endpoint& endpoint, bool answered,
                         const std::string& leaf = "") {
  TlsObservation tls;
  tls.server_name = name;
  tls.endpoint = endpoint;
  tls.server_hello_seen = answered;
  if (!leaf.empty()) tls.peer_certificates = {leaf};
  tls.result.failure = answered ? Failure::ssl_invalid_hostname : Failure::connection_reset;
  return tls;
}

FollowUp swap(std::vector<TlsObservation> handshakes) {
  FollowUp follow_up;
  follow_up.experiment = Experiment::sni_swap;
  follow_up.started = std::chrono::seconds(120);
  follow_up.tls = std::move(handshakes);
  return follow_up;
}

PathTrial trial(int ttl, PathReply reply, const char* name = kHost, std::uint32_t router_asn = 0) {
  PathTrial trial;
  trial.ttl = ttl;
  trial.reply = reply;
  trial.name = name;
  trial.endpoint = kSiteTls;
  trial.router_asn = Asn{router_asn};
  return trial;
}

FollowUp walk(std::vector<PathTrial> trials, Experiment experiment = Experiment::hop_walk) {
  FollowUp follow_up;
  follow_up.experiment = experiment;
  follow_up.trials = std::move(trials);
  return follow_up;
}

Verdict judged(FollowUp follow_up) {
  Measurement measurement = reset_twice();
  measurement.follow_ups.push_back(std::move(follow_up));
  return judge(measurement, kNoPrints);
}

bool says(const Verdict& verdict, const std::string& words) {
  return std::any_of(verdict.reasons.begin(), verdict.reasons.end(),
                     [&](const std::string& reason) { return reason.find(words) != std::string::npos; });
}

TEST(SniSwap, TheSameServerTakesAnotherNameSoItIsTheName) {
  const Verdict verdict =
      judged(swap({handshake(kNeutral, kSiteTls, true), handshake(kHost, kSiteTls, false)}));
  EXPECT_EQ(verdict.certainty, Certainty::strong);
  ASSERT_EQ(verdict.isolated_by.size(), 1U);
  EXPECT_EQ(verdict.isolated_by.front(), Experiment::sni_swap);
  EXPECT_TRUE(says(verdict, "only the handshake for www.example.com was reset"));
}

TEST(SniSwap, TheNameIsResetOnTheWayToAnybody) {
  const Verdict verdict =
      judged(swap({handshake(kNeutral, kControlTls, true, "leaf"), handshake(kHost, kControlTls, false)}));
  EXPECT_EQ(verdict.certainty, Certainty::strong);
  EXPECT_TRUE(says(verdict, "it is the name that is acted on"));
}

TEST(SniSwap, AnyNameFailsHereAndTheNamePassesThereSoItIsTheAddress) {
  const Verdict verdict =
      judged(swap({handshake(kNeutral, kSiteTls, false), handshake(kHost, kSiteTls, false),
                   handshake(kHost, kControlTls, true, "leaf")}));
  EXPECT_EQ(verdict.certainty, Certainty::strong);
  EXPECT_TRUE(says(verdict, "it is the address that is acted on"));
}

TEST(SniSwap, AddressIsNotBlamedInTheShadowOfATrigger) {
  FollowUp early = swap({handshake(kNeutral, kSiteTls, false), handshake(kHost, kSiteTls, false),
                         handshake(kHost, kControlTls, true, "leaf")});
  early.started = std::chrono::seconds(5);
  const Verdict verdict = judged(std::move(early));
  EXPECT_EQ(verdict.certainty, Certainty::possible);
  EXPECT_FALSE(says(verdict, "it is the address"));
}

TEST(SniSwap, NothingIsIsolatedWhenTheNameIsAnswered) {
  const Verdict verdict =
      judged(swap({handshake(kNeutral, kSiteTls, false), handshake(kHost, kSiteTls, false),
                   handshake(kNeutral, kControlTls, false)}));
  EXPECT_EQ(verdict.certainty, Certainty::possible);
  EXPECT_TRUE(verdict.isolated_by.empty());
}

TEST(SniSwap, AnotherCertificateThanTheControlsOwnIsASubstitute) {
  const Verdict verdict = judged(swap({handshake(kNeutral, kControlTls, true, "the control's"),
                                       handshake(kHost, kControlTls, true, "somebody's")}));
  EXPECT_TRUE(says(verdict, "another certificate"));
  EXPECT_EQ(verdict.certainty, Certainty::strong);
}

TEST(HopWalk, TheFirstResetTellsTheHop) {
  const Verdict verdict =
      judged(walk({trial(9, PathReply::answer, ""), trial(1, PathReply::expired),
                   trial(2, PathReply::expired, kHost, 4788), trial(3, PathReply::reset, kHost, 4788)}));
  ASSERT_TRUE(verdict.location);
  EXPECT_EQ(verdict.location->hop, 3);
  EXPECT_EQ(verdict.location->place, Place::isp);
  EXPECT_EQ(verdict.certainty, Certainty::strong);
  EXPECT_TRUE(says(verdict, "it sits at hop 2 or 3 on the way, in the provider's network (AS4788)"));
}

TEST(HopWalk, AnotherNetworkIsBeyond) {
  const Verdict verdict =
      judged(walk({trial(9, PathReply::answer, ""), trial(4, PathReply::expired, kHost, 1299),
                   trial(5, PathReply::reset)}));
  ASSERT_TRUE(verdict.location);
  EXPECT_EQ(verdict.location->place, Place::beyond);
}

TEST(HopWalk, SilenceWhereARouterToldOfASynLocatesABoxThatDrops) {
  const Verdict verdict = judged(walk({trial(3, PathReply::expired, ""), trial(9, PathReply::answer, ""),
                                       trial(2, PathReply::expired, kHost, 4788),
                                       trial(3, PathReply::silence), trial(4, PathReply::silence)}));
  ASSERT_TRUE(verdict.location);
  EXPECT_EQ(verdict.location->hop, 3);
}

TEST(HopWalk, AResetAtTheServersOwnDistanceIsolatesNothing) {
  const Verdict verdict = judged(
      walk({trial(4, PathReply::answer, ""), trial(3, PathReply::expired), trial(4, PathReply::reset)}));
  EXPECT_FALSE(verdict.location);
  EXPECT_EQ(verdict.certainty, Certainty::possible);
  EXPECT_TRUE(says(verdict, "may be the server's own"));
}

TEST(HopWalk, AResetFromAFarServersOwnDistanceIsNotHeldAgainstThePath) {
  const Verdict verdict =
      judged(walk({trial(4, PathReply::answer, ""), trial(3, PathReply::expired, kHost, 1299),
                   trial(4, PathReply::reset)}));
  EXPECT_EQ(verdict.word, VerdictWord::inconclusive);
  EXPECT_FALSE(verdict.layer);
}

TEST(HopWalk, AnAnswerFromTheServerContradictsAHandshakeThatFailed) {
  const Verdict verdict =
      judged(walk({trial(4, PathReply::answer, ""), trial(3, PathReply::expired, kHost, 1299),
                   trial(4, PathReply::answer)}));
  EXPECT_EQ(verdict.word, VerdictWord::inconclusive);
  EXPECT_TRUE(says(verdict, "comes and goes"));
  EXPECT_FALSE(says(verdict, "may be the server's own"));
}

TEST(SniSwap, AHandshakeThatSucceedsInTheExperimentContradictsTheAttempts) {
  TlsObservation good = handshake(kHost, kSiteTls, true);
  good.result = {};
  const Verdict verdict = judged(swap({handshake(kNeutral, kSiteTls, true), good}));
  EXPECT_EQ(verdict.word, VerdictWord::inconclusive);
}

TEST(HopWalk, TheFirstHopIsTheHouse) {
  const Verdict verdict = judged(walk({trial(9, PathReply::answer, ""), trial(1, PathReply::reset)}));
  EXPECT_EQ(verdict.word, VerdictWord::local_network);
  EXPECT_FALSE(verdict.layer);
}

TEST(TtlShield, TheTrueAnswerBehindAResetProvesInjection) {
  const Verdict verdict =
      judged(walk({trial(0, PathReply::reset), trial(57, PathReply::answer)}, Experiment::ttl_shield));
  EXPECT_EQ(verdict.certainty, Certainty::strong);
  EXPECT_TRUE(says(verdict, "the server's own answer"));
}

TEST(TtlShield, ProvesNothingWhenBothAreReset) {
  const Verdict verdict =
      judged(walk({trial(0, PathReply::reset), trial(57, PathReply::reset)}, Experiment::ttl_shield));
  EXPECT_TRUE(verdict.isolated_by.empty());
}

TEST(NoServer, AnyAnswerIsForged) {
  FollowUp follow_up;
  follow_up.experiment = Experiment::dns_no_server;
  DnsObservation lookup;
  lookup.engine = DnsEngine::udp;
  lookup.resolver = "195.201.7.7:53";
  lookup.hostname = kHost;
  lookup.replies.emplace_back();
  follow_up.dns.push_back(lookup);
  const Verdict verdict = judged(std::move(follow_up));
  EXPECT_TRUE(says(verdict, "where the control runs no DNS server"));
  ASSERT_FALSE(verdict.isolated_by.empty());
}

TEST(Identity, AnAnswerFromTheProvidersNetworkIsAProxys) {
  FollowUp follow_up;
  follow_up.experiment = Experiment::dns_identity;
  DnsObservation lookup;
  lookup.engine = DnsEngine::udp;
  lookup.resolver = "8.8.8.8:53";
  lookup.hostname = "whoami.akamai.net";
  DnsAnswer answer;
  answer.asn = Asn{4788};
  lookup.answers.push_back(answer);
  follow_up.dns.push_back(lookup);
  const Verdict verdict = judged(std::move(follow_up));
  EXPECT_TRUE(says(verdict, "another resolver answers in its place"));
}

TEST(Rate, AFifthOfTheNeutralRateIsThrottling) {
  FollowUp follow_up;
  follow_up.experiment = Experiment::rate;
  const auto transfer = [](const char* url, int seconds) {
    HttpObservation http;
    http.url = url;
    http.ended = std::chrono::seconds(seconds);
    http.response.emplace();
    http.response->body_length = 100000;
    return http;
  };
  follow_up.http = {transfer("https://www.iana.org/", 1), transfer("https://www.example.com/", 10)};
  const Verdict verdict = judged(std::move(follow_up));
  EXPECT_EQ(verdict.finding(Layer::rate).state, FindingState::interfered);
  EXPECT_EQ(verdict.finding(Layer::rate).method, Method::throttled);
}

}  // namespace
}  // namespace saksi
