// From a line to a row of the archive.
#include "analyzer/ingest/judge_line.h"

#include <gtest/gtest.h>
#include <xxhash.h>

#include <sstream>

#include "core/hex.h"
#include "core/json.h"
#include "core/judge/judge.h"
#include "core/judge/ooni.h"
#include "tests/support/measurement_builder.h"
#include "tests/support/ooni_reading.h"

namespace saksi {
namespace {

constexpr const char* kPrints =
    "name,scope,other_names,location_found,pattern_type,pattern,confidence_no_fp,expected_countries,source,"
    "exp_url,notes\n"
    "ir_dns,nat,,dns,full,10.10.34.36,10,IR,test,,\n"
    "forward,isp,,header.location,contains,/notice,10,MY,test,,\n"
    "harmless,fp,,body,contains,just a moment,10,,test,,\n"
    "expression,nat,,body,regexp,clos(ed|ure) by order,10,MY,test,,\n";

ArchivedResult judged(const std::string& json) {
  LineJudge judge{*Fingerprints::parse(kPrints, "test")};
  auto result = judge.judge(padded(json));
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return result ? *result : ArchivedResult{};
}

std::string web(const std::string& keys, const std::string& country = "MY") {
  std::ostringstream json;
  json
      << R"({"test_name":"web_connectivity","test_version":"0.5.28","measurement_start_time":"2024-01-02 03:04:05",)"
      << R"("probe_asn":"AS4788","probe_network_name":"TM","probe_cc":")" << country
      << R"(","resolver_asn":"AS15169","input":"http://Www.Example.com","report_id":"r1",)"
      << R"("software_name":"ooniprobe-android","software_version":"3.8.5","test_keys":)" << keys << "}";
  return json.str();
}

constexpr const char* kControl = R"("control_failure":null,"control":{
  "tcp_connect":{"93.184.216.34:80":{"status":true,"failure":null}},"tls_handshake":{},
  "http_request":{"body_length":1000,"failure":null,"title":"Example of a page","status_code":200,
  "headers":{"Server":"ECS"}},"dns":{"failure":null,"addrs":["93.184.216.34"]},
  "ip_info":{"93.184.216.34":{"asn":15133,"flags":11}}})";

/// What the system resolver answered, and what came from there.
std::string keys_of(const std::string& address, const std::string& request, const std::string& stored) {
  std::ostringstream keys;
  keys
      << R"({"queries":[{"engine":"getaddrinfo","failure":null,"hostname":"www.example.com","query_type":"ANY",
    "transaction_id":1,"tags":["depth=0"],"answers":[{"answer_type":"A","ipv4":")"
      << address << R"("}]}],"tcp_connect":[{"ip":")" << address
      << R"(","port":80,"transaction_id":2,"tags":["depth=0"],"status":{"failure":null,"success":true}}],
    "requests":[{"transaction_id":2,"tags":["depth=0"],"address":")"
      << address << R"(:80",)" << request << "}]," << kControl << "," << stored << "}";
  return keys.str();
}

constexpr const char* kReset =
    R"("failure":"connection_reset","request":{"url":"http://www.example.com/"},"response":{"code":0})";
constexpr const char* kStoredFailure = R"("blocking":"http-failure","accessible":false)";

TEST(LineJudge, FillsWhoWhereAndWhen) {
  const std::string line = web(keys_of("93.184.216.34", kReset, kStoredFailure));
  const ArchivedResult result = judged(line);
  EXPECT_EQ(result.input, "http://www.example.com/") << "as Url::text() spells it";
  EXPECT_EQ(result.host, "www.example.com");
  EXPECT_EQ(result.vantage.asn.number, 4788U);
  EXPECT_EQ(result.vantage.as_name, "TM");
  EXPECT_EQ(result.resolver_asn.number, 15169U);
  EXPECT_EQ(result.software, "ooniprobe-android 3.8.5");
  EXPECT_EQ(to_text(result.started), "2024-01-02 03:04:05");
  EXPECT_EQ(result.run, XXH3_64bits("r1", 2));
  XXH128_canonical_t key;
  XXH128_canonicalFromHash(&key, XXH3_128bits(line.data(), line.size()));
  EXPECT_EQ(to_hex(result.key), to_hex(key.digest));
}

TEST(LineJudge, AResetOfThePageAloneIsBlockedAndAnAnomalyWithoutNotice) {
  const ArchivedResult result = judged(web(keys_of("93.184.216.34", kReset, kStoredFailure)));
  EXPECT_EQ(to_string(result.outcome.word), "blocked");
  EXPECT_EQ(result.outcome.method, Method::reset);
  EXPECT_EQ(result.ooni_blocking, OoniBlocking::http_failure);
  EXPECT_TRUE(result.ooni.anomaly);
  EXPECT_FALSE(result.ooni.confirmed);
  EXPECT_EQ(to_string(result.difference), "no_notice");
  EXPECT_FALSE(result.reached);
  EXPECT_EQ(result.observed.address, IpAddress::parse("93.184.216.34"));
  EXPECT_EQ(result.observed.address_asn.number, 15133U) << "the control knows";
  EXPECT_TRUE(result.observed.address_of_control);
  EXPECT_TRUE(result.observed.address_proven) << "by the control's own handshake";
  EXPECT_TRUE(result.observed.control_answered && result.observed.control_reached);
  EXPECT_EQ(result.observed.http_failure, Failure::connection_reset);
  EXPECT_FALSE(result.observed.tcp_failure);
}

TEST(LineJudge, ANoticeAddressConfirmsToBoth) {
  const ArchivedResult result =
      judged(web(keys_of("10.10.34.36", kReset, R"("blocking":"dns","accessible":false)"), "IR"));
  EXPECT_EQ(to_string(result.outcome.certainty), "confirmed");
  EXPECT_EQ(result.outcome.method, Method::notice_address);
  EXPECT_EQ(result.fingerprint, "ir_dns");
  EXPECT_TRUE(result.ooni.confirmed && result.ooni.anomaly);
  EXPECT_EQ(result.difference, Difference::none);
}

TEST(LineJudge, ANoticeOfAnotherCountryConfirmsToOoniAlone) {
  const ArchivedResult result =
      judged(web(keys_of("10.10.34.36", kReset, R"("blocking":"dns","accessible":false)"), "SE"));
  EXPECT_NE(to_string(result.outcome.certainty), "confirmed");
  EXPECT_TRUE(result.ooni.confirmed);
  EXPECT_EQ(to_string(result.difference), "print_out_of_place");
}

std::string page(const std::string& body, const std::string& headers = "{}", int code = 200) {
  std::ostringstream request;
  request << R"("failure":null,"request":{"url":"http://www.example.com/"},"response":{"code":)" << code
          << R"(,"headers":)" << headers << R"(,"body":")" << body << R"("})";
  return request.str();
}

TEST(LineJudge, OoniLooksForNoExpressionAndForNoPartOfAHeader) {
  const char* stored = R"("blocking":"http-diff","accessible":false)";
  for (const std::string& request :
       {page("closure by order"), page("", R"({"Location":"http://n.example/notice"})", 302)}) {
    const ArchivedResult result = judged(web(keys_of("93.184.216.34", request, stored)));
    EXPECT_EQ(to_string(result.outcome.certainty), "confirmed");
    EXPECT_FALSE(result.ooni.confirmed);
    EXPECT_EQ(to_string(result.difference), "http_compared_more");
  }
}

TEST(LineJudge, ThePageIsKeptAsHashes) {
  const std::string body = "<html><title>A  title</title>text</html>";
  const ArchivedResult result =
      judged(web(keys_of("93.184.216.34", page(body), R"("blocking":"http-diff","accessible":false)")));
  EXPECT_TRUE(result.reached);
  EXPECT_EQ(result.observed.status, 200);
  EXPECT_EQ(result.observed.body_length, static_cast<std::int64_t>(body.size()));
  EXPECT_EQ(result.observed.body_hash, XXH3_64bits(body.data(), body.size()));
  EXPECT_EQ(result.observed.title_hash, XXH3_64bits("A title", 7));
}

TEST(LineJudge, AMissingControlCarriesNoVerdictAndFailsToOoni) {
  const ArchivedResult result = judged(
      web(R"({"control_failure":"eof_error","control":null,"blocking":null,"accessible":null,"tcp_connect":[
      {"ip":"93.184.216.34","port":80,"status":{"failure":"generic_timeout_error","success":false}}]})"));
  EXPECT_EQ(to_string(result.outcome.word), "inconclusive");
  EXPECT_TRUE(result.ooni.failure);
  EXPECT_EQ(result.difference, Difference::none);
}

TEST(LineJudge, UnknownFailuresAndMissingKeysAreFailuresToOoni) {
  EXPECT_TRUE(judged(web("null")).ooni.failure);
  EXPECT_TRUE(judged(web("{}")).ooni.failure);
  EXPECT_TRUE(judged(web(R"({"blocking":"odd","accessible":true})")).ooni.failure);
  const ArchivedResult unknown = judged(web(
      R"({"blocking":"http-failure","accessible":false,"http_experiment_failure":"unknown_failure 'x'"})"));
  EXPECT_TRUE(unknown.ooni.failure && unknown.ooni.anomaly) << "flags do not exclude each other";
}

TEST(LineJudge, ALineWithoutIPv6IsNotHeldAgainstTheSite) {
  const ArchivedResult result = judged(web(R"({"tcp_connect":[
    {"ip":"2606:2800:220:1::1","port":80,"status":{"failure":"network_unreachable","success":false}},
    {"ip":"93.184.216.34","port":80,"status":{"failure":null,"success":true}}],"control":{
    "tcp_connect":{"[2606:2800:220:1::1]:80":{"status":true},"93.184.216.34:80":{"status":true}},
    "http_request":{"status_code":200,"body_length":5,"failure":null},"dns":{"addrs":["93.184.216.34"]}}})"));
  EXPECT_TRUE(result.observed.ipv6_failed);
  EXPECT_FALSE(result.observed.tcp_failure);
  EXPECT_NE(to_string(result.outcome.word), "blocked");
  EXPECT_NE(result.layers[static_cast<std::size_t>(Layer::tcp)].state, FindingState::interfered);
}

TEST(LineJudge, Version04WithAResetHandshakeIsBlockedByTls) {
  const ArchivedResult result = judged(R"({"test_name":"web_connectivity","test_version":"0.4.1",
    "measurement_start_time":"2022-01-02 03:04:05","input":"https://www.example.com/","probe_cc":"PK",
    "software_name":"ooniprobe-android","test_keys":{"blocking":"http-failure","accessible":false,
    "queries":[{"engine":"system","failure":null,"hostname":"www.example.com","query_type":"A",
      "answers":[{"answer_type":"A","ipv4":"93.184.216.34"}]}],
    "tcp_connect":[{"ip":"93.184.216.34","port":443,"status":{"failure":null,"success":true}}],
    "tls_handshakes":[{"failure":"connection_reset","server_name":"www.example.com"}],
    "requests":[{"failure":"connection_reset","request":{"url":"https://www.example.com/"},"response":{}}],
    "control_failure":null,"control":{"tcp_connect":{"93.184.216.34:443":{"status":true,"failure":null}},
    "http_request":{"body_length":5,"failure":null,"status_code":200,"headers":{},"title":"x"},
    "dns":{"failure":null,"addrs":["93.184.216.34"]}}}})");
  EXPECT_EQ(to_string(result.outcome.word), "blocked");
  EXPECT_EQ(result.outcome.method, Method::reset_after_client_hello);
  EXPECT_EQ(result.ooni_blocking, OoniBlocking::http_failure);
}

TEST(LineJudge, AnotherTestKeepsItsInputAndHasNoObservedPage) {
  const ArchivedResult result = judged(
      R"({"test_name":"openvpn","measurement_start_time":"2022-11-21 17:22:49","input":"vpn://riseup/?addr=1",)"
      R"("report_id":"","test_start_time":"2022-11-21 17:22:11","test_keys":{"success":true}})");
  EXPECT_EQ(result.test, TestName::openvpn);
  EXPECT_EQ(result.input, "vpn://riseup/?addr=1");
  EXPECT_EQ(to_string(result.outcome.word), "accessible");
  EXPECT_NE(result.run, 0U) << "a report without an id still is one sitting";
  EXPECT_EQ(result.observed, Observed{});
}

TEST(LineJudge, ATestThatNobodyKnowsIsKeptAndNotJudged) {
  const ArchivedResult result =
      judged(R"({"test_name":"new_test","measurement_start_time":"2022-11-21 17:22:49","test_keys":{}})");
  EXPECT_EQ(result.test, TestName::other);
  EXPECT_EQ(to_string(result.outcome.word), "inconclusive");
}

// ---- Our own export

TEST(LineJudge, OurOwnExportIsJudgedAsItsEvidenceIs) {
  Measurement seen = MeasurementBuilder("https://www.example.com/")
                         .resolves_to({"93.184.216.34"})
                         .tls_fails("93.184.216.34", Failure::connection_reset)
                         .control_fine({"93.184.216.34"})
                         .build();
  seen.id = "00112233445566778899aabbccddeeff";
  seen.run_id = "ffeeddccbbaa99887766554433221100";
  seen.started = *parse_time("2026-11-02 10:00:00");
  const Verdict verdict = judge(seen, Fingerprints{});
  const ArchivedResult result = judged(ooni_json(seen, ooni_keys(seen), verdict));
  EXPECT_EQ(to_hex(result.key), seen.id) << "the same key as out of the probe's database";
  EXPECT_EQ(result.run, XXH3_64bits(seen.run_id.data(), seen.run_id.size()));
  EXPECT_EQ(result.outcome, Outcome::of(verdict));
  EXPECT_EQ(result.ooni_blocking, ooni_keys(seen).blocking);
}

TEST(LineJudge, AnExportFromAPortalIsTheLocalNetworks) {
  Measurement seen = MeasurementBuilder("http://www.example.com/")
                         .resolves_to({"93.184.216.34"})
                         .http_fails("93.184.216.34", Failure::connection_reset)
                         .control_fine({"93.184.216.34"})
                         .line(LineState::captive_portal)
                         .build();
  seen.started = *parse_time("2026-11-02 10:00:00");
  const ArchivedResult result = judged(ooni_json(seen, ooni_keys(seen), judge(seen, Fingerprints{})));
  EXPECT_TRUE(result.line_broken);
  EXPECT_EQ(to_string(result.outcome.word), "local_network");
}

TEST(LineJudge, SaysWhyALineIsNone) {
  LineJudge judge{Fingerprints{}};
  const auto result = judge.judge(padded("{\"test_name\":"));
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("no measurement"), std::string::npos);
  EXPECT_TRUE(judge.judge(padded(web("{}")))) << "and goes on with the next";
}

}  // namespace
}  // namespace saksi
