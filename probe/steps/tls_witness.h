// What one TLS handshake shows of itself, whoever drives it: OpenSSL called by us (tls.cc) or by libcurl
// (http.cc). Both hang this on the connection's callbacks, so that both record the same facts about the same
// server. Inside of probe/steps.
#pragma once

#include <openssl/ssl.h>

#include <optional>
#include <string>

#include "core/observation.h"
#include "probe/steps/step_scope.h"

namespace saksi {

class TlsWitness {
 public:
  /// `scope` dates the end of the handshake. The witness must outlive the connection.
  TlsWitness(TlsObservation& observation, const StepScope& scope)
      : observation_(observation), scope_(scope) {}
  TlsWitness(const TlsWitness&) = delete;
  TlsWitness& operator=(const TlsWitness&) = delete;

  /// Watches the one connection that will be made of `context`; its certificate must hold `server_name`. The
  /// SNI is left to whoever makes the connection.
  void watch(SSL_CTX* context, const std::string& server_name);
  /// The same for a connection that stands already, SNI included.
  void watch(SSL* ssl, const std::string& server_name);

  /// The handshake came to its end, with a good certificate or a bad one.
  [[nodiscard]] bool finished() const { return finished_; }
  /// It finished, and the certificate holds up: a request may be sent.
  [[nodiscard]] bool trusted() const { return finished_ && verify_error_ == X509_V_OK; }
  /// Completes the observation. `unfinished`: what stopped a handshake that neither finished nor failed
  /// (a deadline, an interruption); `error_number`: errno of the socket operation that failed, else 0.
  void conclude(Ended unfinished, int error_number);

 private:
  static void on_message(int sent, int version, int content_type, const void* bytes, size_t size, SSL* ssl,
                         void* witness);
  static int on_certificate(int ok, X509_STORE_CTX* store);
  static void on_progress(const SSL* ssl, int where, int result);
  void note_state(const SSL* ssl, int result);
  [[nodiscard]] Ended why_failed(int error_number) const;

  TlsObservation& observation_;
  const StepScope& scope_;
  bool finished_ = false;
  std::optional<int> alert_;
  long verify_error_ = X509_V_OK;
  int ssl_error_ = SSL_ERROR_NONE;  // SSL_get_error of the call that failed for good
  unsigned long reason_ = 0;        // OpenSSL's error of that call
};

/// An observation that has just begun. It has ended already, with invalid_argument, when TLS cannot carry the
/// name.
[[nodiscard]] TlsObservation begin_handshake(const StepScope& scope, const Endpoint& endpoint,
                                             const std::string& server_name, std::int64_t transaction_id);
/// A name that SNI can carry (RFC 6066 3) or an address.
[[nodiscard]] bool is_server_name(const std::string& name);
/// What goes into SNI: nothing for an address, and never the dot that makes a name absolute.
[[nodiscard]] std::string sni_of(const std::string& name);

}  // namespace saksi
