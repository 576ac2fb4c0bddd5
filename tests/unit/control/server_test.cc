// The control as its callers see it: raw requests over a socket, answers checked key by key.
#include "probe/control/server.h"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "probe/control/client.h"
#include "tests/unit/control/bench.h"
#include "tests/unit/control/raw_http.h"

namespace saksi {
namespace {

using nlohmann::json;
using test::always;
using test::body_of;
using test::ControlThread;
using test::get_text;
using test::post_text;
using test::RawClient;
using test::ScriptedServer;
using test::send_text;
using test::status_of;

ControlOptions allowing_private() {
  ControlOptions options;
  options.allow_private = true;
  options.max_clients = 4;
  return options;
}

std::string call(const ControlThread& control, const std::string& request) {
  const RawClient client(control.port());
  client.send(request);
  return client.receive_all(std::chrono::seconds(25));
}

json request_for(const std::string& url, std::vector<std::string> endpoints = {}) {
  return json{
      {"http_request", url},
      {"http_request_headers",
       {{"Accept", {"text/html"}}, {"Accept-Language", {"en-US,en;q=0.9"}}, {"User-Agent", {"Test"}}}},
      {"tcp_connect", std::move(endpoints)},
      {"x_quic_enabled", false}};
}

std::vector<std::string> keys_of(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

using Keys = std::vector<std::string>;

// ---- The protocol

TEST(ControlServer, GreetsAsOonisHelper) {
  const ControlThread control(allowing_private());
  ASSERT_NE(control.port(), 0) << "the line with the port did not come";
  const std::string answer = call(control, get_text("/"));
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_NE(answer.find("Content-Type: application/json"), std::string::npos);
  EXPECT_EQ(json::parse(body_of(answer)), (json{{"message", "Hello OONItarian!"}}));
}

TEST(ControlServer, AnswersKeyByKeyAsTheProtocolSays) {
  const ScriptedServer site(always("200 OK", "Content-Type: text/html\r\n", "<title>A page</title>"));
  const ControlThread control(allowing_private());
  const std::string answer =
      call(control, post_text(request_for(site.url() + "/", {site.authority()}).dump()));
  ASSERT_EQ(status_of(answer), 200) << answer;
  const json body = json::parse(body_of(answer));

  EXPECT_EQ(keys_of(body), (Keys{"dns", "http3_request", "http_request", "ip_info", "quic_handshake",
                                 "tcp_connect", "tls_handshake"}));
  EXPECT_EQ(body["tcp_connect"], (json{{site.authority(), {{"status", true}, {"failure", nullptr}}}}));
  EXPECT_EQ(body["tls_handshake"], json::object());
  EXPECT_EQ(body["quic_handshake"], json::object());
  EXPECT_EQ(body["http3_request"], nullptr);
  EXPECT_EQ(body["dns"], (json{{"failure", nullptr}, {"addrs", json::array()}}));
  EXPECT_EQ(body["ip_info"], (json{{"127.0.0.1", {{"asn", 0}, {"flags", 5}}}}));

  const json& page = body["http_request"];
  EXPECT_EQ(keys_of(page),
            (Keys{"body_length", "discovered_h3_endpoint", "failure", "headers", "status_code", "title"}));
  EXPECT_EQ(page["body_length"], 21);
  EXPECT_EQ(page["discovered_h3_endpoint"], "");
  EXPECT_EQ(page["failure"], nullptr);
  EXPECT_EQ(page["title"], "A page");
  EXPECT_EQ(page["status_code"], 200);
  EXPECT_EQ(page["headers"]["Content-Type"], "text/html");
}

TEST(ControlServer, AFailureIsSpelledAsOonisHelperDoes) {
  std::string closed;
  {
    const ScriptedServer site(always("200 OK", "", ""));
    closed = site.authority();
  }
  const ControlThread control(allowing_private());
  const json body =
      json::parse(body_of(call(control, post_text(request_for("http://" + closed + "/").dump()))));
  EXPECT_EQ(body["tcp_connect"][closed], (json{{"status", false}, {"failure", "connection_refused_error"}}));
  EXPECT_EQ(body["http_request"], (json{{"body_length", -1},
                                        {"discovered_h3_endpoint", ""},
                                        {"failure", "connection_refused_error"},
                                        {"title", ""},
                                        {"headers", json::object()},
                                        {"status_code", -1}}));
}

TEST(ControlServer, AHostilePageStillGivesValidJson) {
  const ScriptedServer site(always("200 OK", "X-Bad: \xff\xfe\r\nX-Quote: \"}\r\nAlt-Svc: h3=\"\xff\"\r\n",
                                   "<title>\xff\xfe \"} \xc3\x28</title>"));
  const ControlThread control(allowing_private());
  const std::string answer = call(control, post_text(request_for(site.url() + "/").dump()));
  ASSERT_EQ(status_of(answer), 200) << answer;
  ASSERT_TRUE(json::accept(body_of(answer))) << answer;
  EXPECT_EQ(json::parse(body_of(answer))["http_request"]["status_code"], 200);
}

TEST(ControlServer, TellsTheCallerItsNetwork) {
  const ControlThread control(allowing_private());
  const std::string answer = call(control, get_text("/saksi/v1/network"));
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_NE(answer.find("Cache-Control: no-store"), std::string::npos);
  EXPECT_EQ(json::parse(body_of(answer))["address"], "127.0.0.1");
}

TEST(ControlServer, BelievesTheProxyOnlyWhenToldTo) {
  const std::string request =
      "GET /saksi/v1/network HTTP/1.1\r\nHost: c\r\nConnection: close\r\nX-Forwarded-For: 1.1.1.1, "
      "203.0.113.7\r\n\r\n";
  const ControlThread open(allowing_private());
  EXPECT_EQ(json::parse(body_of(call(open, request)))["address"], "127.0.0.1");
  ControlOptions options = allowing_private();
  options.behind_proxy = true;
  const ControlThread behind(options);
  EXPECT_EQ(json::parse(body_of(call(behind, request)))["address"], "203.0.113.7");
}

// ---- Our client and our server

TEST(ControlServer, AndOurClientUnderstandEachOther) {
  const ScriptedServer site(always("200 OK", "", "<title>Both</title>"));
  const ControlThread control(allowing_private());
  loopback::TestNetwork net;
  ControlRequest request;
  request.url = site.url() + "/";
  request.headers = {{"User-Agent", "Test/2.0"}};
  request.tcp_connect = {Endpoint::parse(site.authority()).value()};
  const ControlExchange result = net.run(ask_control(net.scope, {control.url()}, request));
  ASSERT_TRUE(result.answer.has_value()) << failure_string(result.result);
  EXPECT_EQ(result.answer->http_request.title, "Both");
  EXPECT_TRUE(result.answer->tcp_connect.at(site.authority()).status);
  EXPECT_TRUE(net.run(control_is_healthy(net.scope, control.url())));
  const auto network = net.run(ask_caller_network(net.scope, control.url()));
  ASSERT_TRUE(network.has_value());
  EXPECT_EQ(network->address, IpAddress::parse("127.0.0.1"));
}

// ---- Refusals

TEST(ControlServer, RefusesWhatIsNoRequest) {
  const ControlThread control{ControlOptions()};
  for (const std::string& body :
       {std::string("{"), std::string(60000, '['), std::string("{\"http_request\":\"\xff\"}"),
        request_for("ftp://example.org/").dump(), request_for("http://example.org:25/").dump(),
        request_for("http://127.0.0.1/").dump(), request_for("http://[::ffff:127.0.0.1]/").dump(),
        request_for("http://10.0.0.1/").dump(), request_for("http://0.0.0.0/").dump()}) {
    const std::string answer = call(control, post_text(body));
    EXPECT_EQ(status_of(answer), 400) << body.substr(0, 100);
    EXPECT_NE(answer.find("Content-Type: text/plain"), std::string::npos);
    EXPECT_GT(body_of(answer).size(), 10U) << "a reason is due";
  }
}

TEST(ControlServer, KnowsTheOtherStatusCodes) {
  const ControlThread control{ControlOptions()};
  EXPECT_EQ(status_of(call(control, get_text("/nothing"))), 404);
  const std::string deleted = call(control, "DELETE / HTTP/1.1\r\nHost: c\r\n\r\n");
  EXPECT_EQ(status_of(deleted), 405);
  EXPECT_NE(deleted.find("Allow: GET, HEAD, POST"), std::string::npos);
  EXPECT_EQ(status_of(call(control, post_text(std::string(70000, ' ')))), 413);
  const std::string head = call(control, "HEAD / HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(status_of(head), 200);
  EXPECT_EQ(body_of(head), "");
}

TEST(ControlServer, DoesNotTouchLoopbackUnlessAllowed) {
  const ScriptedServer inside(always("200 OK", "", "secret"));
  const std::string port = std::to_string(inside.port());
  const ControlThread control{ControlOptions()};
  const std::string answer =
      call(control, post_text(request_for("http://localhost:" + port + "/", {inside.authority()}).dump()));
  ASSERT_EQ(status_of(answer), 200) << answer;
  const json body = json::parse(body_of(answer));
  EXPECT_EQ(inside.accepted(), 0);
  EXPECT_EQ(body["tcp_connect"], json::object());
  EXPECT_EQ(body["http_request"]["failure"], "unknown_error");
  EXPECT_EQ(answer.find("secret"), std::string::npos);
}

// ---- Load

/// A measurement that lasts until the site's script ends.
class BusyControl : public testing::Test {
 protected:
  /// Returns once the site has been reached by `count` page fetches.
  void start_measurements(const ControlThread& control, int count) {
    for (int i = 0; i < count; ++i) {
      running_.emplace_back(control.port());
      running_.back().send(post_text(request_for(site_.url() + "/").dump()));
    }
    // A measurement makes two connections: the endpoint's and the page's.
    for (int i = 0; i < 500 && site_.accepted() < 2 * count; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  ScriptedServer site_{test::say_nothing};
  std::vector<RawClient> running_;
};

TEST_F(BusyControl, SaysSoAndStaysHealthy) {
  ControlOptions options = allowing_private();
  options.max_clients = 2;
  options.max_waiting = 0;
  const ControlThread control(options);
  start_measurements(control, 2);
  EXPECT_EQ(status_of(call(control, post_text(request_for(site_.url() + "/").dump()))), 503);
  EXPECT_EQ(status_of(call(control, get_text("/"))), 200);
  EXPECT_EQ(status_of(call(control, get_text("/saksi/v1/network"))), 200);
}

TEST_F(BusyControl, KeepsRoomForOthersThanTheBusiestCaller) {
  ControlOptions options = allowing_private();
  options.max_clients = 8;
  options.max_per_address = 2;
  options.max_waiting_per_address = 0;
  options.behind_proxy = true;
  const ControlThread control(options);
  start_measurements(control, 2);
  EXPECT_EQ(status_of(call(control, post_text(request_for(site_.url() + "/").dump()))), 429);
  const ScriptedServer quick(always("200 OK", "", ""));
  const std::string other = request_for(quick.url() + "/").dump();
  EXPECT_EQ(
      status_of(call(control,
                     "POST / HTTP/1.1\r\nHost: c\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.9\r\n"
                     "Content-Length: " +
                         std::to_string(other.size()) + "\r\n\r\n" + other)),
      200);
}

TEST(ControlServer, ACallerWithMoreThanItsShareWaitsForItsTurn) {
  ControlOptions options = allowing_private();
  options.max_per_address = 2;
  const ControlThread control(options);
  const ScriptedServer site(always("200 OK", "", ""));
  std::vector<RawClient> clients;
  for (int i = 0; i < 40; ++i) {
    clients.emplace_back(control.port());
    clients.back().send(post_text(request_for(site.url() + "/").dump()));
  }
  for (const RawClient& client : clients) EXPECT_EQ(status_of(client.receive_all()), 200);
}

TEST(ControlServer, AHundredAndTwentyEightQuestionsOfOneProbeAreAllAnswered) {
  ControlOptions options;
  options.allow_private = true;
  const ControlThread control(options);
  const ScriptedServer site(always("200 OK", "", "<title>Each</title>"));
  loopback::TestNetwork net;
  ControlRequest request;
  request.url = site.url() + "/";
  std::vector<Task<ControlExchange>> asked;
  for (int i = 0; i < 128; ++i) asked.push_back(ask_control(net.scope, {control.url()}, request));
  const std::vector<ControlExchange> exchanges = net.run(all_of(std::move(asked)));
  for (const ControlExchange& exchange : exchanges) {
    ASSERT_TRUE(exchange.answer.has_value()) << failure_string(exchange.result);
    EXPECT_EQ(exchange.answer->http_request.title, "Each");
  }
}

std::size_t count_of(const std::string& word, const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

TEST(ControlServer, OneConnectionTakesManyCalls) {
  const ControlThread control(allowing_private());
  const RawClient client(control.port());
  std::string answers;
  for (std::size_t i = 1; i <= 5; ++i) {
    client.send("GET / HTTP/1.1\r\nHost: c\r\n\r\n");
    for (int wait = 0; wait < 400 && count_of("Hello", answers) < i; ++wait) {
      ASSERT_FALSE(client.receive(answers)) << "closed after call " << i;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  EXPECT_EQ(count_of("Hello", answers), 5U) << answers;
}

TEST(ControlServer, AnAnswerIsPackedForWhoTakesThat) {
  const ScriptedServer site(always("200 OK", "X-Filler: " + std::string(2000, 'x') + "\r\n", ""));
  const ControlThread control(allowing_private());
  const std::string body = request_for(site.url() + "/").dump();
  const std::string plain = call(control, post_text(body));
  std::string asking = post_text(body);
  asking.insert(asking.find("\r\n") + 2, "Accept-Encoding: br, gzip\r\n");
  const std::string packed = call(control, asking);
  EXPECT_EQ(plain.find("Content-Encoding"), std::string::npos);
  EXPECT_NE(packed.find("Content-Encoding: gzip"), std::string::npos);
  EXPECT_LT(packed.size() * 2, plain.size());
  EXPECT_EQ(body_of(packed).substr(0, 2), "\x1f\x8b");
}

TEST(ControlServer, IsFreeAgainAfterAMeasurement) {
  ControlOptions options = allowing_private();
  options.max_clients = 1;
  options.max_per_address = 1;
  const ControlThread control(options);
  const ScriptedServer site(always("200 OK", "", ""));
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(status_of(call(control, post_text(request_for(site.url() + "/").dump()))), 200) << i;
  }
}

TEST_F(BusyControl, EndsWhileMeasuring) {
  {
    const ControlThread control(allowing_private());
    start_measurements(control, 2);
  }
  // The thread ended although two measurements were under way. What they had so far says nothing of the site.
  for (const RawClient& client : running_) EXPECT_EQ(status_of(client.receive_all()), 503);
}

TEST(ControlServer, OutlivesManyIdleConnections) {
  const ControlThread control(allowing_private());
  {
    std::vector<RawClient> idle;
    for (int i = 0; i < 300; ++i) idle.emplace_back(control.port());
  }
  std::string answer;
  for (int i = 0; i < 50 && status_of(answer) != 200; ++i) answer = call(control, get_text("/"));
  EXPECT_EQ(status_of(answer), 200);
}

TEST(ControlServer, OutlivesMutatedRequests) {
  const ControlThread control{ControlOptions()};
  const std::string whole = post_text(request_for("http://127.0.0.1/", {"127.0.0.1:80"}).dump());
  std::mt19937 random(20260102);
  for (int i = 0; i < 300; ++i) {
    std::string text = whole;
    for (int change = 0; change < 3; ++change)
      text[random() % text.size()] = static_cast<char>(random() % 256);
    const RawClient client(control.port());
    client.send(text);
    shutdown(client.descriptor(), SHUT_WR);
    const int status = status_of(client.receive_all(std::chrono::seconds(1)));
    EXPECT_TRUE(status == 0 || status == 200 || (status >= 400 && status <= 505)) << status;
  }
  EXPECT_EQ(status_of(call(control, get_text("/"))), 200);
}

}  // namespace
}  // namespace saksi
