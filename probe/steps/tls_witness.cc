#include "probe/steps/tls_witness.h"

#include <openssl/err.h>
#include <openssl/tls1.h>
#include <openssl/x509v3.h>

#include <utility>

#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

/// Where a connection keeps its witness. libcurl uses OpenSSL's "app data" for itself.
int witness_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

TlsWitness* witness_of(const SSL* ssl) {
  return static_cast<TlsWitness*>(SSL_get_ex_data(ssl, witness_index()));
}

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

void expect_name(X509_VERIFY_PARAM* param, const std::string& name) {
  if (IpAddress::parse(name)) {
    X509_VERIFY_PARAM_set1_ip_asc(param, name.c_str());
    return;
  }
  const std::string expected = sni_of(name);
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set1_host(param, expected.c_str(), expected.size());
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
  if (!observation.peer_certificates.empty()) return;
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
  observation.negotiated_protocol.assign(reinterpret_cast<const char*>(protocol), length);
}

}  // namespace

// The connection does not exist yet: its first message, our ClientHello, tells us which it is.
void TlsWitness::watch(SSL_CTX* context, const std::string& server_name) {
  expect_name(SSL_CTX_get0_param(context), server_name);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, &on_certificate);
  SSL_CTX_set_msg_callback(context, &on_message);
  SSL_CTX_set_msg_callback_arg(context, this);
  SSL_CTX_set_info_callback(context, &on_progress);
}

void TlsWitness::watch(SSL* ssl, const std::string& server_name) {
  expect_name(SSL_get0_param(ssl), server_name);
  const std::string sni = sni_of(server_name);
  if (!sni.empty()) SSL_set_tlsext_host_name(ssl, sni.c_str());
  SSL_set_verify(ssl, SSL_VERIFY_PEER, &on_certificate);
  SSL_set_msg_callback(ssl, &on_message);
  SSL_set_msg_callback_arg(ssl, this);
  SSL_set_info_callback(ssl, &on_progress);
}

void TlsWitness::on_message(int sent, int, int content_type, const void* bytes, size_t size, SSL* ssl,
                            void* arg) {
  auto* self = static_cast<TlsWitness*>(arg);
  if (self->finished_) return;
  SSL_set_ex_data(ssl, witness_index(), self);
  if (sent != 0) return;
  const auto* message = static_cast<const unsigned char*>(bytes);
  if (content_type == SSL3_RT_HANDSHAKE && size > 0 && message[0] == SSL3_MT_SERVER_HELLO) {
    self->observation_.server_hello_seen = true;
  }
  if (content_type == SSL3_RT_ALERT && size == 2) self->alert_ = message[1];
}

int TlsWitness::on_certificate(int ok, X509_STORE_CTX* store) {
  if (ok == 1) return 1;
  const auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  TlsWitness* const self = witness_of(ssl);
  if (self == nullptr) return 0;
  const long error = X509_STORE_CTX_get_error(store);
  const bool heavier = self->verify_error_ == X509_V_OK || weight(error) > weight(self->verify_error_);
  if (heavier) self->verify_error_ = error;
  return 1;
}

void TlsWitness::on_progress(const SSL* ssl, int where, int result) {
  TlsWitness* const self = witness_of(ssl);
  if ((where & SSL_CB_EXIT) == 0 || (where & SSL_ST_CONNECT) == 0 || self == nullptr) return;
  if (!self->finished_) self->note_state(ssl, result);
}

// Called whenever OpenSSL pauses or ends: libcurl frees a failed connection before anybody else may look.
void TlsWitness::note_state(const SSL* ssl, int result) {
  if (observation_.server_hello_seen) record_parameters(ssl, observation_);
  record_chain(ssl, observation_);
  observation_.ended = scope_.now();
  finished_ = result == 1;
  if (finished_) return;
  const int error = SSL_get_error(ssl, result);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return;
  ssl_error_ = error;
  reason_ = ERR_peek_error();
}

Ended TlsWitness::why_failed(int error_number) const {
  if (ssl_error_ == SSL_ERROR_SYSCALL) {
    return error_number == 0 ? ended_with(Failure::eof_error) : ended_with_errno(error_number);
  }
  const bool eof =
      ERR_GET_LIB(reason_) == ERR_LIB_SSL && ERR_GET_REASON(reason_) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  return ended_with(eof || ssl_error_ == SSL_ERROR_ZERO_RETURN ? Failure::eof_error
                                                               : Failure::ssl_failed_handshake);
}

void TlsWitness::conclude(Ended unfinished, int error_number) {
  if (!finished_) {
    const bool failed = ssl_error_ != SSL_ERROR_NONE;
    observation_.result = failed ? why_failed(error_number) : std::move(unfinished);
    if (!failed) observation_.ended = scope_.now();
    observation_.alert_received = alert_;
    return;
  }
  if (verify_error_ == X509_V_OK) return;
  observation_.result = ended_with(failure_from_x509(verify_error_));
  observation_.verify_error = X509_verify_cert_error_string(verify_error_);
}

TlsObservation begin_handshake(const StepScope& scope, const Endpoint& endpoint,
                               const std::string& server_name, std::int64_t transaction_id) {
  TlsObservation observation;
  observation.transaction_id = transaction_id;
  observation.depth = scope.depth;
  observation.endpoint = endpoint;
  observation.server_name = sni_of(server_name);
  observation.started = scope.now();
  if (is_server_name(server_name)) return observation;
  observation.result = ended_with(Failure::invalid_argument);
  observation.ended = observation.started;
  return observation;
}

bool is_server_name(const std::string& name) {
  return !name.empty() && name.size() <= TLSEXT_MAXLEN_host_name && name.find('\0') == std::string::npos;
}

std::string sni_of(const std::string& name) {
  if (IpAddress::parse(name)) return {};
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

}  // namespace saksi
