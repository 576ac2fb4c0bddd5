#include "core/judge/ooni_tally.h"

#include <algorithm>

#include "core/judge/text.h"

namespace saksi {
namespace {

using Lookups = std::vector<const DnsObservation*>;

bool share_asn(const AddressSet& a, const AddressSet& b, const ControlView& control) {
  FlatSet<Asn> known;
  for (const auto& address : b) known.insert(control.asn_of(address));
  return std::any_of(a.begin(), a.end(), [&](const IpAddress& address) {
    const Asn asn = control.asn_of(address);
    return asn.known() && known.contains(asn);
  });
}

bool share_address(const AddressSet& a, const AddressSet& b) {
  return std::any_of(a.begin(), a.end(), [&](const IpAddress& address) { return b.contains(address); });
}

/// The lookups whose answer was the first to name an address with which TLS then succeeded.
std::set<const DnsObservation*> proved_by_tls(const Measurement& measurement,
                                              const std::vector<Flow>& flows) {
  std::map<IpAddress, const DnsObservation*> first;
  for (const auto& lookup : measurement.dns) {
    if (!lookup.ok()) continue;
    for (const auto& address : addresses_of(lookup.answers)) first.emplace(address, &lookup);
  }
  std::set<const DnsObservation*> proved;
  for (const Flow& flow : flows) {
    const auto told = first.find(flow.endpoint.address);
    if (flow.tls != nullptr && flow.tls->ok() && told != first.end()) proved.insert(told->second);
  }
  return proved;
}

void count_failure(const DnsObservation& lookup, const Measurement& measurement, const ControlView& control,
                   DnsTally& tally) {
  // A failed DoH lookup tells about the DoH service, not about the site (ooni/probe#2274).
  if (lookup.engine == DnsEngine::doh || is_missing_aaaa(lookup)) return;
  if (!control.answered() || !is_for_measured_host(lookup, measurement)) {
    tally.unexplained_failure = true;
  } else if (is_expected_failure(lookup, control)) {
    tally.expected_failure = true;
  } else {
    tally.unexpected_failure = true;
  }
}

void count_success(const DnsObservation& lookup, const Measurement& measurement, const ControlView& control,
                   bool proved, DnsTally& tally) {
  if (lookup.depth != 0) return;
  const auto addresses = addresses_of(lookup.answers);
  tally.success = true;
  tally.bogon |= std::any_of(addresses.begin(), addresses.end(), is_bogon);
  const bool comparable = is_for_measured_host(lookup, measurement) && !control.addresses().empty();
  if (!comparable) return;
  const bool shares =
      share_address(addresses, control.addresses()) || share_asn(addresses, control.addresses(), control);
  (shares || proved ? tally.valid : tally.invalid) = true;
}

LayerTally& count(LayerTally& tally, std::optional<bool> control_succeeded) {
  if (!control_succeeded)
    tally.unexplained = true;
  else if (*control_succeeded)
    tally.unexpected = true;
  else
    tally.expected = true;
  return tally;
}

void count_flow(const Flow& flow, const ControlView& control, EndpointTally& tally) {
  if (flow.tcp != nullptr && !flow.tcp->ok() && !is_missing_ipv6(*flow.tcp)) {
    count(tally.tcp, control.connected(flow.endpoint));
  }
  if (flow.tls != nullptr && !flow.tls->ok()) {
    count(tally.tls, control.shook_hands(flow.endpoint, flow.tls->server_name));
  }
  if (flow.http != nullptr && !flow.http->ok()) {
    // The control's page is where the whole chain ends, so that it counts at every depth.
    count(tally.http,
          control.answered() ? std::optional{control.answer()->http_request.failure.empty()} : std::nullopt);
  }
}

}  // namespace

DnsTally tally_system_dns(const Measurement& measurement, const ControlView& control) {
  DnsTally tally;
  for (const auto& lookup : measurement.dns) {
    if (lookup.engine != DnsEngine::system) continue;
    if (lookup.ok())
      count_success(lookup, measurement, control, false, tally);
    else
      count_failure(lookup, measurement, control, tally);
  }
  return tally;
}

DnsTally tally_all_dns(const Measurement& measurement, const ControlView& control,
                       const std::vector<Flow>& flows) {
  DnsTally tally;
  const auto proved = proved_by_tls(measurement, flows);
  for (const auto& lookup : measurement.dns) {
    if (lookup.ok())
      count_success(lookup, measurement, control, proved.contains(&lookup), tally);
    else
      count_failure(lookup, measurement, control, tally);
  }
  return tally;
}

EndpointTally tally_endpoints(const std::vector<Flow>& flows, const ControlView& control) {
  EndpointTally tally;
  for (const Flow& flow : flows) count_flow(flow, control, tally);
  return tally;
}

bool is_missing_ipv6(const TcpObservation& tcp) {
  const bool unreachable =
      tcp.result.failure == Failure::network_unreachable || tcp.result.failure == Failure::host_unreachable;
  return unreachable && !tcp.endpoint.address.is_v4();
}

bool is_missing_aaaa(const DnsObservation& lookup) {
  return lookup.question == DnsQuestion::AAAA && lookup.result.failure == Failure::dns_no_answer;
}

AddressSet addresses_of(const std::vector<DnsAnswer>& answers) {
  std::vector<IpAddress> found;
  found.reserve(answers.size());
  for (const auto& answer : answers) {
    if (answer.type != AnswerType::CNAME) found.push_back(answer.address);
  }
  AddressSet addresses;
  addresses.insert_all(found);
  return addresses;
}

bool is_for_measured_host(const DnsObservation& lookup, const Measurement& measurement) {
  return ascii_lower(lookup.hostname) == measurement.url.host();
}

bool is_expected_failure(const DnsObservation& lookup, const ControlView& control) {
  if (!control.answer()->dns.failure.empty()) return true;
  return lookup.result.failure == Failure::dns_no_answer && control.addresses().empty();
}

}  // namespace saksi
