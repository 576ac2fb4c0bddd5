#include "core/failure.h"

#include <ares.h>
#include <curl/curl.h>
#include <openssl/x509_vfy.h>

#include <cerrno>

#include "core/enum_names.h"

namespace saksi {
namespace {

constexpr EnumNames<Failure, 51> kFailureNames{
    {{Failure::connection_refused, "connection_refused"},
     {Failure::connection_reset, "connection_reset"},
     {Failure::connection_aborted, "connection_aborted"},
     {Failure::connection_already_closed, "connection_already_closed"},
     {Failure::connection_already_in_progress, "connection_already_in_progress"},
     {Failure::already_connected, "already_connected"},
     {Failure::host_unreachable, "host_unreachable"},
     {Failure::network_unreachable, "network_unreachable"},
     {Failure::network_down, "network_down"},
     {Failure::network_reset, "network_reset"},
     {Failure::timed_out, "timed_out"},
     {Failure::generic_timeout_error, "generic_timeout_error"},
     {Failure::eof_error, "eof_error"},
     {Failure::interrupted, "interrupted"},
     {Failure::operation_would_block, "operation_would_block"},
     {Failure::permission_denied, "permission_denied"},
     {Failure::address_family_not_supported, "address_family_not_supported"},
     {Failure::address_in_use, "address_in_use"},
     {Failure::address_not_available, "address_not_available"},
     {Failure::bad_address, "bad_address"},
     {Failure::bad_file_descriptor, "bad_file_descriptor"},
     {Failure::destination_address_required, "destination_address_required"},
     {Failure::invalid_argument, "invalid_argument"},
     {Failure::message_size, "message_size"},
     {Failure::no_buffer_space, "no_buffer_space"},
     {Failure::no_protocol_option, "no_protocol_option"},
     {Failure::not_a_socket, "not_a_socket"},
     {Failure::not_connected, "not_connected"},
     {Failure::protocol_not_supported, "protocol_not_supported"},
     {Failure::wrong_protocol_type, "wrong_protocol_type"},
     {Failure::android_dns_cache_no_data, "android_dns_cache_no_data"},
     {Failure::dns_bogon_error, "dns_bogon_error"},
     {Failure::dns_no_answer, "dns_no_answer"},
     {Failure::dns_non_recoverable_failure, "dns_non_recoverable_failure"},
     {Failure::dns_nxdomain_error, "dns_nxdomain_error"},
     {Failure::dns_refused_error, "dns_refused_error"},
     {Failure::dns_reply_with_wrong_query_id, "dns_reply_with_wrong_query_id"},
     {Failure::dns_server_misbehaving, "dns_server_misbehaving"},
     {Failure::dns_servfail_error, "dns_servfail_error"},
     {Failure::dns_temporary_failure, "dns_temporary_failure"},
     {Failure::ssl_failed_handshake, "ssl_failed_handshake"},
     {Failure::ssl_invalid_certificate, "ssl_invalid_certificate"},
     {Failure::ssl_invalid_hostname, "ssl_invalid_hostname"},
     {Failure::ssl_unknown_authority, "ssl_unknown_authority"},
     {Failure::quic_incompatible_version, "quic_incompatible_version"},
     {Failure::json_parse_error, "json_parse_error"},
     {Failure::http_invalid_redirect_location_host, "http_invalid_redirect_location_host"},
     {Failure::http_request_failed, "http_request_failed"},
     {Failure::http_unexpected_status_code, "http_unexpected_status_code"},
     {Failure::http_unexpected_redirect_url, "http_unexpected_redirect_url"},
     {Failure::unknown_failure, "unknown_failure"}}};
static_assert(names_every_enumerator(kFailureNames, Failure::unknown_failure));

constexpr std::string_view kUnknownPrefix = "unknown_failure: ";

// ---- The libraries' numbers

struct CodeFailure {
  int code;
  Failure failure;
};

template <std::size_t N>
Failure look_up(const CodeFailure (&table)[N], int code) {
  for (const CodeFailure& entry : table) {
    if (entry.code == code) return entry.failure;
  }
  return Failure::unknown_failure;
}

constexpr CodeFailure kErrnoFailures[] = {
    {ECONNREFUSED, Failure::connection_refused},
    {ECONNRESET, Failure::connection_reset},
    // Linux turns a RST that comes after the peer's FIN into EPIPE (net/ipv4/tcp_input.c, tcp_reset), and
    // answers EPIPE to every write after a RST: on a socket that we did not shut down it is a reset.
    {EPIPE, Failure::connection_reset},
    {ECONNABORTED, Failure::connection_aborted},
    {EALREADY, Failure::connection_already_in_progress},
    {EINPROGRESS, Failure::connection_already_in_progress},
    {EISCONN, Failure::already_connected},
    {EHOSTUNREACH, Failure::host_unreachable},
    {EHOSTDOWN, Failure::host_unreachable},
    {ENETUNREACH, Failure::network_unreachable},
    {ENETDOWN, Failure::network_down},
    {ENETRESET, Failure::network_reset},
    {ETIMEDOUT, Failure::timed_out},
    {EINTR, Failure::interrupted},
    {ECANCELED, Failure::interrupted},
    {EAGAIN, Failure::operation_would_block},
    {EACCES, Failure::permission_denied},
    {EPERM, Failure::permission_denied},
    {EAFNOSUPPORT, Failure::address_family_not_supported},
    {EADDRINUSE, Failure::address_in_use},
    {EADDRNOTAVAIL, Failure::address_not_available},
    {EFAULT, Failure::bad_address},
    {EBADF, Failure::bad_file_descriptor},
    {EDESTADDRREQ, Failure::destination_address_required},
    {EINVAL, Failure::invalid_argument},
    {EMSGSIZE, Failure::message_size},
    {ENOBUFS, Failure::no_buffer_space},
    {ENOPROTOOPT, Failure::no_protocol_option},
    {ENOTSOCK, Failure::not_a_socket},
    {ENOTCONN, Failure::not_connected},
    {EPROTONOSUPPORT, Failure::protocol_not_supported},
    {EPROTOTYPE, Failure::wrong_protocol_type},
};

constexpr CodeFailure kAresFailures[] = {
    {ARES_ENODATA, Failure::dns_no_answer},
    {ARES_ENOTFOUND, Failure::dns_nxdomain_error},
    {ARES_ENONAME, Failure::dns_nxdomain_error},
    {ARES_ESERVFAIL, Failure::dns_servfail_error},
    {ARES_EREFUSED, Failure::dns_refused_error},
    {ARES_EFORMERR, Failure::dns_server_misbehaving},
    {ARES_ENOTIMP, Failure::dns_server_misbehaving},
    {ARES_EBADRESP, Failure::dns_server_misbehaving},
    {ARES_ECONNREFUSED, Failure::connection_refused},
    {ARES_ETIMEOUT, Failure::generic_timeout_error},
    {ARES_EOF, Failure::eof_error},
    {ARES_ECANCELLED, Failure::interrupted},
    {ARES_EDESTRUCTION, Failure::interrupted},
    {ARES_EBADFAMILY, Failure::address_family_not_supported},
    {ARES_EBADNAME, Failure::dns_non_recoverable_failure},
    {ARES_EBADQUERY, Failure::dns_non_recoverable_failure},
    {ARES_ENOMEM, Failure::no_buffer_space},
};

}  // namespace

std::string_view to_string(Failure failure) {
  return enum_to_text(kFailureNames, failure);
}

std::optional<Failure> failure_from_string(std::string_view text) {
  if (text.starts_with(kUnknownPrefix)) return Failure::unknown_failure;
  return enum_from_text(kFailureNames, text);
}

std::string failure_string(const Ended& ended) {
  if (ended.ok()) return {};
  std::string text{to_string(*ended.failure)};
  if (ended.failure == Failure::unknown_failure && !ended.failure_text.empty()) {
    text = std::string{kUnknownPrefix} + ended.failure_text;
  }
  return text;
}

std::optional<Ended> ended_from_string(std::string_view text) {
  if (text.empty()) return Ended{};
  const auto failure = failure_from_string(text);
  if (!failure) return std::nullopt;
  Ended ended{failure, {}};
  if (text.starts_with(kUnknownPrefix)) ended.failure_text = text.substr(kUnknownPrefix.size());
  return ended;
}

Failure failure_from_errno(int error_number) {
  return look_up(kErrnoFailures, error_number);
}

Failure failure_from_ares(int ares_status) {
  return look_up(kAresFailures, ares_status);
}

std::optional<Failure> failure_from_rcode(int rcode) {
  switch (rcode) {
    case 0:
      return std::nullopt;
    case 2:
      return Failure::dns_servfail_error;
    case 3:
      return Failure::dns_nxdomain_error;
    case 5:
      return Failure::dns_refused_error;
    default:
      return Failure::dns_server_misbehaving;
  }
}

namespace {

/// errno, where libcurl has one, is nearer to the wire than libcurl's own code.
Failure errno_or(int os_errno, Failure otherwise) {
  return os_errno != 0 ? failure_from_errno(os_errno) : otherwise;
}

}  // namespace

Failure failure_from_curl(int curl_code, int os_errno) {
  switch (curl_code) {
    case CURLE_OPERATION_TIMEDOUT:
      return Failure::generic_timeout_error;
    case CURLE_COULDNT_CONNECT:
      return errno_or(os_errno, Failure::unknown_failure);
    case CURLE_SEND_ERROR:
      return errno_or(os_errno, Failure::connection_already_closed);
    // Without an errno the peer closed in the middle: OpenSSL says "unexpected eof while reading".
    case CURLE_RECV_ERROR:
      return errno_or(os_errno, Failure::eof_error);
    case CURLE_GOT_NOTHING:
      return errno_or(os_errno, Failure::eof_error);
    case CURLE_PARTIAL_FILE:
      return errno_or(os_errno, Failure::eof_error);
    case CURLE_SSL_CONNECT_ERROR:
      return errno_or(os_errno, Failure::ssl_failed_handshake);
    // The TLS step knows more (failure_from_x509); this is for callers that only have libcurl's word.
    case CURLE_PEER_FAILED_VERIFICATION:
      return Failure::ssl_invalid_certificate;
    case CURLE_COULDNT_RESOLVE_HOST:
      return Failure::dns_non_recoverable_failure;
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Failure::dns_non_recoverable_failure;
    case CURLE_INTERFACE_FAILED:
      return Failure::address_not_available;
    case CURLE_ABORTED_BY_CALLBACK:
      return Failure::interrupted;
    case CURLE_URL_MALFORMAT:
      return Failure::invalid_argument;
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Failure::protocol_not_supported;
    case CURLE_OUT_OF_MEMORY:
      return Failure::no_buffer_space;
    case CURLE_HTTP_RETURNED_ERROR:
      return Failure::http_request_failed;
    default:
      return Failure::unknown_failure;
  }
}

Failure failure_from_x509(long verify_result) {
  switch (verify_result) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_INVALID_CA:
      return Failure::ssl_unknown_authority;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return Failure::ssl_invalid_hostname;
    default:
      return Failure::ssl_invalid_certificate;
  }
}

}  // namespace saksi
