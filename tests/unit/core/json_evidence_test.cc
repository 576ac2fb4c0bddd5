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
      R"("reasons":["the system resolver says that the name does not exist"],"fingerprint":null,)"
      R"("rules_version":"1","fingerprints_version":"abc"})");
  EXPECT_FALSE(parse_verdict(R"({"verdict":"censored"})"));
}

}  // namespace
}  // namespace saksi
