#include "probe/steps/tls.h"

#include <gtest/gtest.h>

#include "probe/steps/tcp.h"
#include "tests/support/loopback_network.h"

namespace saksi {
namespace {

using namespace loopback;
using namespace std::chrono_literals;

CertificatePlan for_example() {
  return CertificatePlan{"example.org", "DNS:example.org"};
}

Task<TlsObservation> connect_and_shake(StepScope& scope, Endpoint endpoint, std::string name,
                                       std::chrono::milliseconds timeout) {
  TcpStep step = co_await connect_tcp(scope, endpoint, 1, 5s);
  TlsObservation seen =
      co_await handshake_tls(scope, std::move(step.socket), endpoint, std::move(name), 1, timeout);
  co_return seen;
}

TlsObservation shake(TestNetwork& net, const Endpoint& endpoint, std::string name = "example.org",
                     std::chrono::milliseconds timeout = 5s) {
  return net.run(connect_and_shake(net.scope, endpoint, std::move(name), timeout));
}

std::string issuer_of(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const Certificate certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
  if (!certificate) return {};
  char text[256] = {};
  X509_NAME_oneline(X509_get_issuer_name(certificate.get()), text, sizeof text);
  return text;
}

void say_nothing(SSL* ssl) {
  receive_some(ssl);
}

int choose_h2(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered,
              unsigned int length, void*) {
  static const unsigned char kH2[] = "\2h2";
  auto* chosen = const_cast<unsigned char**>(out);
  return SSL_select_next_proto(chosen, size, kH2, 3, offered, length) == OPENSSL_NPN_NEGOTIATED
             ? SSL_TLSEXT_ERR_OK
             : SSL_TLSEXT_ERR_ALERT_FATAL;
}

TEST(HandshakeTls, RecordsWhatWasNegotiated) {
  const Pki pki(for_example());
  const TlsServer server(pki, say_nothing);
  SSL_CTX_set_alpn_select_cb(server.context(), &choose_h2, nullptr);
  TestNetwork net;
  pki.trust_in(net.tls.get());
  const TlsObservation seen = shake(net, server.endpoint());
  EXPECT_EQ(failure_string(seen.result), "");
  EXPECT_EQ(seen.version, "TLSv1.3");
  EXPECT_TRUE(seen.cipher_suite.starts_with("TLS_")) << seen.cipher_suite;
  EXPECT_EQ(seen.negotiated_protocol, "h2");
  EXPECT_EQ(seen.server_name, "example.org");
  EXPECT_EQ(seen.peer_certificates.size(), 2U);
  EXPECT_TRUE(seen.server_hello_seen);
  EXPECT_EQ(seen.alert_received, std::nullopt);
}

TEST(HandshakeTls, AnUnknownAuthorityIsNamedAndTheWholeChainKept) {
  const Pki pki(for_example());
  const TlsServer server(pki, say_nothing);
  TestNetwork net;
  const TlsObservation seen = shake(net, server.endpoint());
  EXPECT_EQ(seen.result.failure, Failure::ssl_unknown_authority);
  ASSERT_EQ(seen.peer_certificates.size(), 2U);
  EXPECT_EQ(issuer_of(seen.peer_certificates[0]), "/CN=Test Authority");
  EXPECT_FALSE(seen.verify_error.empty());
  EXPECT_FALSE(seen.version.empty());
}

TEST(HandshakeTls, ACertificateForAnotherNameIsAnInvalidHostname) {
  const Pki pki(CertificatePlan{"blocked.example", "DNS:blocked.example"});
  const TlsServer server(pki, say_nothing);
  TestNetwork net;
  pki.trust_in(net.tls.get());
  EXPECT_EQ(shake(net, server.endpoint()).result.failure, Failure::ssl_invalid_hostname);
}

TEST(HandshakeTls, AnotherNameFromAnUnknownAuthorityIsAnInvalidHostnameFirst) {
  const Pki pki(CertificatePlan{"blocked.example", "DNS:blocked.example"});
  const TlsServer server(pki, say_nothing);
  TestNetwork net;
  EXPECT_EQ(shake(net, server.endpoint()).result.failure, Failure::ssl_invalid_hostname);
}

TEST(HandshakeTls, AnExpiredCertificateIsInvalidWhoeverSignedIt) {
  const Pki pki(CertificatePlan{"example.org", "DNS:example.org", -7200, -3600});
  const TlsServer server(pki, say_nothing);
  TestNetwork net;
  EXPECT_EQ(shake(net, server.endpoint()).result.failure, Failure::ssl_invalid_certificate);
  pki.trust_in(net.tls.get());
  const TlsObservation seen = shake(net, server.endpoint());
  EXPECT_EQ(seen.result.failure, Failure::ssl_invalid_certificate);
  EXPECT_EQ(seen.verify_error, "certificate has expired");
}

TEST(HandshakeTls, AnAddressIsCheckedAgainstIpNamesAndSendsNoSni) {
  const Pki pki(CertificatePlan{"127.0.0.1", "IP:127.0.0.1"});
  std::string sni = "not asked yet";
  const TlsServer server(pki, [&](SSL* ssl) {
    const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    sni = name != nullptr ? name : "";
  });
  TestNetwork net;
  pki.trust_in(net.tls.get());
  const TlsObservation seen = shake(net, server.endpoint(), "127.0.0.1");
  EXPECT_EQ(failure_string(seen.result), "");
  EXPECT_EQ(seen.server_name, "");
  EXPECT_EQ(shake(net, server.endpoint(), "127.0.0.2").result.failure, Failure::ssl_invalid_hostname);
  EXPECT_EQ(sni, "");
}

TEST(HandshakeTls, AServerWithOldTlsOnlyFailsTheHandshake) {
  const Pki pki(for_example());
  const TlsServer server(pki, say_nothing);
  SSL_CTX_set_security_level(server.context(), 0);
  SSL_CTX_set_min_proto_version(server.context(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(server.context(), TLS1_1_VERSION);
  TestNetwork net;
  const TlsObservation seen = shake(net, server.endpoint());
  EXPECT_EQ(seen.result.failure, Failure::ssl_failed_handshake);
  EXPECT_TRUE(seen.server_hello_seen);
  EXPECT_EQ(seen.cipher_suite, "");
}

// ---- what a middlebox does after the ClientHello

TlsObservation shake_with(TcpServer::Conversation conversation, std::chrono::milliseconds timeout = 5s) {
  const TcpServer server(std::move(conversation));
  TestNetwork net;
  return shake(net, server.endpoint(), "example.org", timeout);
}

TEST(HandshakeTls, AResetAfterTheClientHelloIsAReset) {
  const TlsObservation seen = shake_with([](Descriptor socket) {
    receive_some(socket.get());
    reset(std::move(socket));
  });
  EXPECT_EQ(seen.result.failure, Failure::connection_reset);
  EXPECT_FALSE(seen.server_hello_seen);
  EXPECT_EQ(seen.version, "");
  EXPECT_TRUE(seen.peer_certificates.empty());
}

TEST(HandshakeTls, ACloseAfterTheClientHelloIsEof) {
  const TlsObservation seen = shake_with([](Descriptor socket) { receive_some(socket.get()); });
  EXPECT_EQ(seen.result.failure, Failure::eof_error);
}

TEST(HandshakeTls, SilenceAfterTheClientHelloTimesOut) {
  const TlsObservation seen =
      shake_with([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); }, 50ms);
  EXPECT_EQ(seen.result.failure, Failure::generic_timeout_error);
}

TEST(HandshakeTls, AnAlertIsKeptByItsNumber) {
  const TlsObservation seen = shake_with([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), std::string("\x15\x03\x03\x00\x02\x02\x70", 7));  // fatal, unrecognized_name
  });
  EXPECT_EQ(seen.result.failure, Failure::ssl_failed_handshake);
  EXPECT_EQ(seen.alert_received, 112);
}

TEST(HandshakeTls, AWebServerWithoutTlsFailsTheHandshake) {
  const TlsObservation seen = shake_with([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), "HTTP/1.1 400 Bad Request\r\n\r\n");
    stay_silent_until_peer_leaves(socket.get());
  });
  EXPECT_EQ(seen.result.failure, Failure::ssl_failed_handshake);
  EXPECT_EQ(seen.alert_received, std::nullopt);
}

TEST(HandshakeTls, ARecordThatDripsInForEverMeetsTheDeadline) {
  const TlsObservation seen = shake_with(
      [](Descriptor socket) {
        receive_some(socket.get());
        send_text(socket.get(), std::string("\x16\x03\x03\x3f\xff", 5));
        while (send_text(socket.get(), std::string("\x02", 1))) std::this_thread::sleep_for(2ms);
      },
      60ms);
  EXPECT_EQ(seen.result.failure, Failure::generic_timeout_error);
}

TEST(TlsClient, FindsTheTrustStoreOfTheSystem) {
  const TlsClient client;
  EXPECT_NE(client.context(), nullptr);
}

}  // namespace
}  // namespace saksi
