#include <gtest/gtest.h>

#include "core/json.h"

namespace saksi {
namespace {

constexpr const char* kRequest =
    R"({"http_request":"https://www.example.com/","http_request_headers":{"Accept":["*/*"],"User-Agent":["x"]},)"
    R"("tcp_connect":["93.184.216.34:443","[2606:2800::1]:443"],"x_quic_enabled":false})";

constexpr const char* kAnswer =
    R"({"tcp_connect":{"93.184.216.34:443":{"status":true,"failure":null}},)"
    R"("tls_handshake":{"93.184.216.34:443":{"server_name":"www.example.com","status":false,"failure":"ssl_invalid_hostname"}},)"
    R"("quic_handshake":{},"http_request":{"body_length":1533,"discovered_h3_endpoint":"","failure":null,)"
    R"("title":"Default Web Page","headers":{"Age":"1","Date":"Thu"},"status_code":200},"http3_request":null,)"
    R"("dns":{"failure":null,"addrs":["93.184.216.34"]},"ip_info":{"93.184.216.34":{"asn":15133,"flags":11}}})";

TEST(ControlJson, RequestIsTheHelpersWireFormat) {
  const ControlRequest request = parse_control_request(kRequest).value();
  EXPECT_EQ(request.url, "https://www.example.com/");
  EXPECT_EQ(request.tcp_connect[1].to_string(), "[2606:2800::1]:443");
  EXPECT_EQ(control_request_json(request), kRequest);
}

TEST(ControlJson, AnswerIsTheHelpersWireFormat) {
  const ControlAnswer answer = parse_control_answer(kAnswer).value();
  EXPECT_TRUE(answer.tcp_connect.at("93.184.216.34:443").status);
  EXPECT_EQ(answer.tls_handshake.at("93.184.216.34:443").failure, "ssl_invalid_hostname");
  EXPECT_EQ(answer.http_request.title, "Default Web Page");
  EXPECT_EQ(answer.http_request.headers.size(), 2u);
  EXPECT_EQ(answer.ip_info.at("93.184.216.34").asn.number, 15133u);
  EXPECT_EQ(answer.ip_info.at("93.184.216.34").flags, 11u);
  EXPECT_EQ(control_answer_json(answer), kAnswer);
}

TEST(ControlJson, AFailedAnswerMayLeaveOutWhatItDoesNotKnow) {
  const auto answer = parse_control_answer(
      R"({"tcp_connect":null,"http_request":{"body_length":-1,"failure":"dns_lookup_error","title":"","headers":null,)"
      R"("status_code":-1},"dns":{"failure":"dns_name_error","addrs":null}})");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->dns.failure, "dns_name_error");
  EXPECT_EQ(answer->http_request.body_length, -1);
}

TEST(ControlJson, AHostileAnswerIsAnError) {
  std::string many = R"({"http_request":{"body_length":1,"status_code":200},"dns":{"addrs":[]},"ip_info":{)";
  for (int i = 0; i < 1100; ++i) many += "\"" + std::to_string(i) + R"(":{"asn":1,"flags":1},)";
  many.back() = '}';
  for (
      const std::string& bad :
      {std::string{"<html>"}, std::string{"{}"}, std::string{"null"}, many + "}",
       std::string{R"({"http_request":{"body_length":1e300,"status_code":200},"dns":{}})"},
       std::string{R"({"http_request":{"body_length":1,"status_code":99999999999},"dns":{}})"},
       std::string{R"({"http_request":{"body_length":1,"status_code":200},"dns":{"addrs":[1]}})"},
       std::string{R"({"http_request":{"body_length":1,"status_code":200},"dns":{},"tcp_connect":[]})"},
       std::string{
           R"({"http_request":{"body_length":1,"status_code":200},"dns":{},"ip_info":{"a":{"asn":-1,"flags":0}}})"}}) {
    EXPECT_FALSE(parse_control_answer(bad)) << bad.substr(0, 100);
  }
}

TEST(ControlJson, AHostileRequestIsAnErrorThatSaysWhat) {
  const auto bad = parse_control_request(R"({"http_request":"http://a/","tcp_connect":["localhost:80"]})");
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().message.find("$.tcp_connect[0]"), std::string::npos) << bad.error().message;
  EXPECT_FALSE(parse_control_request(R"({"http_request":7})"));
  EXPECT_FALSE(
      parse_control_request(R"({"http_request":"http://a/","http_request_headers":{"Accept":"x"}})"));
}

TEST(ControlJson, CallerNetworkComesBack) {
  CallerNetwork caller{IpAddress::parse("8.8.8.8"), {Asn{15169}, "Google LLC", *CountryCode::parse("US")}};
  const std::string json = caller_network_json(caller);
  EXPECT_EQ(json, R"({"address":"8.8.8.8","asn":"AS15169","as_name":"Google LLC","country":"US"})");
  EXPECT_EQ(caller_network_json(parse_caller_network(json).value()), json);
  EXPECT_FALSE(parse_caller_network(R"({"address":"me","asn":"AS1","country":"US"})"));
}

}  // namespace
}  // namespace saksi
