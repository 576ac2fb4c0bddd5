#include <gtest/gtest.h>

#include "probe/steps/dns.h"
#include "tests/support/loopback_dns.h"
#include "tests/support/loopback_network.h"

namespace saksi {
namespace {

using namespace loopback;
using namespace std::chrono_literals;

CertificatePlan for_resolver() {
  return CertificatePlan{"dns.example", "DNS:dns.example"};
}

std::string response(const std::string& body, const std::string& type = "application/dns-message") {
  return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

std::string address_answer(const std::string& query) {
  DnsAnswerPlan plan;
  plan.addresses = {"93.184.216.34"};
  return dns_reply_to(query, plan);
}

/// The DNS message of one POST; empty when the client is gone.
std::string receive_query(SSL* ssl) {
  std::string request;
  while (request.find("\r\n\r\n") == request.npos || request.ends_with("\r\n\r\n")) {
    const std::string more = receive_some(ssl);
    if (more.empty()) return {};
    request += more;
  }
  return request.substr(request.find("\r\n\r\n") + 4);
}

TlsServer::Conversation answer_all(std::function<std::string(const std::string&)> answer) {
  return [answer](SSL* ssl) {
    for (std::string query = receive_query(ssl); !query.empty(); query = receive_query(ssl)) {
      send_text(ssl, answer(query));
    }
  };
}

Resolver doh_resolver(const Endpoint& endpoint) {
  Resolver resolver = *Resolver::parse("https://dns.example:" + std::to_string(endpoint.port) + "/dns-query");
  resolver.addresses = {endpoint.address};
  return resolver;
}

class DohLookup : public testing::Test {
 protected:
  DnsObservation ask(const Endpoint& endpoint, std::chrono::milliseconds timeout = 3s) {
    return net_.run(lookup(net_.scope, doh_resolver(endpoint), "example.org", DnsQuestion::A, timeout));
  }
  DnsObservation ask_trusting(const TlsServer& server) {
    pki_.trust_in(net_.tls.get());
    return ask(server.endpoint());
  }

  Pki pki_{for_resolver()};
  TestNetwork net_;
};

TEST_F(DohLookup, AsksTheServerAtTheGivenAddressByItsName) {
  std::string id = "not asked";
  const TlsServer server(pki_, answer_all([&](const std::string& query) {
                           id = query.substr(0, 2);
                           return response(address_answer(query));
                         }));
  const DnsObservation seen = ask_trusting(server);
  ASSERT_EQ(failure_string(seen.result), "");
  EXPECT_EQ(seen.answers.at(0).address.to_string(), "93.184.216.34");
  EXPECT_EQ(seen.replies.size(), 1U);
  EXPECT_EQ(id, std::string(2, '\0'));  // RFC 8484 4.1
}

TEST_F(DohLookup, LookupsShareOneConnection) {
  const TlsServer server(
      pki_, answer_all([](const std::string& query) { return response(address_answer(query)); }));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(ask_trusting(server).ok());
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(DohLookup, AServerThatIsNotTheNamedOneIsNotBelieved) {
  const TlsServer server(
      pki_, answer_all([](const std::string& query) { return response(address_answer(query)); }));
  const DnsObservation seen = ask(server.endpoint());
  EXPECT_EQ(seen.result.failure, Failure::ssl_unknown_authority);
  EXPECT_TRUE(seen.answers.empty());
}

TEST_F(DohLookup, AStatusOtherThan200IsAFailedRequest) {
  const TlsServer server(pki_, answer_all([](const std::string&) {
                           return std::string("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
                         }));
  EXPECT_EQ(ask_trusting(server).result.failure, Failure::http_request_failed);
}

TEST_F(DohLookup, ABlockPageInsteadOfAMessageIsAServerThatMisbehaves) {
  const TlsServer server(
      pki_, answer_all([](const std::string&) { return response("<html>blocked</html>", "text/html"); }));
  EXPECT_EQ(ask_trusting(server).result.failure, Failure::dns_server_misbehaving);
}

TEST_F(DohLookup, AnEndlessAnswerIsAServerThatMisbehaves) {
  const TlsServer server(pki_, [](SSL* ssl) {
    receive_query(ssl);
    send_text(ssl, "HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\n\r\n");
    while (send_text(ssl, std::string(16384, 'x'))) continue;
  });
  EXPECT_EQ(ask_trusting(server).result.failure, Failure::dns_server_misbehaving);
}

TEST_F(DohLookup, NxdomainIsNxdomain) {
  DnsAnswerPlan none;
  none.rcode = 3;
  const TlsServer server(
      pki_, answer_all([&](const std::string& query) { return response(dns_reply_to(query, none)); }));
  EXPECT_EQ(ask_trusting(server).result.failure, Failure::dns_nxdomain_error);
}

TEST_F(DohLookup, AClosedPortRefusesAndSilenceTimesOut) {
  EXPECT_EQ(ask(closed_endpoint()).result.failure, Failure::connection_refused);
  const TcpServer silent([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); });
  EXPECT_EQ(ask(silent.endpoint(), 50ms).result.failure, Failure::generic_timeout_error);
}

TEST(DohByName, TheServersNameIsLookedUpByTheSystem) {
  DnsAnswerPlan loopback_address;
  loopback_address.addresses = {"127.0.0.1"};
  const UdpServer dns([&](const std::string& query) {
    return std::vector<TimedMessage>{{dns_reply_to(query, loopback_address), 0ms}};
  });
  const Pki pki(for_resolver());
  const TlsServer server(
      pki, answer_all([](const std::string& query) { return response(address_answer(query)); }));
  TestNetwork net(dns.endpoint().to_string());
  pki.trust_in(net.tls.get());
  Resolver resolver = doh_resolver(server.endpoint());
  resolver.addresses.clear();
  const DnsObservation seen = net.run(lookup(net.scope, resolver, "example.org", DnsQuestion::A, 3s));
  EXPECT_EQ(failure_string(seen.result), "");
  EXPECT_GE(dns.messages(), 1);
}

}  // namespace
}  // namespace saksi
