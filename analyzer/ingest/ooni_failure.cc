#include "analyzer/ingest/ooni_failure.h"

#include <array>
#include <string>

namespace saksi {
namespace {

struct OldName {
  std::string_view name;
  Failure failure;
};

/// measurement-kit and the Python probe (Twisted). response_never_received: the server closed before an
/// answer. connection_lost: not in a clean fashion, as after a reset.
constexpr std::array kOldNames{
    OldName{"connection_refused_error", Failure::connection_refused},
    OldName{"connection_done", Failure::eof_error},
    OldName{"connection_lost", Failure::connection_reset},
    OldName{"connection_lost_error", Failure::connection_reset},
    OldName{"connection_reset_by_peer", Failure::connection_reset},
    OldName{"response_never_received", Failure::eof_error},
    OldName{"deferred_timeout_error", Failure::generic_timeout_error},
    OldName{"task_timed_out", Failure::generic_timeout_error},
    OldName{"tcp_timed_out_error", Failure::timed_out},
    OldName{"dns_name_error", Failure::dns_nxdomain_error},
    OldName{"dns_name_failure", Failure::dns_nxdomain_error},
    OldName{"dns_lookup_error", Failure::dns_non_recoverable_failure},
    OldName{"dns_server_failure", Failure::dns_server_misbehaving},
    OldName{"address_family_not_supported_error", Failure::address_family_not_supported},
    OldName{"http_invalid_redirect_url", Failure::http_invalid_redirect_location_host},
    OldName{"http_invalid_redirect_url_and_code", Failure::http_invalid_redirect_location_host},
    OldName{"network_is_unreachable", Failure::network_unreachable},
    OldName{"no_route_to_host", Failure::host_unreachable},
};

constexpr std::string_view kUnknown = "unknown_failure";
constexpr std::size_t kMaxTextBytes = 200;

/// OpenSSL's own words, as measurement-kit passes them on. An unverified certificate may be expired as well
/// as another's: the neutral one of the three words.
std::optional<Failure> from_ssl_words(std::string_view text) {
  if (!text.starts_with("ssl_error")) return std::nullopt;
  return text.find("certificate verify failed") != std::string_view::npos
             ? std::optional{Failure::ssl_invalid_certificate}
             : std::nullopt;
}

std::optional<Failure> from_old_name(std::string_view text) {
  for (const OldName& old : kOldNames) {
    if (old.name == text) return old.failure;
  }
  return from_ssl_words(text);
}

std::string unknown_text(std::string_view failure) {
  if (failure.starts_with(kUnknown)) failure.remove_prefix(kUnknown.size());
  const std::size_t words = failure.find_first_not_of(": ");
  return words == std::string_view::npos ? std::string{} : std::string{failure.substr(words, kMaxTextBytes)};
}

}  // namespace

Ended ended_from_ooni(std::string_view failure) {
  const auto today = failure_from_string(failure);
  if (today && *today != Failure::unknown_failure) return {today, {}};
  if (const auto old = from_old_name(failure)) return {old, {}};
  return {Failure::unknown_failure, unknown_text(failure)};
}

FailedOperation operation_of(const Ended& ended) {
  const std::string_view name = ended.failure ? to_string(*ended.failure) : std::string_view{};
  if (name.starts_with("dns_") || name == "android_dns_cache_no_data") return FailedOperation::dns;
  if (name.starts_with("ssl_")) return FailedOperation::tls;
  const bool connecting =
      name == "connection_refused" || name == "host_unreachable" || name == "network_unreachable" ||
      name == "address_family_not_supported" ||
      (ended.failure == Failure::unknown_failure && ended.failure_text == "connect_error");
  return connecting ? FailedOperation::tcp : FailedOperation::http;
}

}  // namespace saksi
