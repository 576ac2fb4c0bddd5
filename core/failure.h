// The closed vocabulary of what a network operation can run into, spelled as the OONI failure strings
// (df-007), and the one mapping into it from errno, c-ares, libcurl and OpenSSL. A failure is data about the
// network, never an error of this program. unknown_failure is followed by a scrubbed text in the data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saksi {

enum class Failure : std::uint8_t {
  connection_refused,
  connection_reset,
  connection_aborted,
  connection_already_closed,
  connection_already_in_progress,
  already_connected,
  host_unreachable,
  network_unreachable,
  network_down,
  network_reset,
  timed_out,              // ETIMEDOUT from the kernel
  generic_timeout_error,  // our own deadline passed
  eof_error,              // the peer closed where an answer was due
  interrupted,
  operation_would_block,
  permission_denied,
  address_family_not_supported,
  address_in_use,
  address_not_available,
  bad_address,
  bad_file_descriptor,
  destination_address_required,
  invalid_argument,
  message_size,
  no_buffer_space,
  no_protocol_option,
  not_a_socket,
  not_connected,
  protocol_not_supported,
  wrong_protocol_type,
  android_dns_cache_no_data,
  dns_bogon_error,
  dns_no_answer,
  dns_non_recoverable_failure,
  dns_nxdomain_error,
  dns_refused_error,
  dns_reply_with_wrong_query_id,
  dns_server_misbehaving,
  dns_servfail_error,
  dns_temporary_failure,
  ssl_failed_handshake,
  ssl_invalid_certificate,
  ssl_invalid_hostname,
  ssl_unknown_authority,
  quic_incompatible_version,
  json_parse_error,
  http_invalid_redirect_location_host,
  http_request_failed,
  http_unexpected_status_code,
  http_unexpected_redirect_url,
  unknown_failure,
};

[[nodiscard]] std::string_view to_string(Failure failure);
/// Nothing for a string that is not in the vocabulary. "unknown_failure: text" gives unknown_failure.
[[nodiscard]] std::optional<Failure> failure_from_string(std::string_view text);

/// What one operation ended with: nothing, or a failure and (only for unknown_failure) its scrubbed text.
struct Ended {
  std::optional<Failure> failure;
  std::string failure_text;

  [[nodiscard]] bool ok() const { return !failure.has_value(); }
};

/// "connection_reset", or "unknown_failure: stopped after too many redirects". Empty when it succeeded.
[[nodiscard]] std::string failure_string(const Ended& ended);
/// The inverse; nothing for a string that is not in the vocabulary.
[[nodiscard]] std::optional<Ended> ended_from_string(std::string_view text);

// The mapping. Each takes the library's own number, so that this header needs none of their headers.
[[nodiscard]] Failure failure_from_errno(int error_number);
[[nodiscard]] Failure failure_from_ares(int ares_status);
/// DNS RCODE of an answer (RFC 1035 4.1.1); nothing for NOERROR.
[[nodiscard]] std::optional<Failure> failure_from_rcode(int rcode);
/// `os_errno` is CURLINFO_OS_ERRNO, which tells a refused from a reset connection; 0 when unknown.
[[nodiscard]] Failure failure_from_curl(int curl_code, int os_errno);
/// `verify_result` is X509_V_ERR_*: unknown authority, wrong name, or otherwise invalid (expired...).
[[nodiscard]] Failure failure_from_x509(long verify_result);

}  // namespace saksi
