// Every step's bytes are counted, whichever library moves them.
#include "probe/engine/traffic.h"

#include <gtest/gtest.h>

#include "probe/steps/dns.h"
#include "probe/steps/http.h"
#include "probe/steps/tcp.h"
#include "tests/support/loopback_dns.h"
#include "tests/support/loopback_network.h"

namespace saksi {
namespace {

using namespace loopback;
using namespace std::chrono_literals;

constexpr std::uint64_t kIpUdp = 20 + 8;

TcpServer::Conversation serve_page(std::size_t size) {
  return [size](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
                                std::string(size, 'a'));
  };
}

HttpRequest request_to(const Endpoint& endpoint) {
  HttpRequest request;
  request.url = *Url::parse("http://example.org/");
  request.endpoint = endpoint;
  request.timeout = 5s;
  return request;
}

TEST(TrafficOfSteps, AQuestionOverUdpAndItsAnswer) {
  std::size_t asked = 0;
  std::size_t answered = 0;
  const UdpServer server([&](const std::string& query) {
    DnsAnswerPlan plan;
    plan.addresses = {"93.184.216.34"};
    const std::string reply = dns_reply_to(query, plan);
    asked = query.size();
    answered = reply.size();
    return std::vector<TimedMessage>{TimedMessage{reply, 0ms}};
  });
  TestNetwork net;
  const auto resolver = Resolver::parse("udp://" + server.endpoint().to_string());
  ASSERT_TRUE(resolver);
  const auto seen = net.run(lookup(net.scope, *resolver, "example.org", DnsQuestion::A, 2s));
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(net.loop.traffic().bytes(), asked + answered + 2 * kIpUdp);
}

TEST(TrafficOfSteps, AConnectionWithoutAWordIsSevenSegmentsAtMost) {
  TestNetwork net;
  const TcpServer server([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); });
  {
    const TcpStep step = net.run(connect_tcp(net.scope, server.endpoint(), 1, 5s));
    ASSERT_TRUE(step.observation.ok());
  }
  EXPECT_GE(net.loop.traffic().bytes(), 3U * 40);
  EXPECT_LE(net.loop.traffic().bytes(), 7U * 60);
}

TEST(TrafficOfSteps, APageThatLibcurlFetchesOverAConnectionOfItsOwn) {
  const TcpServer server(serve_page(200'000));
  TestNetwork net;
  const HttpObservation page = net.run(fetch_http(net.scope, request_to(server.endpoint()), 1));
  ASSERT_TRUE(page.ok());
  EXPECT_GT(net.loop.traffic().bytes(), 200'000U);
  EXPECT_LT(net.loop.traffic().bytes(), 220'000U);
}

TEST(TrafficOfSteps, APageOverAConnectionThatLibcurlTakesOverIsCountedOnce) {
  const TcpServer server(serve_page(200'000));
  TestNetwork net;
  TcpStep tcp = net.run(connect_tcp(net.scope, server.endpoint(), 1, 5s));
  ASSERT_TRUE(tcp.observation.ok());
  const PageStep page =
      net.run(fetch_page(net.scope, std::move(tcp.socket), request_to(server.endpoint()), 5s, 1));
  ASSERT_TRUE(page.http && page.http->ok());
  EXPECT_GT(net.loop.traffic().bytes(), 200'000U);
  EXPECT_LT(net.loop.traffic().bytes(), 220'000U);
}

}  // namespace
}  // namespace saksi
