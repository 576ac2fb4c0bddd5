// One TLS handshake (OpenSSL, TLS 1.2 and 1.3) -> one observation. The full chain is kept and verified
// against the system store and the name. What ended the handshake is told apart: an alert (and which), a
// reset, a close, a silence.
#pragma once

#include <chrono>
#include <string>

#include "core/observation.h"
#include "probe/engine/descriptor.h"
#include "probe/steps/step_scope.h"

namespace saksi {

inline constexpr std::chrono::milliseconds kTlsTimeout{10000};

/// A client context with the system's trust store. Throws std::runtime_error when that cannot be loaded.
class TlsClient {
 public:
  TlsClient();
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  [[nodiscard]] ssl_ctx_st* context() const { return context_; }

 private:
  ssl_ctx_st* context_;
};

/// `server_name` goes into SNI and is what the certificate must hold (an address: no SNI, checked against IP
/// names). Offers ALPN h2 and http/1.1. The connection is closed afterwards. Failures: connection_reset,
/// eof_error, generic_timeout_error, ssl_unknown_authority, ssl_invalid_hostname, ssl_invalid_certificate,
/// ssl_failed_handshake (an alert, or no TLS at all).
/// A certificate that does not hold up ends the handshake no sooner than a good one, so that the whole chain
/// is kept; of several faults the failure names the one that Go's and so OONI's clients meet first: invalid
/// (expired...), then another name, then an unknown authority.
[[nodiscard]] Task<TlsObservation> handshake_tls(StepScope& scope, Descriptor socket, Endpoint endpoint,
                                                 std::string server_name, std::int64_t transaction_id,
                                                 std::chrono::milliseconds timeout);

}  // namespace saksi
