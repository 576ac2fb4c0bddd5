#include <gtest/gtest.h>

#include "probe/steps/http.h"
#include "probe/steps/tcp.h"
#include "probe/steps/tls.h"
#include "tests/support/loopback_network.h"

namespace saksi {
namespace {

using namespace loopback;
using namespace std::chrono_literals;

constexpr auto kHandshake = 400ms;

HttpRequest request_to(const Endpoint& endpoint, const std::string& url) {
  HttpRequest request;
  request.url = *Url::parse(url);
  request.endpoint = endpoint;
  request.headers = browser_headers();
  request.timeout = 5s;
  return request;
}

Task<PageStep> connect_and_fetch(StepScope& scope, HttpRequest request, std::chrono::milliseconds handshake) {
  const Endpoint endpoint = request.endpoint;
  TcpStep step = co_await connect_tcp(scope, endpoint, 1, 5s);
  PageStep page = co_await fetch_page(scope, std::move(step.socket), std::move(request), handshake, 1);
  co_return page;
}

Task<TlsObservation> connect_and_shake(StepScope& scope, Endpoint endpoint, std::string name) {
  TcpStep step = co_await connect_tcp(scope, endpoint, 1, 5s);
  TlsObservation seen =
      co_await handshake_tls(scope, std::move(step.socket), endpoint, std::move(name), 1, kHandshake);
  co_return seen;
}

PageStep fetch(TestNetwork& net, const Endpoint& endpoint, const std::string& url = "https://example.org/",
               std::chrono::milliseconds handshake = kHandshake) {
  return net.run(connect_and_fetch(net.scope, request_to(endpoint, url), handshake));
}

/// Everything but the times.
void expect_same(const TlsObservation& a, const TlsObservation& b) {
  EXPECT_EQ(failure_string(a.result), failure_string(b.result));
  EXPECT_EQ(a.result.failure, b.result.failure);
  EXPECT_EQ(a.transaction_id, b.transaction_id);
  EXPECT_EQ(a.depth, b.depth);
  EXPECT_EQ(a.endpoint, b.endpoint);
  EXPECT_EQ(a.server_name, b.server_name);
  EXPECT_EQ(a.version, b.version);
  EXPECT_EQ(a.cipher_suite, b.cipher_suite);
  EXPECT_EQ(a.negotiated_protocol, b.negotiated_protocol);
  EXPECT_EQ(a.peer_certificates, b.peer_certificates);
  EXPECT_EQ(a.alert_received, b.alert_received);
  EXPECT_EQ(a.server_hello_seen, b.server_hello_seen);
  EXPECT_EQ(a.verify_error, b.verify_error);
}

void serve_page(SSL* ssl) {
  receive_some(ssl);
  send_text(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
}

/// The same server seen by a handshake alone and by a page fetch; returns what both saw.
PageStep both_ways(TestNetwork& net, const Endpoint& endpoint, const std::string& name = "example.org") {
  const TlsObservation alone = net.run(connect_and_shake(net.scope, endpoint, name));
  PageStep page = fetch(net, endpoint, "https://" + name + "/");
  EXPECT_TRUE(page.tls.has_value());
  if (page.tls) expect_same(alone, *page.tls);
  return page;
}

struct Case {
  std::string name;
  CertificatePlan certificate{"example.org", "DNS:example.org"};
  bool trusted = true;
  std::optional<Failure> failure = std::nullopt;
  int version = TLS1_3_VERSION;
  std::string url_name = "example.org";
};

class CertificateSeenBothWays : public testing::TestWithParam<Case> {};

TEST_P(CertificateSeenBothWays, IsRecordedTheSame) {
  const Case& given = GetParam();
  const Pki pki(given.certificate);
  std::string request;
  const TlsServer server(pki, [&](SSL* ssl) {
    request += receive_some(ssl);
    send_text(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  SSL_CTX_set_max_proto_version(server.context(), given.version);
  TestNetwork net;
  if (given.trusted) pki.trust_in(net.tls.get());
  const PageStep page = both_ways(net, server.endpoint(), given.url_name);
  EXPECT_EQ(page.tls->result.failure, given.failure);
  EXPECT_EQ(page.tls->peer_certificates.size(), 2U);
  EXPECT_EQ(page.http.has_value(), !given.failure);
  EXPECT_EQ(request.empty(), given.failure.has_value()) << request;
}

const Case kCertificates[] = {
    {"Good", {"example.org", "DNS:example.org"}},
    {"GoodOverTls12", {"example.org", "DNS:example.org"}, true, std::nullopt, TLS1_2_VERSION},
    {"Wildcard", {"x", "DNS:*.example.org"}, true, std::nullopt, TLS1_3_VERSION, "www.example.org"},
    {"Address", {"127.0.0.1", "IP:127.0.0.1"}, true, std::nullopt, TLS1_3_VERSION, "127.0.0.1"},
    {"AnotherAddress",
     {"127.0.0.1", "IP:127.0.0.1"},
     true,
     Failure::ssl_invalid_hostname,
     TLS1_3_VERSION,
     "127.0.0.2"},
    {"AbsoluteName", {"example.org", "DNS:example.org"}, true, std::nullopt, TLS1_3_VERSION, "example.org."},
    {"Expired", {"example.org", "DNS:example.org", -7200, -3600}, true, Failure::ssl_invalid_certificate},
    {"ExpiredOverTls12",
     {"example.org", "DNS:example.org", -7200, -3600},
     true,
     Failure::ssl_invalid_certificate,
     TLS1_2_VERSION},
    {"WrongName", {"notice.example", "DNS:notice.example"}, true, Failure::ssl_invalid_hostname},
    {"WrongNameUntrusted", {"notice.example", "DNS:notice.example"}, false, Failure::ssl_invalid_hostname},
    {"Untrusted", {"example.org", "DNS:example.org"}, false, Failure::ssl_unknown_authority},
    {"UntrustedOverTls12",
     {"example.org", "DNS:example.org"},
     false,
     Failure::ssl_unknown_authority,
     TLS1_2_VERSION},
};

INSTANTIATE_TEST_SUITE_P(FetchPage, CertificateSeenBothWays, testing::ValuesIn(kCertificates),
                         [](const auto& shown) { return shown.param.name; });

// ---- what a middlebox does after the ClientHello

PageStep middlebox(TcpServer::Conversation conversation) {
  const TcpServer server(std::move(conversation));
  TestNetwork net;
  PageStep page = both_ways(net, server.endpoint());
  EXPECT_FALSE(page.http.has_value());
  return page;
}

/// The first flight of a TLS 1.2 server, up to its certificate, and then `ending`.
void play_half_a_handshake(int fd, SSL_CTX* context, const std::function<void()>& ending) {
  const SslConnection ssl(SSL_new(context));
  BIO* const in = BIO_new(BIO_s_mem());
  BIO* const out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl.get(), in, out);
  const std::string hello = receive_some(fd);
  BIO_write(in, hello.data(), static_cast<int>(hello.size()));
  SSL_accept(ssl.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  send_text(fd, std::string(bytes, static_cast<std::size_t>(size)));
  receive_some(fd);  // the client's answer
  ending();
}

TEST(FetchPage, AResetAfterTheClientHelloIsSeenTheSameBothWays) {
  const PageStep page = middlebox([](Descriptor socket) {
    receive_some(socket.get());
    reset(std::move(socket));
  });
  EXPECT_EQ(page.tls->result.failure, Failure::connection_reset);
}

TEST(FetchPage, ACloseAfterTheClientHelloIsSeenTheSameBothWays) {
  const PageStep page = middlebox([](Descriptor socket) { receive_some(socket.get()); });
  EXPECT_EQ(page.tls->result.failure, Failure::eof_error);
}

TEST(FetchPage, SilenceAfterTheClientHelloIsSeenTheSameBothWays) {
  const PageStep page = middlebox([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); });
  EXPECT_EQ(page.tls->result.failure, Failure::generic_timeout_error);
}

TEST(FetchPage, AnAlertIsSeenTheSameBothWays) {
  const PageStep page = middlebox([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), std::string("\x15\x03\x03\x00\x02\x02\x70", 7));  // fatal, unrecognized_name
  });
  EXPECT_EQ(page.tls->result.failure, Failure::ssl_failed_handshake);
  EXPECT_EQ(page.tls->alert_received, 112);
}

TEST(FetchPage, BytesThatAreNoTlsAreSeenTheSameBothWays) {
  const PageStep page = middlebox([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), "HTTP/1.1 400 Bad Request\r\n\r\n");
    stay_silent_until_peer_leaves(socket.get());
  });
  EXPECT_EQ(page.tls->result.failure, Failure::ssl_failed_handshake);
}

class CutAfterTheCertificate : public testing::Test {
 protected:
  PageStep play(std::function<void(Descriptor)> ending) {
    const Pki pki({"example.org", "DNS:example.org"});
    const TlsServer with_its_settings(pki, serve_page);
    SSL_CTX* const settings = with_its_settings.context();
    SSL_CTX_set_max_proto_version(settings, TLS1_2_VERSION);
    return middlebox([&](Descriptor socket) {
      const int fd = socket.get();
      play_half_a_handshake(fd, settings, [&] { ending(std::move(socket)); });
    });
  }
};

TEST_F(CutAfterTheCertificate, AResetKeepsTheChainBothWays) {
  const PageStep page = play([](Descriptor socket) { reset(std::move(socket)); });
  EXPECT_EQ(page.tls->result.failure, Failure::connection_reset);
  EXPECT_EQ(page.tls->peer_certificates.size(), 2U);
  EXPECT_EQ(page.tls->version, "TLSv1.2");
}

TEST_F(CutAfterTheCertificate, SilenceKeepsTheChainBothWays) {
  const PageStep page = play([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); });
  EXPECT_EQ(page.tls->result.failure, Failure::generic_timeout_error);
  EXPECT_EQ(page.tls->peer_certificates.size(), 2U);
}

// ---- one connection

TEST(FetchPage, ThePageComesOverTheConnectionThatStood) {
  const Pki pki({"example.org", "DNS:example.org"});
  const TlsServer server(pki, serve_page);
  TestNetwork net;
  pki.trust_in(net.tls.get());
  const PageStep page = fetch(net, server.endpoint());
  ASSERT_TRUE(page.http && page.http->ok());
  EXPECT_EQ(page.http->response->body, "secret");
  EXPECT_EQ(page.http->transaction_id, page.tls->transaction_id);
  EXPECT_LE(page.tls->started, page.tls->ended);
  EXPECT_LE(page.tls->ended, page.http->started);
  EXPECT_EQ(server.connections(), 1);
}

TEST(FetchPage, WithoutTlsThereIsOnlyTheExchange) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  });
  TestNetwork net;
  const PageStep page = fetch(net, server.endpoint(), "http://example.org/");
  EXPECT_FALSE(page.tls.has_value());
  ASSERT_TRUE(page.http && page.http->ok());
  EXPECT_EQ(page.http->response->body, "hi");
  EXPECT_EQ(server.connections(), 1);
}

TEST(FetchPage, TheExchangeHasATimeOfItsOwn) {
  const Pki pki({"example.org", "DNS:example.org"});
  const TlsServer server(pki, [](SSL* ssl) {
    while (!receive_some(ssl).empty()) continue;
  });
  TestNetwork net;
  pki.trust_in(net.tls.get());
  HttpRequest request = request_to(server.endpoint(), "https://example.org/");
  request.timeout = 100ms;
  const PageStep page = net.run(connect_and_fetch(net.scope, request, 60s));
  EXPECT_TRUE(page.tls->ok());
  ASSERT_TRUE(page.http.has_value());
  EXPECT_EQ(page.http->result.failure, Failure::generic_timeout_error);
}

TEST(FetchPage, AResetAfterTheHandshakeIsTheExchanges) {
  const Pki pki({"example.org", "DNS:example.org"});
  const TlsServer server(pki, [](SSL* ssl) {
    receive_some(ssl);
    const linger now{1, 0};
    ::setsockopt(SSL_get_fd(ssl), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    SSL_set_quiet_shutdown(ssl, 1);
  });
  TestNetwork net;
  pki.trust_in(net.tls.get());
  const PageStep page = fetch(net, server.endpoint());
  EXPECT_TRUE(page.tls->ok());
  ASSERT_TRUE(page.http.has_value());
  EXPECT_EQ(page.http->result.failure, Failure::connection_reset);
}

TEST(FetchPage, AnInterruptedLoopIsNoTimeout) {
  const TcpServer server([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); });
  TestNetwork net;
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_storage storage{};
  const socklen_t length = server.endpoint().to_sockaddr(storage);
  ASSERT_EQ(::connect(socket.get(), reinterpret_cast<sockaddr*>(&storage), length), 0);
  net.loop.interrupt();
  const PageStep page = net.run(fetch_page(
      net.scope, std::move(socket), request_to(server.endpoint(), "https://example.org/"), kHandshake, 1));
  EXPECT_EQ(page.tls->result.failure, Failure::interrupted);
  EXPECT_FALSE(page.http.has_value());
}

TEST(FetchPage, WithCookiesTheHandshakeIsStillSeen) {
  const Pki pki({"example.org", "DNS:example.org"});
  const TlsServer server(pki, serve_page);
  TestNetwork net;
  pki.trust_in(net.tls.get());
  CookieJar jar;
  HttpRequest request = request_to(server.endpoint(), "https://example.org/");
  request.cookies = &jar;
  for (int hop = 0; hop < 2; ++hop) {
    const PageStep page = net.run(connect_and_fetch(net.scope, request, kHandshake));
    EXPECT_TRUE(page.tls->server_hello_seen);
    EXPECT_EQ(page.tls->peer_certificates.size(), 2U);
    EXPECT_TRUE(page.http && page.http->ok());
  }
}

// ---- what the server sees

/// Ciphers and extensions of a ClientHello, in order.
int keep_hello(SSL* ssl, int*, void* arg) {
  std::string hello;
  const unsigned char* ciphers = nullptr;
  const std::size_t size = SSL_client_hello_get0_ciphers(ssl, &ciphers);
  hello.assign(reinterpret_cast<const char*>(ciphers), size);
  int* extensions = nullptr;
  std::size_t count = 0;
  SSL_client_hello_get1_extensions_present(ssl, &extensions, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned char* bytes = nullptr;
    std::size_t length = 0;
    SSL_client_hello_get0_ext(ssl, static_cast<unsigned>(extensions[i]), &bytes, &length);
    const bool random = extensions[i] == TLSEXT_TYPE_key_share;
    hello += "|" + std::to_string(extensions[i]) + ":" +
             (random ? std::to_string(length) : std::string(reinterpret_cast<const char*>(bytes), length));
  }
  OPENSSL_free(extensions);
  static_cast<std::vector<std::string>*>(arg)->push_back(std::move(hello));
  return SSL_CLIENT_HELLO_SUCCESS;
}

TEST(FetchPage, ACensorSeesTheSameClientHelloBothWays) {
  const Pki pki({"example.org", "DNS:example.org"});
  const TlsServer server(pki, serve_page);
  std::vector<std::string> hellos;
  SSL_CTX_set_client_hello_cb(server.context(), &keep_hello, &hellos);
  const TlsClient client;
  TestNetwork net;
  Network network{net.loop, net.network.system_resolver, net.network.curl, client.context(), net.network.geo};
  StepScope scope(network);
  net.run(connect_and_shake(scope, server.endpoint(), "example.org"));
  net.run(connect_and_fetch(scope, request_to(server.endpoint(), "https://example.org/"), kHandshake));
  ASSERT_EQ(hellos.size(), 2U);
  EXPECT_EQ(hellos[0], hellos[1]);
}

}  // namespace
}  // namespace saksi
