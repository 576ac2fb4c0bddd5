// Private to core/json_*.cc: single operations as the evidence record has them (docs/format-evidence.md).
// Times are whole microseconds, because a double of seconds would not come back as it went.
#pragma once

#include "core/control_exchange.h"
#include "core/json_support.h"
#include "core/observation.h"

namespace saksi::json_support {

inline constexpr std::int64_t kMostExact = std::int64_t{1} << 53;  // what every JSON reader keeps exact

[[nodiscard]] Ordered dns_value(const DnsObservation& dns);
[[nodiscard]] Ordered tcp_value(const TcpObservation& tcp);
[[nodiscard]] Ordered tls_value(const TlsObservation& tls);
[[nodiscard]] Ordered http_value(const HttpObservation& http);
[[nodiscard]] Ordered control_exchange_value(const ControlExchange& control);

// The inverses. They throw JsonProblem. `where` is the value's path, for the words of the problem.
[[nodiscard]] DnsObservation read_dns(const Parsed& value, const std::string& where);
[[nodiscard]] TcpObservation read_tcp(const Parsed& value, const std::string& where);
[[nodiscard]] TlsObservation read_tls(const Parsed& value, const std::string& where);
[[nodiscard]] HttpObservation read_http(const Parsed& value, const std::string& where);
[[nodiscard]] ControlExchange read_control_exchange(const Fields& fields);

/// Microseconds.
[[nodiscard]] Offset read_offset(const Fields& fields, const char* key);
/// A whole number from -1 to 2^31 - 1.
[[nodiscard]] int read_small(const Fields& fields, const char* key);

}  // namespace saksi::json_support
