#include <gtest/gtest.h>

#include "core/json.h"
#include "tests/support/random_measurement.h"

namespace saksi {
namespace {

TEST(Evidence, IsTheSameTextAfterReadingAndWritingAgain) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const std::string json = evidence_json(random_scrubbed(seed));
    auto read = parse_evidence(json);
    ASSERT_TRUE(read) << seed << ": " << read.error().message;
    ASSERT_EQ(evidence_json(scrub(std::move(*read), {})), json) << seed;
  }
}

// The round trip above would also hold if a field were never written: so each is named here once.
TEST(Evidence, EveryFieldComesBack) {
  const Measurement m = random_scrubbed(7).get();
  const Measurement back = parse_evidence(evidence_json(random_scrubbed(7))).value();
  EXPECT_EQ(back.url, m.url);
  EXPECT_EQ(back.url.original(), m.url.original());
  EXPECT_EQ(back.category, m.category);
  EXPECT_EQ(back.started, m.started);
  EXPECT_EQ(back.runtime, m.runtime);
  EXPECT_EQ(back.simulated, m.simulated);
  EXPECT_EQ(back.vantage.asn, m.vantage.asn);
  EXPECT_EQ(back.resolver.as_name, m.resolver.as_name);
  EXPECT_EQ(back.line.state, m.line.state);
  EXPECT_EQ(back.dns.size(), m.dns.size());
  EXPECT_EQ(back.control.has_value(), m.control.has_value());
}

void expect_same(const Attempt& back, const Attempt& written) {
  EXPECT_EQ(back.begun, written.begun);
  EXPECT_EQ(back.runtime, written.runtime);
  EXPECT_EQ(back.disturbed, written.disturbed);
  EXPECT_EQ(back.line.state, written.line.state);
  EXPECT_EQ(back.line.always_open_tested, written.line.always_open_tested);
  EXPECT_EQ(back.line.always_open_failed, written.line.always_open_failed);
  EXPECT_EQ(back.dns.size(), written.dns.size());
  EXPECT_EQ(back.tcp.size(), written.tcp.size());
  EXPECT_EQ(back.tls.size(), written.tls.size());
  EXPECT_EQ(back.http.size(), written.http.size());
  EXPECT_EQ(back.control.has_value(), written.control.has_value());
  ASSERT_EQ(back.hop_controls.size(), written.hop_controls.size());
  for (std::size_t i = 0; i < written.hop_controls.size(); ++i) {
    EXPECT_EQ(back.hop_controls[i].depth, written.hop_controls[i].depth);
    EXPECT_EQ(back.hop_controls[i].request.url, written.hop_controls[i].request.url);
  }
}

void expect_same(const PathTrial& back, const PathTrial& written) {
  EXPECT_EQ(back.ttl, written.ttl);
  EXPECT_EQ(back.name, written.name);
  EXPECT_EQ(back.endpoint, written.endpoint);
  EXPECT_EQ(back.reply, written.reply);
  EXPECT_EQ(back.after, written.after);
  EXPECT_EQ(back.router, written.router);
  EXPECT_EQ(back.router_asn, written.router_asn);
  EXPECT_EQ(back.answer, written.answer);
}

void expect_same(const FollowUp& back, const FollowUp& written) {
  EXPECT_EQ(back.experiment, written.experiment);
  EXPECT_EQ(back.started, written.started);
  EXPECT_EQ(back.ended, written.ended);
  EXPECT_EQ(back.dns.size(), written.dns.size());
  EXPECT_EQ(back.tcp.size(), written.tcp.size());
  EXPECT_EQ(back.tls.size(), written.tls.size());
  EXPECT_EQ(back.http.size(), written.http.size());
  ASSERT_EQ(back.trials.size(), written.trials.size());
  for (std::size_t i = 0; i < written.trials.size(); ++i) expect_same(back.trials[i], written.trials[i]);
}

TEST(Evidence, EveryAttemptAndEveryExperimentComesBack) {
  std::size_t retests = 0, trials = 0;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const Scrubbed<Measurement> m = random_scrubbed(seed);
    const Measurement back = parse_evidence(evidence_json(m)).value();
    expect_same(back, m.get());
    ASSERT_EQ(back.retests.size(), m->retests.size());
    for (std::size_t i = 0; i < m->retests.size(); ++i) expect_same(back.retests[i], m->retests[i]);
    ASSERT_EQ(back.follow_ups.size(), m->follow_ups.size());
    for (std::size_t i = 0; i < m->follow_ups.size(); ++i) expect_same(back.follow_ups[i], m->follow_ups[i]);
    retests += back.retests.size();
    for (const FollowUp& follow_up : back.follow_ups) trials += follow_up.trials.size();
  }
  EXPECT_GT(retests, 5U);
  EXPECT_GT(trials, 20U);
}

TEST(Evidence, ARecordOfBeforeRetestsIsOneAttempt) {
  const auto old = parse_evidence(
      R"({"saksi_evidence":1,"id":"a","run_id":"b","url":"http://example.com/","category":"",)"
      R"("started":"2026-11-21T16:51:05Z","runtime_us":7,"software_version":"0.1.0","simulated":true,)"
      R"("vantage":{"asn":"AS1","as_name":"","country":"MY"},"resolver":{"asn":"AS0","as_name":"","country":"ZZ"},)"
      R"("line":{"state":"online","always_open_tested":5,"always_open_failed":0},)"
      R"("dns":[],"tcp":[],"tls":[],"http":[],"control":null})");
  ASSERT_TRUE(old) << old.error().message;
  EXPECT_EQ(old->runtime, Offset{7});
  EXPECT_FALSE(old->disturbed);
  EXPECT_TRUE(old->retests.empty());
  EXPECT_TRUE(old->follow_ups.empty());
  EXPECT_TRUE(old->hop_controls.empty());
}

TEST(Evidence, TheRedirectAtWhichAControlWasAskedComesBack) {
  Measurement m = random_measurement(1);
  m.control = ControlExchange{};
  m.control->request.url = "https://example.com/";
  m.control->result = Ended{Failure::connection_refused, ""};
  const std::string at_the_url = evidence_json(scrub(m, {}));
  EXPECT_EQ(parse_evidence(at_the_url)->control->depth, 0);
  m.control->depth = 2;
  EXPECT_EQ(parse_evidence(evidence_json(scrub(m, {})))->control->depth, 2);
}

TEST(Evidence, RawBytesOfDnsCertificatesAndBodiesComeBackByteForByte) {
  Measurement m = random_measurement(1);
  DnsObservation dns;
  dns.hostname = "example.com";
  dns.replies.push_back(
      {DnsQuestion::A, Offset{1234567}, 3, {Failure::dns_nxdomain_error, ""}, {}, "\x12\x34\x81\x83"});
  TlsObservation tls;
  tls.endpoint = *Endpoint::parse("[2001:4860::1]:443");
  tls.peer_certificates = {std::string{"\x30\x82\x00\xff", 4}};
  tls.alert_received = 112;
  HttpObservation http;
  http.url = "http://example.com/";
  http.response = HttpResponse{451, {{"X", "a"}, {"X", "b"}}, "caf\xe9", 4, true};
  m.dns = {dns};
  m.tls = {tls};
  m.http = {http};
  const Measurement back = parse_evidence(evidence_json(scrub(m, {}))).value();
  EXPECT_EQ(back.dns[0].replies[0].raw, dns.replies[0].raw);
  EXPECT_EQ(back.dns[0].replies[0].at, Offset{1234567});
  EXPECT_EQ(back.dns[0].replies[0].result.failure, Failure::dns_nxdomain_error);
  EXPECT_EQ(back.tls[0].peer_certificates, tls.peer_certificates);
  EXPECT_EQ(back.tls[0].alert_received, 112);
  EXPECT_EQ(back.tls[0].endpoint, tls.endpoint);
  EXPECT_EQ(back.http[0].response->body, "caf\xe9");
  EXPECT_EQ(back.http[0].response->headers, http.response->headers);  // both of the same name, in order
  EXPECT_TRUE(back.http[0].response->body_truncated);
}

TEST(Evidence, DamagedRecordsAreErrorsThatNameTheField) {
  const std::string good = evidence_json(random_scrubbed(3));
  const auto replaced = [&](const std::string& what, const std::string& with) {
    std::string bad = good;
    const std::size_t at = bad.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return bad.replace(at, what.size(), with);
  };
  const auto says = [](const std::string& json, const char* words) {
    const auto read = parse_evidence(json);
    ASSERT_FALSE(read) << words;
    EXPECT_NE(read.error().message.find(words), std::string::npos) << read.error().message;
  };
  says(replaced("\"saksi_evidence\":1", "\"saksi_evidence\":2"), "newer Saksi");
  says(replaced("\"runtime_us\":", "\"runtime_ms\":"), "$.runtime_us is missing");
  says(replaced("\"simulated\":", "\"simulated\":7,\"x\":"), "$.simulated is not true or false");
  says(replaced("\"vantage\":", "\"vantage\":[],\"x\":"), "$.vantage is not an object");
  says(replaced("\"retests\":", "\"retests\":[{\"begun_us\":0}],\"x\":"),
       "$.retests[0].runtime_us is missing");
  says(replaced("\"follow_ups\":", "\"follow_ups\":[{\"experiment\":\"magic\"}],\"x\":"),
       "$.follow_ups[0].experiment");
  says(good.substr(0, good.size() / 2), "is not JSON");
  says("[]", "$ is not an object");
}

TEST(Evidence, EveryTruncationAndEveryFlippedByteIsSurvived) {
  const std::string good = evidence_json(random_scrubbed(11));
  for (std::size_t i = 0; i < good.size(); i += 23) {
    EXPECT_FALSE(parse_evidence(std::string_view{good}.substr(0, i)));
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x15);
    (void)parse_evidence(bad);  // may still be valid (a letter in a text); must not crash
  }
}

TEST(VerdictJson, ComesBackWhole) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    const std::string json = verdict_json(random_verdict(seed));
    const auto read = parse_verdict(json);
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(verdict_json(*read), json);
  }
}

TEST(VerdictJson, IsSpelledAsTheContractSays) {
  Verdict verdict;
  verdict.word = VerdictWord::blocked;
  verdict.certainty = Certainty::possible;
  verdict.layer = Layer::dns;
  verdict.method = Method::nxdomain;
  verdict.findings = {{Layer::dns, FindingState::interfered, Method::nxdomain},
                      {Layer::tcp, FindingState::ok, std::nullopt}};
  verdict.reasons = {"the system resolver says that the name does not exist"};
  verdict.rules_version = "1";
  verdict.fingerprints_version = "abc";
  EXPECT_EQ(
      verdict_json(verdict),
      R"({"verdict":"blocked","certainty":"possible","scope":"unknown","layer":"dns","method":"nxdomain",)"
      R"("findings":{"dns":{"state":"interfered","method":"nxdomain"},"tcp":{"state":"ok","method":null}},)"
      R"("reasons":["the system resolver says that the name does not exist"],"attempts":1,"agreed":1,)"
      R"("isolated_by":[],"location":null,"notice":null,"fingerprint":null,)"
      R"("rules_version":"1","fingerprints_version":"abc"})");
  EXPECT_FALSE(parse_verdict(R"({"verdict":"censored"})"));
}

TEST(VerdictJson, SaysHowOftenByWhatAndWhere) {
  Verdict verdict;
  verdict.attempts = 3;
  verdict.agreed = 2;
  verdict.isolated_by = {Experiment::sni_swap, Experiment::hop_walk};
  verdict.location = Location{4, Place::beyond, IpAddress::parse("198.51.100.1"), Asn{64500}};
  const std::string json = verdict_json(verdict);
  EXPECT_NE(json.find(R"("attempts":3,"agreed":2,"isolated_by":["sni_swap","hop_walk"],)"
                      R"("location":{"hop":4,"place":"beyond","router":"198.51.100.1","asn":"AS64500"})"),
            std::string::npos)
      << json;
  const Verdict back = parse_verdict(json).value();
  EXPECT_EQ(back.isolated_by, verdict.isolated_by);
  EXPECT_EQ(back.location->router, verdict.location->router);
}

TEST(VerdictJson, SaysWhatANoticeSaysAndWhatNot) {
  Verdict verdict;
  verdict.notice = NoticeText{"MCMC", "under Section 263", "", "", "", "en ms"};
  const std::string json = verdict_json(verdict);
  EXPECT_NE(
      json.find(R"("notice":{"authority":"MCMC","law":"under Section 263","reason":null,"contact":null,)"
                R"("remedy":null,"language":"en ms"})"),
      std::string::npos)
      << json;
  const Verdict back = parse_verdict(json).value();
  EXPECT_EQ(back.notice->law, "under Section 263");
  EXPECT_EQ(back.notice->remedy, "");
}

TEST(VerdictJson, AForeignNoticeIsCutToTheBound) {
  Verdict verdict;
  verdict.notice.emplace().reason = std::string(100'000, 'x');
  EXPECT_EQ(parse_verdict(verdict_json(verdict)).value().notice->reason.size(), kMaxNoticeBytes);
}

TEST(VerdictJson, AVerdictOfBeforeRetestsRestsOnOneLook) {
  const auto old = parse_verdict(
      R"({"verdict":"blocked","certainty":"possible","scope":"unknown","layer":"tcp","method":"reset",)"
      R"("findings":{},"reasons":[],"fingerprint":null,"rules_version":"1","fingerprints_version":"a"})");
  ASSERT_TRUE(old) << old.error().message;
  EXPECT_EQ(old->attempts, 1);
  EXPECT_EQ(old->agreed, 1);
  EXPECT_TRUE(old->isolated_by.empty());
  EXPECT_FALSE(old->location.has_value());
  EXPECT_FALSE(old->notice.has_value());
}

}  // namespace
}  // namespace saksi
