// Our verdict on messengers, circumvention and the rest, from raw observations, and OONI's flags beside it.
#include "analyzer/ingest/ooni_other_tests.h"

#include <gtest/gtest.h>

#include <sstream>

#include "analyzer/ingest/ooni_score.h"
#include "analyzer/ingest/ooni_services.h"
#include "tests/support/ooni_reading.h"

namespace saksi {
namespace {

OoniDocument document_of(const std::string& test, const std::string& keys, const std::string& more = "",
                         const std::string& version = "0.9.0", const std::string& day = "2022-01-02") {
  std::ostringstream json;
  json << R"({"test_name":")" << test << R"(","test_version":")" << version
       << R"(","measurement_start_time":")" << day << R"( 03:04:05","probe_asn":"AS1","probe_cc":"IR",)"
       << more << R"("test_keys":)" << keys << "}";
  return parse_ooni_document(json.str());
}

OtherJudgement judged(const OoniDocument& document) {
  return judge_other_test(document, Fingerprints{});
}

void expect_blocked(const OoniDocument& document, Layer layer, Method method) {
  const Outcome outcome = judged(document).outcome;
  EXPECT_EQ(to_string(outcome.word), "blocked");
  EXPECT_EQ(to_string(outcome.certainty), "possible") << "one measurement without a control";
  EXPECT_EQ(outcome.layer, layer);
  EXPECT_EQ(outcome.method, method);
}

void expect_word(const OoniDocument& document, VerdictWord word) {
  EXPECT_EQ(to_string(judged(document).outcome.word), to_string(word));
}

void expect_flags(const OoniDocument& document, bool anomaly, bool failure) {
  const OoniScore score = ooni_score(document, Fingerprints{}, {});
  EXPECT_EQ(score.anomaly, anomaly);
  EXPECT_EQ(score.failure, failure);
  EXPECT_FALSE(score.confirmed);
}

// ---- Telegram

constexpr const char* kTelegramPointsTimeOut = R"({"telegram_web_status":"ok","tcp_connect":[
  {"ip":"149.154.171.5","port":443,"status":{"failure":"generic_timeout_error","success":false}},
  {"ip":"149.154.171.5","port":80,"status":{"failure":"generic_timeout_error","success":false}}],"requests":[
  {"failure":"generic_timeout_error","request":{"url":"http://149.154.171.5:80/"},"response":{}},
  {"failure":null,"request":{"url":"https://web.telegram.org/"},"response":{"code":200}}]})";

TEST(OtherTests, TelegramIsBlockedWhenNoAccessPointAnswersThoughTheWebVersionOpens) {
  const auto document = document_of("telegram", kTelegramPointsTimeOut);
  expect_blocked(document, Layer::tcp, Method::timed_out);
  EXPECT_TRUE(judged(document).reached);
  expect_flags(document, true, false);
}

TEST(OtherTests, OneDeadAccessPointOfTelegramIsNoBlocking) {
  const auto document = document_of("telegram", R"({"telegram_web_status":"ok","tcp_connect":[
    {"ip":"149.154.171.5","port":443,"status":{"failure":"generic_timeout_error","success":false}},
    {"ip":"149.154.175.50","port":443,"status":{"failure":null,"success":true}},
    {"ip":"149.154.175.51","port":443,"status":{"failure":null,"success":true}}],"requests":[
    {"failure":null,"request":{"url":"http://149.154.175.50:443/"},"response":{"code":501}}]})");
  expect_word(document, VerdictWord::accessible);
  expect_flags(document, false, false);
}

TEST(OtherTests, RequestsWithoutUrlMakeOoniDropATelegramMeasurementThatShowsTheServiceOpen) {
  const auto document = document_of("telegram", R"({"telegram_web_status":"ok","tcp_connect":[
    {"ip":"149.154.171.5","port":443,"status":{"failure":null,"success":true}}],
    "requests":[{"failure":null,"request":{"headers":{}},"response":{}}]})");
  expect_word(document, VerdictWord::accessible);
  expect_flags(document, false, true);
}

// ---- Signal

std::string signal_keys(const std::string& status, const std::string& failure, const std::string& tls) {
  std::ostringstream keys;
  keys << R"({"signal_backend_status":")" << status
       << R"(","queries":[{"hostname":"chat.signal.org","failure":null,
    "answers":[{"answer_type":"A","ipv4":"76.223.92.165"}]}],"tls_handshakes":[{"address":"76.223.92.165:443",
    "server_name":"chat.signal.org","failure":)"
       << tls << R"(}],"requests":[{"failure":)" << failure
       << R"(,"request":{"url":"https://chat.signal.org/"},"response":{"code":0}}]})";
  return keys.str();
}

TEST(OtherTests, SignalIsBlockedAtTheLayerThatFailed) {
  const auto reset =
      document_of("signal", signal_keys("blocked", R"("connection_reset")", R"("connection_reset")"));
  expect_blocked(reset, Layer::tls, Method::reset_after_client_hello);
  expect_flags(reset, true, false);
  const auto nxdomain =
      document_of("signal", R"({"signal_backend_status":"blocked","queries":[{"hostname":"chat.signal.org",
      "failure":"dns_nxdomain_error","answers":null}],"requests":[{"failure":"dns_nxdomain_error",
      "request":{"url":"https://chat.signal.org/"},"response":{}}]})");
  expect_blocked(nxdomain, Layer::dns, Method::nxdomain);
}

TEST(OtherTests, AForeignCertificateAtEveryHostOfSignalIsThatOfAProbeThatIsOutOfDate) {
  const auto document = document_of(
      "signal", signal_keys("blocked", R"("ssl_unknown_authority")", R"("ssl_unknown_authority")"), "",
      "0.2.0", "2022-10-27");
  expect_word(document, VerdictWord::inconclusive);
  expect_flags(document, false, true);
}

TEST(OtherTests, VersionsOfTheSignalTestAreDroppedByOoniFromTheDayOnThatTheyWereWrong) {
  const std::string keys = signal_keys("ok", "null", "null");
  const auto dropped = [&](const char* version, const char* day, const char* engine = "3.20.0") {
    const std::string annotations = std::string(R"("annotations":{"engine_version":")") + engine + R"("},)";
    return ooni_score(document_of("signal", keys, annotations, version, day), Fingerprints{}, {}).failure;
  };
  EXPECT_FALSE(dropped("0.2.0", "2022-10-18"));
  EXPECT_TRUE(dropped("0.2.0", "2022-10-19"));
  EXPECT_FALSE(dropped("0.2.2", "2022-10-19"));
  EXPECT_FALSE(dropped("0.2.3", "2023-11-06"));
  EXPECT_TRUE(dropped("0.2.3", "2023-11-07"));
  EXPECT_TRUE(dropped("0.2.4", "2020-01-01"));
  EXPECT_FALSE(dropped("0.2.5", "2024-01-01"));
  EXPECT_TRUE(dropped("0.2.5", "2023-05-02", "3.17.1"));
  EXPECT_FALSE(dropped("0.2.5", "2023-05-02", "3.17.2"));
}

// ---- WhatsApp and Facebook

TEST(OtherTests, WhatsAppAnsweredWithNoAddressAtAllIsBlockedByDnsThoughSomethingAnsweredInTheClear) {
  const auto document = document_of("whatsapp", R"({"registration_server_status":"blocked",
    "whatsapp_endpoints_status":"ok","whatsapp_web_status":"blocked","queries":[
    {"hostname":"web.whatsapp.com","failure":null,"answers":[{"answer_type":"A","ipv4":"0.0.0.0"}]},
    {"hostname":"v.whatsapp.net","failure":null,"answers":[{"answer_type":"A","ipv4":"0.0.0.0"}]}],
    "tcp_connect":[{"ip":"0.0.0.0","port":80,"status":{"failure":null,"success":true}}],"requests":[
    {"failure":null,"request":{"url":"http://web.whatsapp.com/"},"response":{"code":200}},
    {"failure":"ssl_invalid_hostname","request":{"url":"https://v.whatsapp.net/v2/register"},"response":{}}]})");
  expect_blocked(document, Layer::dns, Method::bogon_address);
  expect_flags(document, true, false);
}

TEST(OtherTests, FacebooksOwnAddressesAreNoLieWhateverTheProbeConcluded) {
  const auto document = document_of("facebook_messenger", R"({"facebook_b_api_dns_consistent":false,
    "facebook_b_graph_dns_consistent":false,"facebook_dns_blocking":true,"queries":[{"hostname":"b-api.facebook.com",
    "failure":null,"answers":[{"answer_type":"A","ipv4":"157.240.194.35"}]}],"tcp_connect":[]})");
  expect_word(document, VerdictWord::accessible);
  expect_flags(document, true, false);
}

TEST(OtherTests, AFacebookNameThatLeadsToAPrivateAddressIsBlockedByDns) {
  const auto document = document_of("facebook_messenger", R"({"facebook_b_api_dns_consistent":false,
    "facebook_dns_blocking":true,"queries":[{"hostname":"b-api.facebook.com","failure":null,
    "answers":[{"answer_type":"A","ipv4":"10.10.34.36"}]}]})");
  expect_blocked(document, Layer::dns, Method::bogon_address);
}

TEST(OtherTests, SummariesOfFacebookThatNoKeyBacksAreABugOfTheProbe) {
  expect_flags(document_of("facebook_messenger", R"({"facebook_b_api_dns_consistent":true,
    "facebook_b_api_reachable":true,"facebook_dns_blocking":true,"facebook_tcp_blocking":true})"),
               false, false);
}

TEST(OtherTests, KnowsTheAddressesThatFacebookAnnounces) {
  EXPECT_TRUE(is_facebook(*IpAddress::parse("157.240.194.35")));
  EXPECT_TRUE(is_facebook(*IpAddress::parse("31.13.127.255")));
  EXPECT_TRUE(is_facebook(*IpAddress::parse("2a03:2880:f201::1")));
  EXPECT_FALSE(is_facebook(*IpAddress::parse("157.241.0.1")));
  EXPECT_FALSE(is_facebook(*IpAddress::parse("31.13.128.0")));
  EXPECT_FALSE(is_facebook(*IpAddress::parse("2a03:2881::1")));
}

// ---- Tor and its kin

std::string tor_targets(int reached, int failed, const char* protocol) {
  std::ostringstream keys;
  keys << R"({"targets":{)";
  for (int i = 0; i < reached + failed; ++i) {
    keys << (i == 0 ? "" : ",") << "\"t" << i << R"(":{"network_events":null,"target_protocol":")" << protocol
         << R"(","failure":)" << (i < reached ? "null" : R"("generic_timeout_error")") << "}";
  }
  keys << "}}";
  return keys.str();
}

TEST(OtherTests, TorIsBlockedWhenMostDirectoryAuthoritiesAreGone) {
  const auto document = document_of("tor", tor_targets(3, 7, "or_port_dirauth"));
  expect_blocked(document, Layer::tcp, Method::timed_out);
  expect_flags(document, true, false);
  expect_word(document_of("tor", tor_targets(7, 3, "or_port_dirauth")), VerdictWord::accessible);
}

TEST(OtherTests, DeadBridgesAreNoBlockingOfTor) {
  const auto document = document_of("tor", tor_targets(0, 10, "obfs4"));
  expect_word(document, VerdictWord::inconclusive);
  expect_flags(document, true, false);
}

TEST(OtherTests, TorWithoutTargetsIsAFailureToOoni) {
  expect_flags(document_of("tor", R"({"targets":{}})"), false, true);
  expect_flags(document_of("tor", R"({"targets":{"a":{"failure":null}}})"), false, true);
}

TEST(OtherTests, ATunnelThatDidNotStartSaysNothingOfWhy) {
  for (const auto& [test, keys] : std::vector<std::pair<std::string, std::string>>{
           {"psiphon", R"({"failure":"unknown_failure: x","bootstrap_time":0})"},
           {"torsf",
            R"({"failure":"generic_timeout_error","success":false,"tor_progress":10,"bootstrap_time":0})"},
           {"vanilla_tor",
            R"({"success":false,"error":"timeout-reached","tor_progress":5,"tor_progress_tag":"x"})"}}) {
    const auto document = document_of(test, keys);
    expect_word(document, VerdictWord::inconclusive);
    expect_flags(document, true, false);
  }
}

TEST(OtherTests, ATunnelThatStartedIsAccessible) {
  for (const auto& [test, keys] : std::vector<std::pair<std::string, std::string>>{
           {"psiphon", R"({"failure":null,"bootstrap_time":6.3})"},
           {"torsf", R"({"failure":null,"success":true,"bootstrap_time":38.6})"},
           {"vanilla_tor", R"({"success":true,"tor_progress":100})"},
           {"openvpn", R"({"success":true})"}}) {
    expect_word(document_of(test, keys), VerdictWord::accessible);
    expect_flags(document_of(test, keys), false, false);
  }
}

TEST(OtherTests, ATorThatNeverRanIsAFailureToOoni) {
  expect_flags(document_of("vanilla_tor", R"({"success":false,"error":"unknown-error","tor_progress":0,
    "tor_progress_tag":""})"),
               false, true);
}

TEST(OtherTests, SnowflakeBeforeItsNewRendezvousIsAFailureToOoni) {
  const char* keys =
      R"({"failure":"generic_timeout_error","success":false,"tor_progress":0,"tor_progress_tag":"starting"})";
  expect_flags(document_of("torsf", keys, "", "0.4.0", "2023-08-17"), false, true);
  expect_flags(document_of("torsf", keys, "", "0.5.0", "2024-01-01"), true, false);
}

// ---- Boxes on the path

std::string header_keys(const std::string& told, const char* failure = "null") {
  std::ostringstream keys;
  keys << R"({"tampering":{"total":false},"requests":[{"failure":)" << failure
       << R"(,"request":{"url":"http://h.example","headers_list":[["aCcept","x"],["hOst","y"]]},
       "response":{"code":200,"body":)"
       << told << "}}]}";
  return keys.str();
}

void expect_altered(const OoniDocument& document, Method method) {
  const OtherJudgement judgement = judged(document);
  EXPECT_EQ(to_string(judgement.outcome.word), "accessible") << "nothing was kept from the visitor";
  EXPECT_EQ(judgement.layers[static_cast<std::size_t>(Layer::http)],
            (LayerResult{FindingState::interfered, method}));
}

TEST(OtherTests, HeadersThatArriveAsSentAreNotAltered) {
  const auto document = document_of(
      "http_header_field_manipulation",
      header_keys(
          R"("{\"headers_dict\":{\"aCcept\":[\"x\"],\"hOst\":[\"y\"],\"Connection\":[\"close\"]}}")"));
  expect_word(document, VerdictWord::accessible);
  EXPECT_EQ(judged(document).layers, (std::array<LayerResult, 5>{}));
  expect_flags(document, false, false);
}

TEST(OtherTests, HeadersThatArriveInAnotherCaseWereRewrittenOnThePath) {
  const auto document =
      document_of("http_header_field_manipulation",
                  header_keys(R"("{\"headers_dict\":{\"Accept\":[\"x\"],\"hOst\":[\"y\"]}}")"));
  expect_altered(document, Method::different_page);
  expect_flags(document, true, false);
}

TEST(OtherTests, AnAnswerThatIsNotTheHelpersIsAnAnomalyAndAFailedRequestAFailureToOoni) {
  expect_altered(document_of("http_header_field_manipulation", header_keys(R"("")")), Method::truncated);
  expect_flags(document_of("http_header_field_manipulation", header_keys(R"("")")), true, false);
  expect_flags(
      document_of("http_header_field_manipulation", header_keys(R"("")", R"("connection_refused_error")")),
      false, true);
}

TEST(OtherTests, ARequestLineThatDoesNotComeBackWasSwallowedOnThePath) {
  const auto lost =
      document_of("http_invalid_request_line", R"({"sent":["GET x\r\n"],"received":[""],"tampering":true})");
  expect_altered(lost, Method::truncated);
  expect_flags(lost, true, false);
  const auto same = document_of("http_invalid_request_line",
                                R"({"sent":["GET x\r\n"],"received":["GET x\r\n"],"tampering":false})");
  EXPECT_EQ(judged(same).layers, (std::array<LayerResult, 5>{}));
  expect_flags(same, false, false);
}

// ---- Retired and other tests

TEST(OtherTests, TestsWithoutVerdictHaveTheFlagsOfOonisRules) {
  expect_flags(document_of("dash", R"({"failure":"json_parse_error"})"), false, true);
  expect_flags(document_of("dash", R"({"failure":null})"), false, false);
  expect_flags(document_of("ndt", "null"), false, false);
  expect_flags(document_of("dnscheck", R"({"lookups":{}})"), false, true);
  expect_flags(document_of("stunreachability", R"({"failure":"generic_timeout_error"})"), true, false);
  expect_flags(document_of("stunreachability", R"({"failure":null})"), false, false);
  expect_flags(document_of("browser_web", R"({"result":"error"})"), true, false);
  expect_flags(document_of("browser_web", R"({"result":"ok"})"), false, false);
  expect_flags(document_of("tcp_connect", R"({"connection":"connection_refused_error"})"), true, false);
  expect_flags(document_of("tcp_connect", R"({"connection":"success"})"), false, false);
  expect_flags(document_of("http_requests", R"({"headers_match":false,"body_length_match":null})"), false,
               true);
  expect_flags(document_of("http_requests", R"({"headers_match":true,"body_length_match":true})"), false,
               false);
  expect_flags(document_of("riseupvpn", R"({"api_status":"blocked"})"), true, true);
  expect_flags(document_of("telegram", "null"), false, true);
}

TEST(OtherTests, ADnscheckOfWhichOneAddressAnsweredIsAccessible) {
  expect_word(document_of("dnscheck", R"({"lookups":{"a":{"failure":"eof_error"},"b":{"failure":null}}})"),
              VerdictWord::accessible);
  expect_word(document_of("dnscheck", R"({"lookups":{"a":{"failure":"eof_error"}}})"),
              VerdictWord::inconclusive);
}

TEST(OtherTests, ANoticeInARetiredTestOfTheWebIsABlocking) {
  const auto prints = Fingerprints::parse(
      "name,scope,other_names,location_found,pattern_type,pattern,confidence_no_fp,expected_countries,source,"
      "exp_url,notes\nnotice,nat,,body,contains,closed by order,10,IR,test,,\n",
      "test");
  const auto document =
      document_of("http_requests", R"({"headers_match":false,"body_length_match":false,"requests":[
    {"request":{"url":"http://a.example/","tor":{"is_tor":true}},"response":{"code":200,"body":"fine"}},
    {"request":{"url":"http://a.example/","tor":{"is_tor":false}},"response":{"code":200,"body":"closed by order"}}]})",
                  R"("input":"http://a.example/",)");
  ASSERT_EQ(document.measurement.http.size(), 1U) << "what came through Tor is not of this line";
  const OtherJudgement judgement = judge_other_test(document, *prints);
  EXPECT_EQ(to_string(judgement.outcome.word), "blocked");
  EXPECT_EQ(judgement.outcome.method, Method::notice_page);
  EXPECT_EQ(judgement.fingerprint, "notice");
}

TEST(OtherTests, NullTestKeysAreInconclusiveForEveryTest) {
  for (const char* test : {"telegram", "signal", "whatsapp", "facebook_messenger", "tor", "psiphon", "hhfm",
                           "dnscheck", "openvpn", "no_such_test"}) {
    expect_word(document_of(test, "null"), VerdictWord::inconclusive);
  }
}

}  // namespace
}  // namespace saksi
