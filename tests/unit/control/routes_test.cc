#include "probe/control/routes.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/json.h"

namespace saksi {
namespace {

using nlohmann::json;

IpAddress ip(const std::string& text) {
  return IpAddress::parse(text).value();
}

HttpCall call_from(const std::string& peer, const std::string& forwarded_for) {
  HttpCall call;
  call.peer = ip(peer);
  call.forwarded_for = forwarded_for;
  return call;
}

const TargetPolicy& strict() {
  static const TargetPolicy policy(false, {}, {});
  return policy;
}

std::string request_for(const std::string& url) {
  return json{{"http_request", url}, {"http_request_headers", json::object()}, {"tcp_connect", json::array()}}
      .dump();
}

TEST(Routes, AreFour) {
  EXPECT_EQ(route_of("GET", "/"), Route::health);
  EXPECT_EQ(route_of("HEAD", "/"), Route::health);
  EXPECT_EQ(route_of("POST", "/"), Route::measure);
  EXPECT_EQ(route_of("GET", "/saksi/v1/network"), Route::caller_network);
  EXPECT_EQ(route_of("GET", "/saksi/v1/experiments"), Route::experiments);
}

TEST(Routes, WhateverElseIsUnknown) {
  EXPECT_EQ(route_of("DELETE", "/"), Route::unknown_method);
  EXPECT_EQ(route_of("get", "/"), Route::unknown_method);
  EXPECT_EQ(route_of("POST", "/saksi/v1/network"), Route::unknown_method);
  EXPECT_EQ(route_of("POST", "/saksi/v1/experiments"), Route::unknown_method);
  EXPECT_EQ(route_of("GET", "/index.html"), Route::unknown_path);
  EXPECT_EQ(route_of("POST", "//"), Route::unknown_path);
  EXPECT_EQ(route_of("GET", ""), Route::unknown_path);
}

TEST(Answers, TellWhichMethodsWouldDo) {
  const HttpAnswer answer = answer_at_once(Route::unknown_method, ip("203.0.113.7"), Geo());
  EXPECT_EQ(answer.status, 405U);
  EXPECT_EQ(answer.allow, "GET, HEAD, POST");
  EXPECT_EQ(answer_at_once(Route::unknown_path, ip("203.0.113.7"), Geo()).status, 404U);
}

TEST(Answers, TheCallerIsToldItsAddressAndNetwork) {
  const HttpAnswer answer = answer_at_once(Route::caller_network, ip("203.0.113.7"), Geo());
  EXPECT_EQ(answer.status, 200U);
  const auto network = parse_caller_network(answer.body);
  ASSERT_TRUE(network.has_value());
  EXPECT_EQ(network->address, ip("203.0.113.7"));
  EXPECT_FALSE(network->network.asn.known());
}

TEST(Caller, IsThePeerUnlessAProxyIsTrusted) {
  EXPECT_EQ(caller_of(call_from("192.0.2.1", "203.0.113.7"), false), ip("192.0.2.1"));
  EXPECT_EQ(caller_of(call_from("127.0.0.1", "203.0.113.7"), true), ip("203.0.113.7"));
}

TEST(Caller, IsTheLastEntryBecauseTheCallerWroteTheOthers) {
  EXPECT_EQ(caller_of(call_from("127.0.0.1", "1.1.1.1, 8.8.8.8,  203.0.113.7 "), true), ip("203.0.113.7"));
  EXPECT_EQ(caller_of(call_from("127.0.0.1", "1.1.1.1, 2606:2800::1"), true), ip("2606:2800::1"));
}

TEST(Caller, IsThePeerWhenTheProxySaidNothingUseful) {
  for (const char* header : {"", "unknown", ",", "1.1.1.1,", "1.1.1.1, x", "203.0.113.7:80"}) {
    EXPECT_EQ(caller_of(call_from("127.0.0.1", header), true), ip("127.0.0.1")) << header;
  }
}

TEST(Counting, TakesAWholeV6NetworkForOneCaller) {
  EXPECT_EQ(counted_as(ip("2001:db8:1:2:3:4:5:6")), counted_as(ip("2001:db8:1:2:ffff::1")));
  EXPECT_NE(counted_as(ip("2001:db8:1:2::1")), counted_as(ip("2001:db8:1:3::1")));
  EXPECT_NE(counted_as(ip("203.0.113.7")), counted_as(ip("203.0.113.8")));
}

TEST(Requests, OfTheWebAreRead) {
  const auto request = read_request(request_for("https://example.org/path"), strict());
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->url, "https://example.org/path");
}

TEST(Requests, OptionalFieldsMayBeMissing) {
  EXPECT_TRUE(read_request(R"({"http_request":"http://example.org/"})", strict()).has_value());
}

TEST(Requests, BadOnesSayWhy) {
  for (const std::string body :
       {"", "x", "{", "[]", "null", "{}", R"({"http_request":5})", R"({"http_request":null})",
        R"({"http_request":"http://example.org/","tcp_connect":5})",
        R"({"http_request":"http://example.org/","tcp_connect":[5]})",
        R"({"http_request":"http://example.org/","http_request_headers":[]})",
        R"({"http_request":"http://example.org/","http_request_headers":{"Accept":"x"}})",
        "{\"http_request\":\"http://example.org/\xff\xfe\"}"}) {
    const auto request = read_request(body, strict());
    ASSERT_FALSE(request.has_value()) << body;
    EXPECT_FALSE(request.error().message.empty());
  }
}

TEST(Requests, DeepNestingIsRefused) {
  EXPECT_FALSE(read_request(std::string(60000, '['), strict()).has_value());
  const std::string deep = std::string(30000, '[') + std::string(30000, ']');
  EXPECT_FALSE(read_request("{\"http_request\":" + deep + "}", strict()).has_value());
}

TEST(Requests, UrlsThatAreNotOfTheWebAreRefused) {
  for (const char* url :
       {"", "example.org", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "http://",
        "http:///x", "http://user:secret@example.org/", "javascript:alert(1)"}) {
    EXPECT_FALSE(read_request(request_for(url), strict()).has_value()) << url;
  }
}

TEST(Requests, PortsOfOtherServicesAreRefused) {
  EXPECT_FALSE(read_request(request_for("http://example.org:25/"), strict()).has_value());
  EXPECT_FALSE(read_request(request_for("https://example.org:22/"), strict()).has_value());
  EXPECT_TRUE(read_request(request_for("https://example.org:8443/"), strict()).has_value());
}

TEST(Requests, LiteralPrivateTargetsAreRefusedInEverySpelling) {
  for (const char* url :
       {"http://127.0.0.1/", "http://10.1.2.3/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/", "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://127.1/",
        "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://[::]/"}) {
    EXPECT_FALSE(read_request(request_for(url), strict()).has_value()) << url;
  }
}

}  // namespace
}  // namespace saksi
