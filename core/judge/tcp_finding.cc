#include "core/judge/tcp_finding.h"

#include <algorithm>

#include "core/judge/ooni_tally.h"

namespace saksi {
namespace {

std::optional<Method> tcp_method(const Ended& ended) {
  if (ended.ok() || is_local_failure(*ended.failure)) return std::nullopt;
  switch (*ended.failure) {
    case Failure::connection_refused:
      return Method::refused;
    case Failure::generic_timeout_error:
    case Failure::timed_out:
      return Method::timed_out;
    case Failure::host_unreachable:
    case Failure::network_unreachable:
      return Method::unreachable;
    case Failure::connection_reset:
    case Failure::connection_aborted:
    case Failure::network_reset:
      return Method::reset;
    default:
      return std::nullopt;
  }
}

/// IPv6 that never worked while IPv4 did says something about this line, nothing about the site.
bool ipv6_is_broken(const Measurement& measurement) {
  const auto succeeded = [&](bool v4) {
    return std::any_of(measurement.tcp.begin(), measurement.tcp.end(), [&](const TcpObservation& tcp) {
      return tcp.ok() && tcp.endpoint.address.is_v4() == v4;
    });
  };
  return succeeded(true) && !succeeded(false);
}

}  // namespace

HopFindings judge_tcp(const Evidence& evidence, const DnsFinding& dns) {
  const bool without_ipv6 = !evidence.measurement.line.has_ipv6 && ipv6_is_broken(evidence.measurement);
  std::vector<EndpointTry> attempts;
  for (const Flow& flow : evidence.flows) {
    if (flow.tcp == nullptr || dns.misleads_to(flow.endpoint.address) || is_missing_ipv6(*flow.tcp)) continue;
    if (!flow.tcp->ok() && without_ipv6 && !flow.endpoint.address.is_v4()) continue;
    attempts.push_back(
        {&flow, flow.tcp, evidence.control.connected(flow.endpoint), tcp_method(flow.tcp->result)});
  }
  return judge_attempts(evidence, attempts, "connection to");
}

}  // namespace saksi
