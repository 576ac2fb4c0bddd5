#include "probe/steps/trigger.h"

#include <gtest/gtest.h>

#include "probe/steps/dns_message.h"
#include "probe/steps/http.h"
#include "probe/steps/tcp.h"
#include "probe/steps/tls.h"
#include "tests/support/loopback_network.h"

namespace saksi {
namespace {

using namespace loopback;
using namespace std::chrono_literals;

const Endpoint kSomewhere = *Endpoint::parse("192.0.2.7:443");

/// Keeps the first bytes that a client sends, and leaves.
TcpServer::Conversation keep_in(std::string& bytes) {
  return [&bytes](Descriptor socket) { bytes = receive_some(socket.get()); };
}

Task<TlsObservation> shake(StepScope& scope, Endpoint endpoint, std::string name) {
  TcpStep step = co_await connect_tcp(scope, endpoint, 1, 5s);
  TlsObservation seen =
      co_await handshake_tls(scope, std::move(step.socket), endpoint, std::move(name), 1, 5s);
  co_return seen;
}

std::string hello_of_the_tls_step(TestNetwork& net, const std::string& name) {
  std::string hello;
  {
    const TcpServer server(keep_in(hello));
    net.run(shake(net.scope, server.endpoint(), name));
  }
  return hello;
}

/// What is random in a ClientHello without resumption (RFC 8446 4.1.2, 4.2.8): the random, the session id of
/// the compatibility mode, the X25519 key.
std::string without_randomness(std::string hello) {
  constexpr std::size_t kRandomAt = 11;
  hello.replace(kRandomAt, 32, 32, '.');
  hello.replace(kRandomAt + 33, 32, 32, '.');
  const std::size_t share = hello.find(std::string("\x00\x1d\x00\x20", 4));
  if (share != std::string::npos) hello.replace(share + 4, 32, 32, '.');
  return hello;
}

TEST(TlsTrigger, IsTheClientHelloOfTheTlsStep) {
  TestNetwork net;
  for (const std::string name : {"www.example.org", "192.0.2.7"}) {
    const std::string sent = hello_of_the_tls_step(net, name);
    const auto trigger = tls_trigger(net.tls.get(), name, kSomewhere);
    ASSERT_TRUE(trigger);
    EXPECT_EQ(trigger->kind, TriggerKind::tls);
    EXPECT_EQ(trigger->name, name);
    EXPECT_EQ(trigger->endpoint, kSomewhere);
    EXPECT_EQ(without_randomness(trigger->bytes), without_randomness(sent));
  }
}

TEST(TlsTrigger, ANameThatTlsCannotCarryIsAnError) {
  TestNetwork net;
  const auto trigger = tls_trigger(net.tls.get(), std::string(300, 'a'), kSomewhere);
  ASSERT_FALSE(trigger);
  EXPECT_NE(trigger.error().message.find("leave it out"), std::string::npos);
}

TEST(HttpTrigger, IsTheRequestOfTheHttpStep) {
  for (const std::string text :
       {"http://www.example.org/path?x=1", "http://example.org:8080/", "http://[2001:db8::1]/"}) {
    TestNetwork net;
    std::string sent;
    const Url url = *Url::parse(text);
    {
      const TcpServer server(keep_in(sent));
      HttpRequest request;
      request.url = url;
      request.endpoint = server.endpoint();
      request.headers = browser_headers();
      net.run(fetch_http(net.scope, request, 1));
    }
    const Trigger trigger = http_trigger(url, kSomewhere);
    EXPECT_EQ(trigger.bytes, sent);
    EXPECT_EQ(trigger.name, url.host());
  }
}

TEST(DnsTrigger, AsksForTheAddressOfTheName) {
  const auto trigger = dns_trigger("www.example.org", *Endpoint::parse("192.0.2.53:53"));
  ASSERT_TRUE(trigger);
  const auto query = make_dns_query("www.example.org", DnsQuestion::A);
  EXPECT_EQ(trigger->bytes.substr(2), query->substr(2));  // but for the id
}

TEST(DnsTrigger, ANameThatDnsCannotCarryIsAnError) {
  EXPECT_FALSE(dns_trigger(std::string(64, 'a') + ".org", kSomewhere));
}

}  // namespace
}  // namespace saksi
