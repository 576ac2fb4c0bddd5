#include "probe/vantage.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "probe/control/client.h"
#include "probe/steps/dns.h"

namespace saksi {
namespace {

// OpenDNS answers this name with the address of whoever asks (documented by Cisco; asked at its own resolvers
// only).
constexpr const char* kMirrorName = "myip.opendns.com";
constexpr const char* kMirrorResolver = "udp://208.67.222.222";

void remember(Whereabouts& found, const IpAddress& address) {
  auto& known = found.own_addresses;
  if (std::find(known.begin(), known.end(), address) == known.end()) known.push_back(address);
}

Task<void> ask_control_who_calls(Network& network, std::string control, Whereabouts& found) {
  StepScope scope(network);
  const std::optional<CallerNetwork> caller = co_await ask_caller_network(scope, control);
  if (!caller) co_return;
  if (caller->address) remember(found, *caller->address);
  if (!caller->network.asn.known() && !caller->network.country.known()) co_return;
  found.network = caller->network;
  found.source = "the control";
}

Task<void> ask_mirror(Network& network, Whereabouts& found) {
  StepScope scope(network);
  const auto resolver = Resolver::parse(kMirrorResolver);
  if (!resolver) co_return;
  const DnsObservation answer = co_await lookup(scope, *resolver, kMirrorName, DnsQuestion::A);
  for (const DnsAnswer& record : answer.answers) {
    if (record.type == AnswerType::A && !is_bogon(record.address)) remember(found, record.address);
  }
}

void look_up_locally(const Geo& geo, Whereabouts& found) {
  for (const IpAddress& address : found.own_addresses) {
    const Vantage local = geo.lookup(address);
    if (!local.asn.known() && !local.country.known()) continue;
    found.network = local;
    found.source = "the local database";
    return;
  }
}

}  // namespace

Task<Whereabouts> find_whereabouts(Network& network, std::vector<std::string> controls) {
  Whereabouts found;
  for (const std::string& control : controls) {
    if (found.own_addresses.empty()) co_await ask_control_who_calls(network, control, found);
  }
  if (found.own_addresses.empty()) co_await ask_mirror(network, found);
  look_up_locally(network.geo, found);
  co_return found;
}

}  // namespace saksi
