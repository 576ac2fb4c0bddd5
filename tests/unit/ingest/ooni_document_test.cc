// What the reader makes of documents of every age, and of what is none.
#include "analyzer/ingest/ooni_document.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/ooni_reading.h"

namespace saksi {
namespace {

/// A document of Web Connectivity with these test keys.
std::string web(const std::string& version, const std::string& keys, const std::string& more = "") {
  std::ostringstream json;
  json << R"({"test_name":"web_connectivity","test_version":")" << version
       << R"(","measurement_start_time":"2024-01-02 03:04:05","probe_asn":"AS4788","probe_cc":"MY",)"
       << R"("input":"https://www.example.com/","report_id":"r1","software_name":"ooniprobe-android",)"
       << R"("software_version":"3.8.5",)" << more << R"("test_keys":)" << keys << "}";
  return json.str();
}

std::string one_key(const std::string& key, const std::string& value) {
  std::ostringstream json;
  json << "{\"" << key << "\":" << value << "}";
  return json.str();
}

TEST(OoniDocument, ReadsWhoMeasuredWhatAndWhen) {
  const auto document = parse_ooni_document(web("0.5.28", "{}", R"("resolver_asn":"AS15169",)"));
  EXPECT_EQ(document.test, TestName::web_connectivity);
  EXPECT_EQ(document.report_id, "r1");
  EXPECT_EQ(document.measurement.url.text(), "https://www.example.com/");
  EXPECT_EQ(to_text(document.measurement.started), "2024-01-02 03:04:05");
  EXPECT_EQ(document.measurement.vantage.asn.number, 4788U);
  EXPECT_EQ(document.measurement.vantage.country.to_string(), "MY");
  EXPECT_EQ(document.measurement.resolver.asn.number, 15169U);
  EXPECT_EQ(document.software_name, "ooniprobe-android");
  EXPECT_EQ(document.measurement.software_version, "3.8.5");
  EXPECT_TRUE(document.has_test_keys);
}

TEST(OoniDocument, TheOrderOfKeysDoesNotMatter) {
  const auto document = parse_ooni_document(
      R"({"test_keys":{"requests":[{"failure":null,"request":{"url":"https://www.example.com/"},"response":)"
      R"({"code":200,"body":"x"}}]},"input":"https://www.example.com/","test_version":"0.4.1",)"
      R"("measurement_start_time":"2024-01-02 03:04:05","test_name":"web_connectivity"})");
  ASSERT_EQ(document.measurement.http.size(), 1U);
  EXPECT_EQ(document.measurement.http.front().response->body, "x");
}

TEST(OoniDocument, JoinsFlowsByTransactionIdAndDepthWhereTheyAreTold) {
  const auto document = parse_ooni_document(web("0.5.28", R"({
    "queries":[{"engine":"getaddrinfo","failure":null,"hostname":"www.example.com","query_type":"ANY",
      "resolver_address":"","transaction_id":10001,"tags":["classic","depth=1"],"t0":0.5,"t":0.75,
      "answers":[{"answer_type":"A","ipv4":"93.184.216.34","asn":15133,"as_org_name":"Edgecast","ttl":null}]}],
    "tcp_connect":[{"ip":"93.184.216.34","port":443,"status":{"failure":null,"success":true},
      "tags":["depth=1","fetch_body=true"],"transaction_id":50001,"t":1.25}],
    "tls_handshakes":[{"address":"93.184.216.34:443","failure":"connection_reset","server_name":"www.example.com",
      "tls_version":"","peer_certificates":null,"tags":["depth=1"],"transaction_id":50001}]})"));
  const Measurement& m = document.measurement;
  ASSERT_EQ(m.dns.size(), 1U);
  EXPECT_EQ(m.dns[0].resolver, "system");
  EXPECT_EQ(m.dns[0].answers.at(0).asn.number, 15133U);
  EXPECT_EQ(m.dns[0].ended.count(), 750'000);
  EXPECT_EQ(m.tcp.at(0).depth, 1);
  EXPECT_EQ(m.tcp.at(0).transaction_id, 50001);
  EXPECT_EQ(m.tcp.at(0).ended.count(), 1'250'000);
  EXPECT_EQ(m.tls.at(0).transaction_id, 50001);
  EXPECT_EQ(m.tls.at(0).result.failure, Failure::connection_reset);
}

// ---- 0.4: no transaction ids, no depth

constexpr const char* kVersion04 = R"({
  "queries":[{"engine":"system","failure":null,"hostname":"www.example.com","query_type":"A","answers":[
    {"answer_type":"A","ipv4":"192.0.9.1"},{"answer_type":"A","ipv4":"192.0.9.2"}]}],
  "tcp_connect":[{"ip":"192.0.9.1","port":443,"status":{"blocked":true,"failure":"generic_timeout_error","success":false}},
    {"ip":"192.0.9.2","port":443,"status":{"blocked":false,"failure":null,"success":true}}],
  "tls_handshakes":[{"failure":null,"server_name":"www.example.com","tls_version":"TLSv1.3","tags":["tcptls_experiment"]}],
  "requests":[{"failure":null,"request":{"url":"https://next.example/"},"response":{"code":200,"body":"end"}},
    {"failure":null,"request":{"url":"https://www.example.com/"},
     "response":{"code":302,"headers":{"Location":"https://next.example/"}}}]})";

TEST(OoniDocument, Version04HandshakesWithoutAddressBelongToTheConnectionThatWasMade) {
  const Measurement m = parse_ooni_document(web("0.4.1", kVersion04)).measurement;
  ASSERT_GE(m.tls.size(), 1U);
  EXPECT_EQ(m.tls[0].endpoint.to_string(), "192.0.9.2:443");
  EXPECT_EQ(m.tls[0].transaction_id, m.tcp.at(1).transaction_id);
}

TEST(OoniDocument, Version04RequestsStandNewestFirstAndTheFirstBelongsToTheConnection) {
  const Measurement m = parse_ooni_document(web("0.4.1", kVersion04)).measurement;
  ASSERT_EQ(m.http.size(), 2U);
  EXPECT_EQ(m.http[0].depth, 0);
  EXPECT_EQ(m.http[0].transaction_id, m.tcp.at(1).transaction_id);
  EXPECT_EQ(m.http[0].endpoint.to_string(), "192.0.9.2:443");
  EXPECT_EQ(m.http[1].depth, 1);
  EXPECT_TRUE(m.http[1].endpoint.address.is_unspecified()) << "nobody tells the address of another host";
}

TEST(OoniDocument, Version04RequestThatOnlyRepeatsAFailedConnectionIsNoExchange) {
  const Measurement m = parse_ooni_document(web("0.4.1", R"({
    "tcp_connect":[{"ip":"10.10.34.36","port":443,"status":{"failure":"generic_timeout_error","success":false}}],
    "requests":[{"failure":"generic_timeout_error","request":{"url":"https://www.example.com/"},
      "response":{"body":"","code":0,"headers":null}}]})"))
                            .measurement;
  EXPECT_TRUE(m.http.empty());
  ASSERT_EQ(m.tcp.size(), 1U);
}

TEST(OoniDocument, Version04RequestThatOnlyRepeatsAFailedHandshakeIsNoExchange) {
  const Measurement m = parse_ooni_document(web("0.4.1", R"({
    "tcp_connect":[{"ip":"192.0.9.1","port":443,"status":{"failure":null,"success":true}}],
    "tls_handshakes":[{"address":"192.0.9.1:443","failure":"connection_reset","server_name":"www.example.com"}],
    "requests":[{"failure":"connection_reset","request":{"url":"https://www.example.com/"},"response":{}}]})"))
                            .measurement;
  EXPECT_TRUE(m.http.empty());
  EXPECT_EQ(m.tls.at(0).result.failure, Failure::connection_reset);
}

TEST(OoniDocument, Version04FailureBehindARedirectIsThatOfTheOperationItIsCalledAfter) {
  const auto failing = [](const std::string& failure) {
    return parse_ooni_document(web("0.4.3", R"({"requests":[{"failure":")" + failure + R"(",
      "request":{"url":"https://next.example/"},"response":{}},{"failure":null,
      "request":{"url":"https://www.example.com/"},"response":{"code":302,"headers":{"Location":"https://next.example/"}}}]})"))
        .measurement;
  };
  EXPECT_EQ(failing("dns_nxdomain_error").dns.at(0).hostname, "next.example");
  EXPECT_EQ(failing("connection_refused").tcp.at(0).depth, 1);
  EXPECT_EQ(failing("ssl_unknown_authority").tls.back().server_name, "next.example");
  EXPECT_EQ(failing("generic_timeout_error").http.back().depth, 1);
}

// ---- 0.0 to 0.3

TEST(OoniDocument, MeasurementKitHasHeadersInAMapAndNoHandshakes) {
  const Measurement m = parse_ooni_document(web("0.0.1", R"({
    "queries":[{"engine":"system","query_type":"A","hostname":"www.example.com","answers":[
      {"answer_type":"CNAME","hostname":"www.example.com","ttl":null},{"answer_type":"A","ipv4":"192.0.9.1","ttl":"12"}]}],
    "tcp_connect":[{"ip":"192.0.9.1","port":443,"status":{"success":true,"blocked":false}}],
    "requests":[{"failure":null,"request":{"body":"","headers":{},"method":"GET","tor":{"exit_ip":null,
      "exit_name":null,"is_tor":false},"url":"https://www.example.com/"},
      "response":{"body":"<title>x</title>","code":200,"headers":{"Server":"ymag","X-B":{"data":"/w==","format":"base64"}},
      "response_line":"HTTP/1.1 200 OK"}}]})"))
                            .measurement;
  ASSERT_EQ(m.dns.at(0).answers.size(), 2U);
  EXPECT_EQ(m.dns[0].answers[0].type, AnswerType::CNAME);
  EXPECT_TRUE(m.tcp.at(0).ok());
  ASSERT_EQ(m.http.size(), 1U);
  EXPECT_EQ(m.http[0].response->headers.at(1).second, "\xff");
  ASSERT_EQ(m.tls.size(), 1U) << "an https answer implies a handshake";
  EXPECT_TRUE(m.tls[0].ok());
  EXPECT_EQ(m.tls[0].endpoint.to_string(), "192.0.9.1:443");
}

TEST(OoniDocument, ThePythonProbeVerifiedNoCertificatesSoThatItsPagesProveNoAddress) {
  const Measurement m =
      parse_ooni_document(
          R"({"test_name":"web_connectivity","test_version":"0.3.2","software_name":"ooniprobe",
    "measurement_start_time":"2019-07-17 11:55:18","input":"https://www.example.com/","test_keys":{
    "tcp_connect":[{"ip":"192.0.9.1","port":443,"status":{"success":true,"failure":false}}],
    "requests":[{"request":{"url":"https://www.example.com/"},"response":{"code":200,"body":null}}]}})")
          .measurement;
  EXPECT_TRUE(m.tcp.at(0).ok());
  EXPECT_TRUE(m.tls.empty());
}

TEST(OoniDocument, OldFailuresGetTodaysNames) {
  const Measurement m = parse_ooni_document(web("0.2.0", R"({
    "queries":[{"failure":"dns_name_error","hostname":"www.example.com","query_type":"A","answers":[]}],
    "tcp_connect":[{"ip":"192.0.9.1","port":443,"status":{"success":false,"failure":"connection_refused_error"}},
      {"ip":"192.0.9.2","port":443,"status":{"success":false,"failure":true}},
      {"ip":"192.0.9.3","port":443,"status":{"success":false}}]})"))
                            .measurement;
  EXPECT_EQ(m.dns.at(0).result.failure, Failure::dns_nxdomain_error);
  EXPECT_EQ(m.tcp.at(0).result.failure, Failure::connection_refused);
  EXPECT_EQ(m.tcp.at(1).result.failure, Failure::unknown_failure);
  EXPECT_EQ(m.tcp.at(2).result.failure, Failure::unknown_failure) << "it failed, without a word";
}

// ---- The control

TEST(OoniDocument, AnEmptyControlIsNoAnswer) {
  for (const char* keys : {R"({"control":{}})", R"({"control":null})", R"({})",
                           R"({"control":{"tcp_connect":null,"dns":{"addrs":null,"failure":null},
                               "http_request":{"body_length":0,"status_code":0,"headers":null,"failure":null}}})"}) {
    EXPECT_FALSE(parse_ooni_document(web("0.4.1", keys)).measurement.control) << keys;
  }
}

TEST(OoniDocument, AControlFailureIsNoAnswerWhateverStandsBesideIt) {
  const auto document = parse_ooni_document(
      web("0.4.1", R"({"control_failure":"eof_error","control":{"dns":{"addrs":["192.0.9.1"]}}})"));
  ASSERT_TRUE(document.measurement.control);
  EXPECT_FALSE(document.measurement.control->answer);
  EXPECT_EQ(document.measurement.control->result.failure, Failure::eof_error);
}

TEST(OoniDocument, AControlConnectionThatFailedWithoutAWordHasFailed) {
  const auto m =
      parse_ooni_document(web("0.0.1", R"({"control":{"tcp_connect":{"192.0.9.1:443":{"status":false},
    "192.0.9.2:443":{"status":true}},"dns":{"addrs":["edge.example","192.0.9.1"]}}})"))
          .measurement;
  ASSERT_TRUE(m.control && m.control->answer);
  EXPECT_FALSE(m.control->answer->tcp_connect.at("192.0.9.1:443").failure.empty());
  EXPECT_TRUE(m.control->answer->tcp_connect.at("192.0.9.2:443").failure.empty());
}

// ---- Odd and hostile documents

TEST(OoniDocument, NumbersAsTextAndTextAsNumbersAreReadAsWhatTheyMean) {
  const auto document = parse_ooni_document(web("0.5.28", R"({"x_blocking_flags":"33","body_proportion":"0.5",
    "tcp_connect":[{"ip":"192.0.9.1","port":"443","status":{"success":true}}]})"));
  EXPECT_EQ(document.stored.blocking_flags, 33U);
  EXPECT_DOUBLE_EQ(document.stored.body_proportion, 0.5);
  EXPECT_EQ(document.measurement.tcp.at(0).endpoint.port, 443);
}

TEST(OoniDocument, WhatHasAnotherTypeThanItShouldCountsAsMissing) {
  const auto document =
      parse_ooni_document(web("0.5.28", R"({"queries":7,"requests":{"a":1},"tcp_connect":null,
    "tls_handshakes":"x","control":[1,2],"blocking":{"a":1},"accessible":"yes"})"));
  EXPECT_TRUE(document.measurement.dns.empty());
  EXPECT_TRUE(document.measurement.http.empty());
  EXPECT_FALSE(document.measurement.control);
  EXPECT_EQ(document.stored_blocking, StoredBlocking::senseless);
  EXPECT_FALSE(document.stored.accessible);
}

TEST(OoniDocument, NullTestKeysAreAMeasurementOfNothing) {
  const auto document = parse_ooni_document(web("0.0.1", "null"));
  EXPECT_FALSE(document.has_test_keys);
  EXPECT_EQ(document.stored_blocking, StoredBlocking::missing);
}

TEST(OoniDocument, EscapesBecomeTheCharactersThatTheyName) {
  const Measurement m =
      parse_ooni_document(web("0.5.28", R"({"requests":[{"request":{"url":"https:\/\/www.example.com\/"},
    "response":{"code":200,"body":"a\u003cb\u003e\n\"\\ \ud83d\ude00 \ud800 \u00e9 end of a longer text"}}]})"))
          .measurement;
  EXPECT_EQ(m.http.at(0).url, "https://www.example.com/");
  EXPECT_EQ(m.http.at(0).response->body,
            "a<b>\n\"\\ \xF0\x9F\x98\x80 \xEF\xBF\xBD \xC3\xA9 end of a longer text");
}

TEST(OoniDocument, ABodyIsCutAtOurCapAndItsWholeLengthIsKept) {
  const std::string body(kMaxBodyBytes + 1000, 'a');
  std::ostringstream keys;
  keys << R"({"requests":[{"request":{"url":"https://www.example.com/"},"response":{"code":200,"body":")"
       << body << R"("}}]})";
  const Measurement m = parse_ooni_document(web("0.5.28", keys.str())).measurement;
  EXPECT_EQ(m.http.at(0).response->body.size(), kMaxBodyBytes);
  EXPECT_EQ(m.http.at(0).response->body_length, body.size());
}

TEST(OoniDocument, ListsAreCut) {
  std::string queries = "[";
  for (int i = 0; i < 5000; ++i) queries += R"({"hostname":"a"},)";
  queries.back() = ']';
  const auto document = parse_ooni_document(web("0.5.28", one_key("queries", queries)));
  EXPECT_EQ(document.measurement.dns.size(), 4096U);
}

TEST(OoniDocument, TheLastOfTwoEqualKeysCounts) {
  const auto document = parse_ooni_document(
      web("0.5.28", R"({"queries":[{"hostname":"a"},{"hostname":"b"}],"queries":[{"hostname":"c"}]})"));
  ASSERT_EQ(document.measurement.dns.size(), 1U);
  EXPECT_EQ(document.measurement.dns[0].hostname, "c");
}

TEST(OoniDocument, WhatIsNoMeasurementSaysWhy) {
  const auto why = [](const std::string& line) {
    const auto document = try_ooni_document(line);
    return document ? std::string{"read"} : document.error().message;
  };
  EXPECT_NE(why("[1]").find("no JSON object"), std::string::npos) << why("[1]");
  EXPECT_NE(why("").find("no measurement"), std::string::npos);
  EXPECT_NE(why(R"({"test_name":"tor"})").find("measurement_start_time"), std::string::npos);
  EXPECT_NE(why(R"({"measurement_start_time":"2024-01-02 03:04:05"})").find("test_name"), std::string::npos);
  EXPECT_NE(why("{\"a\":\"\xff\"}").find("no measurement"), std::string::npos);
  const std::string whole = web("0.5.28", kVersion04);
  for (std::size_t cut = 0; cut < whole.size(); cut += 7) EXPECT_NE(why(whole.substr(0, cut)), "read") << cut;
  EXPECT_NE(why(whole + " {}"), "read") << "more follows";
  EXPECT_EQ(why(whole + " \r"), "read");
}

std::string nested(std::size_t levels) {
  std::string json(levels, '[');
  json.append(levels, ']');
  return json;
}

TEST(OoniDocument, NestingThatNobodyCouldMeanIsRefused) {
  const std::string deep = nested(100);
  EXPECT_FALSE(try_ooni_document(web("0.5.28", one_key("new_key", deep))));
  const std::string bulk = nested(100000);
  EXPECT_TRUE(try_ooni_document(web("0.5.28", one_key("network_events", bulk)))) << "it is stepped over";
}

TEST(OoniDocument, OurOwnExportKeepsItsIdsAndTheStateOfTheLine) {
  const auto document =
      parse_ooni_document(web("0.5.28", R"({"x_saksi":{"verdict":"blocked","line":"captive_portal",
    "measurement_id":"00112233445566778899aabbccddeeff","run_id":"r","category":"NEWS"}})"));
  EXPECT_EQ(document.measurement.id, "00112233445566778899aabbccddeeff");
  EXPECT_EQ(document.measurement.run_id, "r");
  EXPECT_EQ(document.measurement.line.state, LineState::captive_portal);
}

TEST(OoniDocument, LateAnswersStandBesideTheLookupThatTheyBelongTo) {
  const auto document = parse_ooni_document(web("0.5.28", R"({
    "queries":[{"engine":"udp","hostname":"www.example.com","transaction_id":20001,"resolver_address":"8.8.8.8:53",
      "failure":null,"answers":[{"answer_type":"A","ipv4":"10.0.0.1"}]}],
    "x_dns_duplicate_responses":[{"engine":"udp","hostname":"www.example.com","transaction_id":20001,
      "failure":null,"answers":[{"answer_type":"A","ipv4":"192.0.9.1"}]}]})"));
  ASSERT_EQ(document.measurement.dns.at(0).replies.size(), 2U);
  EXPECT_EQ(document.measurement.dns[0].replies[1].answers.at(0).address.to_string(), "192.0.9.1");
}

TEST(VersionParts, AreNumbersAndNoughtForWhatIsMissing) {
  EXPECT_EQ(version_parts("0.5.28"), (std::array{0, 5, 28}));
  EXPECT_EQ(version_parts("3.17.0-alpha"), (std::array{3, 17, 0}));
  EXPECT_EQ(version_parts("0.6"), (std::array{0, 6, 0}));
  EXPECT_EQ(version_parts(""), (std::array{0, 0, 0}));
}

}  // namespace
}  // namespace saksi
