// The verdict keys of an OONI Web Connectivity measurement (0.5, "LTE"), as values. How they are computed:
// core/judge/ooni.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saksi {

/// The value of OONI's `blocking`: null, false, or one of four words.
enum class OoniBlocking : std::uint8_t { null, not_blocked, dns, tcp_ip, http_failure, http_diff };
/// "dns", "tcp_ip", "http-failure", "http-diff"; "false" and "null" for the other two.
[[nodiscard]] std::string_view to_string(OoniBlocking blocking);

struct OoniKeys {
  OoniBlocking blocking = OoniBlocking::null;
  std::optional<bool> accessible;
  std::optional<bool> dns_consistent;  // dns_consistency: "consistent", "inconsistent", null
  std::string dns_experiment_failure;  // "" is null, here and below
  std::string http_experiment_failure;
  std::string control_failure;
  unsigned dns_flags = 0;        // x_dns_flags: 1 bogon, 2 unexpected failure, 4 unexpected addresses
  unsigned blocking_flags = 0;   // x_blocking_flags: 1 DNS 2 TCP 4 TLS 8 HTTP 16 diff 32 success
  unsigned null_null_flags = 0;  // x_null_null_flags
  double body_proportion = 0;
  std::optional<bool> body_length_match;
  std::optional<bool> headers_match;
  std::optional<bool> status_code_match;
  std::optional<bool> title_match;
};

}  // namespace saksi
