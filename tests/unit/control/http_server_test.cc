#include "probe/control/http_server.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/unit/control/raw_http.h"

namespace saksi {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::body_of;
using test::get_text;
using test::post_text;
using test::RawClient;
using test::status_of;

Endpoint loopback() {
  return Endpoint{*IpAddress::parse("127.0.0.1"), 0};
}

HttpServerLimits quick_limits() {
  HttpServerLimits limits;
  limits.request_bytes = 1000;
  limits.read_time = milliseconds(300);
  limits.write_time = milliseconds(300);
  return limits;
}

class HttpServerTest : public testing::Test {
 protected:
  explicit HttpServerTest(const HttpServerLimits& limits = quick_limits()) : server_(loopback(), limits) {}

  [[nodiscard]] std::uint16_t port() const { return server_.endpoint().port; }

  /// Calls are answered with their own body, unless they are to be held.
  void pump() {
    pollfd ready{server_.descriptor(), POLLIN, 0};
    poll(&ready, 1, 20);
    server_.run();
    for (HttpCall* call : server_.take_calls()) {
      if (hold_ && call->method == "POST") {
        held_.push_back(call);
      } else {
        const std::string text = call->method + " " + call->path + " " + call->body;
        server_.answer(*call, HttpAnswer{200, text, "text/plain", ""});
      }
    }
  }

  std::string answer_to(const RawClient& client, milliseconds patience = milliseconds(5000)) {
    std::string result;
    const auto end = steady_clock::now() + patience;
    while (!client.receive(result) && steady_clock::now() < end) pump();
    return result;
  }

  /// Whether the server closed the connection within `patience`.
  bool is_closed(const RawClient& client, milliseconds patience = milliseconds(5000)) {
    std::string ignored;
    const auto end = steady_clock::now() + patience;
    while (steady_clock::now() < end) {
      if (client.receive(ignored)) return true;
      pump();
    }
    return false;
  }

  HttpServer server_;
  bool hold_ = false;
  std::vector<HttpCall*> held_;
};

TEST_F(HttpServerTest, HandsOutMethodPathAndBodyAndSendsTheAnswer) {
  const RawClient client(port());
  client.send(post_text("{\"a\":1}", "/x?y=z"));
  const std::string answer = answer_to(client);
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_EQ(body_of(answer), "POST /x {\"a\":1}");
  EXPECT_NE(answer.find("Cache-Control: no-store"), std::string::npos) << answer;
}

TEST_F(HttpServerTest, ABodyInManySmallPiecesArrivesWhole) {
  const RawClient client(port());
  for (const char letter : post_text("abc")) {
    client.send(std::string(1, letter));
    pump();
  }
  EXPECT_EQ(body_of(answer_to(client)), "POST / abc");
}

TEST_F(HttpServerTest, OthersAreAnsweredWhileACallWaits) {
  hold_ = true;
  const RawClient slow(port());
  slow.send(post_text("first"));
  while (held_.empty()) pump();
  const RawClient other(port());
  other.send(get_text("/health"));
  EXPECT_EQ(body_of(answer_to(other)), "GET /health ");

  server_.answer(*held_.front(), HttpAnswer{200, "late", "text/plain", ""});
  EXPECT_EQ(body_of(answer_to(slow)), "late");
}

TEST_F(HttpServerTest, AWaitingCallIsNotCutByTheTimeForReading) {
  hold_ = true;
  const RawClient client(port());
  client.send(post_text("x"));
  EXPECT_FALSE(is_closed(client, milliseconds(700)));
  ASSERT_EQ(held_.size(), 1U);
  server_.answer(*held_.front(), HttpAnswer{200, "late", "text/plain", ""});
  EXPECT_EQ(body_of(answer_to(client)), "late");
}

TEST_F(HttpServerTest, ACallerThatGoesAwayWhileItsCallWaitsIsHarmless) {
  hold_ = true;
  {
    const RawClient client(port());
    client.send(post_text("x"));
    while (held_.empty()) pump();
  }
  pump();
  server_.answer(*held_.front(), HttpAnswer{200, std::string(1 << 20, 'x'), "text/plain", ""});
  const RawClient next(port());
  next.send(get_text("/"));
  EXPECT_EQ(status_of(answer_to(next)), 200);
}

TEST_F(HttpServerTest, CallsThatNobodyAnsweredAreDroppedAtTheEnd) {
  hold_ = true;
  const RawClient client(port());
  client.send(post_text("x"));
  while (held_.empty()) pump();
  // The destructor must neither hang nor leak: the sanitizers watch.
}

TEST_F(HttpServerTest, ADeclaredBodyOverTheLimitIs413BeforeItIsSent) {
  const RawClient client(port());
  client.send("POST / HTTP/1.1\r\nHost: control\r\nContent-Length: 999999999999\r\n\r\n");
  EXPECT_EQ(status_of(answer_to(client)), 413);
}

TEST_F(HttpServerTest, AChunkedBodyOverTheLimitIs413) {
  const RawClient client(port());
  client.send("POST / HTTP/1.1\r\nHost: control\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 6; ++i) client.send("c8\r\n" + std::string(200, 'x') + "\r\n");
  client.send("0\r\n\r\n");
  EXPECT_EQ(status_of(answer_to(client)), 413);
  EXPECT_TRUE(held_.empty());
}

TEST_F(HttpServerTest, AnEndlessChunkedBodyIsCut) {
  const RawClient client(port());
  client.send("POST / HTTP/1.1\r\nHost: control\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::string ignored;
  int sent = 0;
  while (!client.receive(ignored) && sent < 1000) {
    client.send("c8\r\n" + std::string(200, 'x') + "\r\n");
    ++sent;
    pump();
  }
  EXPECT_LT(sent, 100);
}

TEST_F(HttpServerTest, SlowHeadersAreCutAlthoughAByteKeepsComing) {
  const RawClient client(port());
  client.send("GET / HTTP/1.1\r\nX: ");
  std::string ignored;
  const auto end = steady_clock::now() + milliseconds(5000);
  while (!client.receive(ignored) && steady_clock::now() < end) {
    client.send("x");
    pump();
  }
  EXPECT_LT(steady_clock::now(), end);
}

TEST_F(HttpServerTest, ASilentConnectionIsCut) {
  const RawClient client(port());
  EXPECT_TRUE(is_closed(client));
}

TEST_F(HttpServerTest, ACallerThatNeverReadsItsAnswerIsCut) {
  hold_ = true;
  const RawClient client(port());
  const int small = 4096;
  setsockopt(client.descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  client.send(post_text("x"));
  while (held_.empty()) pump();
  server_.answer(*held_.front(), HttpAnswer{200, std::string(std::size_t{64} << 20, 'x'), "text/plain", ""});
  EXPECT_EQ(server_.connections(), 1U);
  const auto end = steady_clock::now() + milliseconds(5000);
  while (server_.connections() > 0 && steady_clock::now() < end) pump();
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(HttpServerTest, HeadersOverTheMemoryOfAConnectionAreRefused) {
  const RawClient client(port());
  client.send("GET / HTTP/1.1\r\nHost: control\r\nX: " + std::string(100000, 'x') + "\r\n\r\n");
  const std::string answer = answer_to(client);
  EXPECT_TRUE(status_of(answer) >= 400 || answer.empty()) << answer.substr(0, 200);
}

TEST_F(HttpServerTest, GarbageIsNotACall) {
  hold_ = true;
  for (const std::string& text :
       {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), std::string("GET\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n"), std::string(64, '\0'),
        std::string("POST / HTTP/1.1\r\nHost: c\r\nContent-Length: five\r\n\r\nhello")}) {
    const RawClient client(port());
    client.send(text);
    EXPECT_TRUE(is_closed(client));
  }
  EXPECT_TRUE(held_.empty());
}

class CrowdedHttpServerTest : public HttpServerTest {
 protected:
  static HttpServerLimits few() {
    HttpServerLimits limits = quick_limits();
    limits.connections_per_address = 5;
    limits.read_time = milliseconds(60000);
    return limits;
  }
  CrowdedHttpServerTest() : HttpServerTest(few()) {}
};

TEST_F(CrowdedHttpServerTest, ConnectionsOfOneAddressAreCounted) {
  std::vector<RawClient> clients;
  for (int i = 0; i < 12; ++i) clients.emplace_back(port());
  for (int i = 0; i < 20; ++i) pump();
  int closed = 0;
  for (const RawClient& client : clients) {
    std::string ignored;
    if (client.receive(ignored)) ++closed;
  }
  EXPECT_EQ(closed, 7);
}

TEST(HttpServer, AnIpv4CallerOfASocketForBothFamiliesIsAnIpv4Caller) {
  std::unique_ptr<HttpServer> server;
  try {
    server = std::make_unique<HttpServer>(Endpoint{*IpAddress::parse("::"), 0}, HttpServerLimits());
  } catch (const std::runtime_error& error) {
    GTEST_SKIP() << "no IPv6 here: " << error.what();
  }
  const RawClient client(server->endpoint().port);
  client.send(get_text("/"));
  std::vector<HttpCall*> calls;
  for (int i = 0; i < 200 && calls.empty(); ++i) {
    server->run();
    calls = server->take_calls();
    poll(nullptr, 0, 10);
  }
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls.front()->peer.to_string(), "127.0.0.1");
}

TEST(HttpServer, AnAddressInUseIsAClearError) {
  const HttpServer first(loopback(), HttpServerLimits());
  try {
    const HttpServer second(first.endpoint(), HttpServerLimits());
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find(first.endpoint().to_string()), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("in use"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace saksi
