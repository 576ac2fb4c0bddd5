#include "probe/control/legacy_failures.h"

namespace saksi {
namespace {

bool is_dns_server_failure(Failure failure) {
  switch (failure) {
    case Failure::dns_refused_error:
    case Failure::dns_server_misbehaving:
    case Failure::dns_temporary_failure:
    case Failure::dns_non_recoverable_failure:
    // oohelperd never sees SERVFAIL by that name: getaddrinfo tells it "temporary failure" or "misbehaving".
    case Failure::dns_servfail_error:
      return true;
    default:
      return false;
  }
}

bool is_dns_failure(Failure failure) {
  return is_dns_server_failure(failure) || failure == Failure::dns_nxdomain_error ||
         failure == Failure::dns_no_answer;
}

bool is_timeout(Failure failure) {
  return failure == Failure::generic_timeout_error || failure == Failure::timed_out;
}

}  // namespace

std::string legacy_dns_failure(const Ended& result) {
  if (result.ok() || *result.failure == Failure::dns_no_answer) return "";
  if (*result.failure == Failure::dns_nxdomain_error) return "dns_name_error";
  return is_dns_server_failure(*result.failure) ? "dns_server_failure" : "unknown_error";
}

std::string legacy_tcp_failure(const Ended& result) {
  if (result.ok()) return "";
  if (*result.failure == Failure::connection_refused) return "connection_refused_error";
  return is_timeout(*result.failure) ? "generic_timeout_error" : "connect_error";
}

std::string legacy_tls_failure(const Ended& result) {
  return result.ok() ? "" : std::string(to_string(*result.failure));
}

std::string legacy_http_failure(const Ended& result) {
  if (result.ok()) return "";
  if (is_dns_failure(*result.failure)) return "dns_lookup_error";
  if (*result.failure == Failure::connection_refused) return "connection_refused_error";
  return is_timeout(*result.failure) ? "generic_timeout_error" : "unknown_error";
}

}  // namespace saksi
