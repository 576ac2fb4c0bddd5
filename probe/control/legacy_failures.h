// The test helper's own, older spelling of failures (OONI's oohelperd kept it for the archive's sake). One
// function per operation, because the same failure is spelled differently by each. "" stands for null: no
// failure.
#pragma once

#include <string>

#include "core/failure.h"

namespace saksi {

/// dns.failure: dns_name_error, dns_server_failure or unknown_error. An answer without addresses is no
/// failure here, only an empty list.
[[nodiscard]] std::string legacy_dns_failure(const Ended& result);

/// tcp_connect[].failure: connection_refused_error, generic_timeout_error or connect_error.
[[nodiscard]] std::string legacy_tcp_failure(const Ended& result);

/// tls_handshake[].failure: spelled as today (df-007). An unknown failure loses its text, which may hold what
/// a hostile server sent.
[[nodiscard]] std::string legacy_tls_failure(const Ended& result);

/// http_request.failure: dns_lookup_error, connection_refused_error, generic_timeout_error or unknown_error.
[[nodiscard]] std::string legacy_http_failure(const Ended& result);

}  // namespace saksi
