#include "probe/control/client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/control/bench.h"
#include "tests/unit/control/raw_http.h"

namespace saksi {
namespace {

using nlohmann::json;
using test::always;
using test::response_text;
using test::ScriptedServer;
using test::send_text;

// As OONI's helper answers, fields of its own included.
const char* const kAnswer = R"({
  "tcp_connect": {"93.184.216.34:443": {"status": true, "failure": null}},
  "tls_handshake": {"93.184.216.34:443": {"server_name": "example.org", "status": true, "failure": null}},
  "quic_handshake": {},
  "http_request": {"body_length": 1256, "discovered_h3_endpoint": "", "failure": null,
                   "title": "Example Domain", "headers": {"Content-Type": "text/html"}, "status_code": 200},
  "http3_request": null,
  "dns": {"failure": null, "addrs": ["93.184.216.34"]},
  "ip_info": {"93.184.216.34": {"asn": 15133, "flags": 11}}
})";

ControlRequest question() {
  ControlRequest request;
  request.url = "https://example.org/";
  request.headers = {{"Accept", "text/html"}, {"Accept-Language", "en-US"}, {"User-Agent", "Mozilla/5.0"}};
  request.tcp_connect = {*Endpoint::parse("93.184.216.34:443"), *Endpoint::parse("[2606:2800::1]:443")};
  return request;
}

ScriptedServer::Script good() {
  return always("200 OK", "", kAnswer);
}

std::string closed_url() {
  const ScriptedServer server(good());
  return server.url();
}

class ControlClient : public testing::Test {
 protected:
  ControlExchange ask(std::vector<std::string> controls, ControlPatience patience = {}) {
    StepScope& scope = net_.scope;
    return net_.run(ask_control(scope, std::move(controls), question(), patience));
  }
  /// Comes back to a busy control after some milliseconds.
  static ControlPatience eager(int most_pauses = 6) {
    ControlPatience patience;
    patience.first_pause = std::chrono::milliseconds(4);
    patience.most_pauses = most_pauses;
    return patience;
  }

  static void expect_failure(const ControlExchange& exchange, Failure failure) {
    EXPECT_FALSE(exchange.answer.has_value());
    ASSERT_TRUE(exchange.result.failure.has_value());
    EXPECT_EQ(to_string(*exchange.result.failure), to_string(failure)) << exchange.result.failure_text;
  }

  loopback::TestNetwork net_;
};

TEST_F(ControlClient, AControlThatSpeaksOnlyOonisProtocolWillDo) {
  const ScriptedServer control(good());
  const ControlExchange exchange = ask({control.url()});
  EXPECT_TRUE(exchange.result.ok());
  ASSERT_TRUE(exchange.answer.has_value());
  EXPECT_EQ(exchange.address, control.url());
  EXPECT_EQ(exchange.request.url, "https://example.org/");
  EXPECT_LE(exchange.started, exchange.ended);
  EXPECT_EQ(exchange.answer->dns.addrs, std::vector<std::string>{"93.184.216.34"});
  EXPECT_EQ(exchange.answer->http_request.title, "Example Domain");
  EXPECT_EQ(exchange.answer->ip_info.at("93.184.216.34").flags, 11U);
}

TEST_F(ControlClient, AsksAsOonisProbeDoes) {
  const ScriptedServer control(good());
  ASSERT_TRUE(ask({control.url()}).answer.has_value());
  const std::string request = control.last_request();
  EXPECT_EQ(request.substr(0, request.find("\r\n")), "POST / HTTP/1.1");
  EXPECT_NE(request.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_EQ(request.find("User-Agent:"), std::string::npos) << "nothing tells whose program this is";
  const json body = json::parse(test::body_of(request));
  EXPECT_EQ(body.at("http_request"), "https://example.org/");
  EXPECT_EQ(body.at("tcp_connect"), (json{"93.184.216.34:443", "[2606:2800::1]:443"}));
  EXPECT_EQ(body.at("http_request_headers").at("Accept-Language"), (json{"en-US"}));
  EXPECT_EQ(body.at("x_quic_enabled"), false);
}

TEST_F(ControlClient, ABaseUrlWithPathKeepsIt) {
  const ScriptedServer control(good());
  ASSERT_TRUE(ask({control.url() + "/helper/"}).answer.has_value());
  EXPECT_EQ(control.last_request().substr(0, 13), "POST /helper/");
}

TEST_F(ControlClient, ABusyControlSendsUsToTheNext) {
  const ScriptedServer busy(always("503 Service Unavailable", "", "busy"));
  const ScriptedServer control(good());
  const ControlExchange exchange = ask({busy.url(), control.url()});
  ASSERT_TRUE(exchange.answer.has_value());
  EXPECT_EQ(exchange.address, control.url());
  EXPECT_EQ(busy.accepted(), 1);
}

TEST_F(ControlClient, TheNextIsAskedAtOnceOnAFailure) {
  const ScriptedServer control(good());
  const ControlExchange exchange = ask({closed_url(), closed_url(), closed_url(), control.url()});
  ASSERT_TRUE(exchange.answer.has_value());
  EXPECT_LT(exchange.ended - exchange.started, kControlFallbackDelay);
}

TEST_F(ControlClient, TheSecondIsNotAskedWhenTheFirstAnswers) {
  const ScriptedServer first(good());
  const ScriptedServer second(good());
  ASSERT_TRUE(ask({first.url(), second.url()}).answer.has_value());
  EXPECT_EQ(second.accepted(), 0);
}

TEST_F(ControlClient, ASilentControlIsJoinedAfterTheDelayAndThenLetGo) {
  const ScriptedServer silent(test::say_nothing);
  const ScriptedServer control(good());
  const ControlExchange exchange = ask({silent.url(), control.url()});
  ASSERT_TRUE(exchange.answer.has_value());
  EXPECT_EQ(exchange.address, control.url());
  EXPECT_GE(exchange.ended - exchange.started, kControlFallbackDelay);
  EXPECT_LT(exchange.ended - exchange.started, kControlTimeout);
  for (int i = 0; i < 200 && silent.ended() == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(silent.ended(), 1) << "the connection to the silent one is still open";
}

TEST_F(ControlClient, ASlowDripIsOvertakenByTheNext) {
  const ScriptedServer dripping([](const ScriptedServer& self, int connection, const std::string&) {
    send_text(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (!self.stopped() && send_text(connection, " ")) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  const ScriptedServer control(good());
  const ControlExchange exchange = ask({dripping.url(), control.url()});
  ASSERT_TRUE(exchange.answer.has_value());
  EXPECT_EQ(exchange.address, control.url());
}

TEST_F(ControlClient, NobodyToAskIsAFailure) {
  expect_failure(ask({}), Failure::unknown_failure);
}

TEST_F(ControlClient, TheLastFailureIsTold) {
  const ScriptedServer broken(always("500 Internal Server Error", "", ""));
  const std::string closed = closed_url();
  const ControlExchange exchange = ask({broken.url(), closed});
  expect_failure(exchange, Failure::connection_refused);
  EXPECT_EQ(exchange.address, closed);
  expect_failure(ask({closed, broken.url()}), Failure::http_request_failed);
}

/// Busy for so many calls, then answers.
ScriptedServer::Script busy_at_first(const std::string& status, int times) {
  return [status, left = std::make_shared<std::atomic<int>>(times)](const ScriptedServer&, int connection,
                                                                    const std::string&) {
    const bool busy = left->fetch_sub(1) > 0;
    send_text(connection, busy ? response_text(status, "", "busy") : response_text("200 OK", "", kAnswer));
  };
}

TEST_F(ControlClient, ABusyControlIsAskedAgainAndIsNoFailure) {
  for (const std::string status : {"429 Too Many Requests", "503 Service Unavailable"}) {
    const ScriptedServer control(busy_at_first(status, 3));
    const ControlExchange exchange = ask({control.url()}, eager());
    EXPECT_TRUE(exchange.answer.has_value()) << status;
    EXPECT_EQ(control.accepted(), 4);
  }
}

TEST_F(ControlClient, AControlThatStaysBusyIsGivenUpAfterSoManyPauses) {
  const ScriptedServer busy(always("503 Service Unavailable", "", ""));
  expect_failure(ask({busy.url()}, eager(3)), Failure::http_request_failed);
  EXPECT_EQ(busy.accepted(), 4);
}

TEST_F(ControlClient, AControlThatStaysBusyIsGivenUpAtTheDeadline) {
  const ScriptedServer busy(always("429 Too Many Requests", "", ""));
  ControlPatience patience;
  patience.total = std::chrono::milliseconds(300);
  patience.first_pause = std::chrono::milliseconds(200);
  const ControlExchange exchange = ask({busy.url()}, patience);
  expect_failure(exchange, Failure::http_request_failed);
  EXPECT_LE(busy.accepted(), 3);
}

TEST_F(ControlClient, ABusyControlIsAskedAgainWhenNoOtherAnswers) {
  const ScriptedServer control(busy_at_first("503 Service Unavailable", 1));
  const ControlExchange exchange = ask({control.url(), closed_url()}, eager());
  ASSERT_TRUE(exchange.answer.has_value());
  EXPECT_EQ(exchange.address, control.url());
}

TEST_F(ControlClient, AnotherFailureThanBusyIsNotTriedAgain) {
  for (const char* status : {"400 Bad Request", "500 Internal Server Error", "404 Not Found"}) {
    const ScriptedServer control(always(status, "", ""));
    expect_failure(ask({control.url()}, eager()), Failure::http_request_failed);
    EXPECT_EQ(control.accepted(), 1) << status;
  }
}

TEST_F(ControlClient, WhatIsNoAnswerIsAJsonParseError) {
  for (const std::string body :
       {"", "hello", "{", "[]", "null", "42", "\"x\"", "{\"dns\": 5}", "{\"dns\": {\"addrs\": [1, 2]}}",
        "{\"http_request\": {\"status_code\": \"200\"}}", "{\"tcp_connect\": [1]}",
        "{\"ip_info\": {\"x\": {\"asn\": -1, \"flags\": \"a\"}}}", "\xff\xfe", "<html>sign in</html>"}) {
    const ScriptedServer control(always("200 OK", "", body));
    SCOPED_TRACE(body);
    expect_failure(ask({control.url()}), Failure::json_parse_error);
  }
}

TEST_F(ControlClient, DeepNestingIsAJsonParseError) {
  const ScriptedServer control(always("200 OK", "", std::string(1000000, '[')));
  expect_failure(ask({control.url()}), Failure::json_parse_error);
}

TEST_F(ControlClient, AnEndlessBodyIsCutAtTheLimit) {
  const ScriptedServer control([](const ScriptedServer& self, int connection, const std::string&) {
    send_text(connection, "HTTP/1.1 200 OK\r\n\r\n");
    const std::string block(65536, ' ');
    while (!self.stopped() && send_text(connection, block)) continue;
  });
  const ControlExchange exchange = ask({control.url()});
  expect_failure(exchange, Failure::unknown_failure);
  EXPECT_EQ(exchange.result.failure_text, "the answer is too large");
}

TEST_F(ControlClient, EndlessHeadersAreCutAtTheLimit) {
  const ScriptedServer control([](const ScriptedServer& self, int connection, const std::string&) {
    send_text(connection, "HTTP/1.1 200 OK\r\n");
    const std::string line = "X-Filler: " + std::string(1000, 'x') + "\r\n";
    while (!self.stopped() && send_text(connection, line)) continue;
  });
  const ControlExchange exchange = ask({control.url()});
  expect_failure(exchange, Failure::unknown_failure);
  EXPECT_EQ(exchange.result.failure_text, "the answer is too large");
}

TEST_F(ControlClient, ARedirectIsNotFollowed) {
  const ScriptedServer elsewhere(good());
  const ScriptedServer control(always("302 Found", "Location: " + elsewhere.url() + "/\r\n", ""));
  expect_failure(ask({control.url()}), Failure::http_request_failed);
  EXPECT_EQ(elsewhere.accepted(), 0);
}

TEST_F(ControlClient, AProxyOfTheEnvironmentIsNotUsed) {
  const ScriptedServer proxy(good());
  const ScriptedServer control(good());
  setenv("http_proxy", proxy.url().c_str(), 1);
  setenv("ALL_PROXY", proxy.url().c_str(), 1);
  EXPECT_TRUE(ask({control.url()}).answer.has_value());
  unsetenv("http_proxy");
  unsetenv("ALL_PROXY");
  EXPECT_EQ(proxy.accepted(), 0);
}

TEST_F(ControlClient, WhatIsNoUrlOfTheWebIsAnInvalidArgument) {
  for (const char* url : {"file:///etc/passwd", "not a url", "", "ftp://127.0.0.1/", "http://"}) {
    SCOPED_TRACE(url);
    expect_failure(ask({url}), Failure::invalid_argument);
  }
}

TEST_F(ControlClient, AControlThatHangsUpIsEof) {
  const ScriptedServer control([](const ScriptedServer&, int, const std::string&) {});
  expect_failure(ask({control.url()}), Failure::eof_error);
}

TEST_F(ControlClient, ATruncatedAnswerIsEof) {
  const ScriptedServer control([](const ScriptedServer&, int connection, const std::string&) {
    send_text(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{\"dns\":");
  });
  expect_failure(ask({control.url()}), Failure::eof_error);
}

TEST_F(ControlClient, AnInterruptionEndsTheWaitForAllControls) {
  const ScriptedServer silent(test::say_nothing);
  std::thread later([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    net_.loop.interrupt();
  });
  const ControlExchange exchange = ask({silent.url(), silent.url(), silent.url()});
  later.join();
  expect_failure(exchange, Failure::interrupted);
  EXPECT_LT(exchange.ended - exchange.started, kControlFallbackDelay);
}

TEST_F(ControlClient, MutatedAnswersNeverCrash) {
  std::mt19937 random(20260101);
  const std::string whole = kAnswer;
  int parsed = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text = whole;
    const auto changes = 1 + random() % 4;
    for (unsigned long change = 0; change < changes; ++change) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random() % 256);
          break;
        case 1:
          text.erase(at, 1 + random() % 20);
          break;
        case 2:
          text.insert(at, text.substr(random() % text.size(), random() % 40));
          break;
        default:
          text.resize(at + 1);
          break;
      }
      if (text.empty()) text = "{";
    }
    if (parse_control_answer(text)) ++parsed;
  }
  EXPECT_GT(parsed, 0);
  EXPECT_LT(parsed, 20000);
}

TEST_F(ControlClient, HealthIsOonisGreeting) {
  const ScriptedServer healthy(always("200 OK", "", R"({"message":"Hello OONItarian!"})"));
  const ScriptedServer other(always("200 OK", "", "<h1>It works!</h1>"));
  const ScriptedServer broken(always("500 Oops", "", R"({"message":"Hello OONItarian!"})"));
  StepScope& scope = net_.scope;
  EXPECT_TRUE(net_.run(control_is_healthy(scope, healthy.url())));
  EXPECT_EQ(healthy.last_request().substr(0, 6), "GET / ");
  EXPECT_FALSE(net_.run(control_is_healthy(scope, other.url())));
  EXPECT_FALSE(net_.run(control_is_healthy(scope, broken.url())));
  EXPECT_FALSE(net_.run(control_is_healthy(scope, closed_url())));
}

TEST_F(ControlClient, OonisControlKnowsNothingOfOurNetwork) {
  const ScriptedServer greeter(always("200 OK", "", R"({"message":"Hello OONItarian!"})"));
  const ScriptedServer without(always("404 Not Found", "", ""));
  StepScope& scope = net_.scope;
  EXPECT_FALSE(net_.run(ask_caller_network(scope, greeter.url())).has_value());
  EXPECT_FALSE(net_.run(ask_caller_network(scope, without.url())).has_value());
}

TEST_F(ControlClient, OurControlTellsOurNetwork) {
  CallerNetwork told;
  told.address = IpAddress::parse("203.0.113.7");
  told.network.asn = Asn{4788};
  told.network.as_name = "TM Net";
  told.network.country = *CountryCode::parse("MY");
  const ScriptedServer control(always("200 OK", "", caller_network_json(told)));
  StepScope& scope = net_.scope;
  const auto network = net_.run(ask_caller_network(scope, control.url()));
  ASSERT_TRUE(network.has_value());
  EXPECT_EQ(control.last_request().substr(0, 26), "GET /saksi/v1/network HTTP");
  EXPECT_EQ(network->address, told.address);
  EXPECT_EQ(network->network.asn.number, 4788U);
  EXPECT_EQ(network->network.country.to_string(), "MY");
}

}  // namespace
}  // namespace saksi
