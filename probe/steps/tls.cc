#include "probe/steps/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <utility>

#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

// ALPN (RFC 7301 3.1): each protocol behind its length.
constexpr unsigned char kAlpn[] = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using Ssl = std::unique_ptr<SSL, FreeSsl>;

/// What the callbacks note while the handshake runs.
struct Handshake {
  bool server_hello_seen = false;
  std::optional<int> alert;
  long verify_error = X509_V_OK;
};

/// Go's order, and so OONI's: a certificate that is itself invalid, then a wrong name, then a chain that
/// leads nowhere. A strict client stops at the first of them; we go on so that the whole chain is seen.
int weight(long verify_error) {
  switch (failure_from_x509(verify_error)) {
    case Failure::ssl_unknown_authority:
      return 1;
    case Failure::ssl_invalid_hostname:
      return 2;
    default:
      return 3;
  }
}

int note_verification(int ok, X509_STORE_CTX* store) {
  if (ok == 1) return 1;
  const auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* handshake = static_cast<Handshake*>(SSL_get_app_data(ssl));
  const long error = X509_STORE_CTX_get_error(store);
  const bool heavier =
      handshake->verify_error == X509_V_OK || weight(error) > weight(handshake->verify_error);
  if (heavier) handshake->verify_error = error;
  return 1;
}

void note_message(int sent, int, int content_type, const void* bytes, size_t size, SSL*, void* arg) {
  if (sent != 0) return;
  auto* handshake = static_cast<Handshake*>(arg);
  const auto* message = static_cast<const unsigned char*>(bytes);
  if (content_type == SSL3_RT_HANDSHAKE && size > 0 && message[0] == SSL3_MT_SERVER_HELLO) {
    handshake->server_hello_seen = true;
  }
  if (content_type == SSL3_RT_ALERT && size == 2) handshake->alert = message[1];
}

/// The name goes into SNI and into the check of the certificate; an address only into the latter (RFC 6066
/// 3).
bool expect_name(SSL* ssl, const std::string& name) {
  X509_VERIFY_PARAM* const param = SSL_get0_param(ssl);
  if (IpAddress::parse(name)) return X509_VERIFY_PARAM_set1_ip_asc(param, name.c_str()) == 1;
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return X509_VERIFY_PARAM_set1_host(param, name.c_str(), name.size()) == 1 &&
         SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

Ssl make_client(SSL_CTX* context, int fd, const std::string& name, Handshake& handshake) {
  Ssl ssl(SSL_new(context));
  if (!ssl || SSL_set_fd(ssl.get(), fd) != 1) throw std::runtime_error("TLS: OpenSSL gives no connection");
  SSL_set_app_data(ssl.get(), &handshake);
  SSL_set_verify(ssl.get(), SSL_VERIFY_PEER, &note_verification);
  SSL_set_msg_callback(ssl.get(), &note_message);
  SSL_set_msg_callback_arg(ssl.get(), &handshake);
  SSL_set_alpn_protos(ssl.get(), kAlpn, sizeof kAlpn);
  if (!expect_name(ssl.get(), name)) ssl.reset();
  return ssl;
}

/// Why SSL_connect gave up. `error_number` is errno as it was right after the call.
Ended why_failed(int ssl_error, int error_number) {
  const unsigned long reason = ERR_peek_error();
  ERR_clear_error();
  if (ssl_error == SSL_ERROR_SYSCALL) {
    return error_number == 0 ? ended_with(Failure::eof_error) : ended_with_errno(error_number);
  }
  const bool eof =
      ERR_GET_LIB(reason) == ERR_LIB_SSL && ERR_GET_REASON(reason) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  return ended_with(eof || ssl_error == SSL_ERROR_ZERO_RETURN ? Failure::eof_error
                                                              : Failure::ssl_failed_handshake);
}

Task<Ended> shake_hands(Loop& loop, SSL* ssl, int fd, Deadline deadline) {
  while (true) {
    ERR_clear_error();
    errno = 0;
    const int result = SSL_connect(ssl);
    const int error_number = errno;
    if (result == 1) co_return Ended();
    const int ssl_error = SSL_get_error(ssl, result);
    Wait wait = Wait::ready;
    if (ssl_error == SSL_ERROR_WANT_READ) {
      wait = co_await loop.readable(fd, deadline);
    } else if (ssl_error == SSL_ERROR_WANT_WRITE) {
      wait = co_await loop.writable(fd, deadline);
    } else {
      co_return why_failed(ssl_error, error_number);
    }
    if (wait != Wait::ready) co_return ended_by(wait);
  }
}

std::string to_der(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

void record_chain(const SSL* ssl, TlsObservation& observation) {
  const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    observation.peer_certificates.push_back(to_der(sk_X509_value(chain, i)));
  }
}

void record_parameters(const SSL* ssl, TlsObservation& observation) {
  const SSL_CIPHER* const cipher = SSL_get_current_cipher(ssl);
  if (cipher == nullptr) return;  // the ServerHello was not accepted
  observation.version = SSL_get_version(ssl);
  observation.cipher_suite = SSL_CIPHER_standard_name(cipher);
  const unsigned char* protocol = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(ssl, &protocol, &length);
  if (length > 0) observation.negotiated_protocol.assign(reinterpret_cast<const char*>(protocol), length);
}

void record(const SSL* ssl, const Handshake& handshake, TlsObservation& observation) {
  observation.server_hello_seen = handshake.server_hello_seen;
  if (handshake.server_hello_seen) record_parameters(ssl, observation);
  record_chain(ssl, observation);
  if (!observation.ok()) observation.alert_received = handshake.alert;
  if (!observation.ok() || handshake.verify_error == X509_V_OK) return;
  observation.result = ended_with(failure_from_x509(handshake.verify_error));
  observation.verify_error = X509_verify_cert_error_string(handshake.verify_error);
}

}  // namespace

Task<TlsObservation> handshake_tls(StepScope& scope, Descriptor socket, Endpoint endpoint,
                                   std::string server_name, std::int64_t transaction_id,
                                   std::chrono::milliseconds timeout) {
  TlsObservation observation;
  observation.transaction_id = transaction_id;
  observation.depth = scope.depth;
  observation.endpoint = endpoint;
  observation.server_name = IpAddress::parse(server_name) ? std::string() : server_name;
  observation.started = scope.now();
  Handshake handshake;
  const Ssl ssl = make_client(scope.network.tls, socket.get(), server_name, handshake);
  if (!ssl) {  // a name that TLS cannot carry
    observation.result = ended_with(Failure::invalid_argument);
    observation.ended = scope.now();
    co_return observation;
  }
  const Deadline deadline = Deadline::after(timeout);
  observation.result = co_await shake_hands(scope.network.loop, ssl.get(), socket.get(), deadline);
  observation.ended = scope.now();
  record(ssl.get(), handshake, observation);
  if (observation.ok()) SSL_shutdown(ssl.get());
  ERR_clear_error();
  co_return observation;
}

}  // namespace saksi
