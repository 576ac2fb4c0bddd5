#include "core/judge/control_view.h"

#include <algorithm>

namespace saksi {
namespace {

/// All entries of a sorted list that stand at this endpoint.
template <class List>
auto all_at(const List& list, const Endpoint& endpoint) {
  const auto first =
      std::lower_bound(list.begin(), list.end(), endpoint,
                       [](const auto& at, const Endpoint& wanted) { return at.endpoint < wanted; });
  auto last = first;
  while (last != list.end() && last->endpoint == endpoint) ++last;
  return std::pair{first, last};
}

template <class List>
void sort_by_endpoint(List& list) {
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return a.endpoint < b.endpoint; });
}

}  // namespace

ControlView::ControlView(const Measurement& measurement, Hops hops) : measured_host_(measurement.url.host()) {
  if (measurement.control && measurement.control->answer) answer_ = &*measurement.control->answer;
  if (measurement.control) learn(*measurement.control, measured_host_);
  is_https_ = measurement.url.is_https();
  if (hops == Hops::all) {
    for (const ControlExchange& exchange : measurement.hop_controls) {
      if (const auto url = Url::parse(exchange.request.url)) learn(exchange, url->host());
    }
  }
  learn_asns(measurement);
  sort();
}

bool ControlView::got_page() const {
  return answered() && answer_->http_request.failure.empty() && answer_->http_request.status_code > 0;
}

std::optional<bool> ControlView::connected(const Endpoint& endpoint) const {
  const auto [first, last] = all_at(tcp_, endpoint);
  return first == last ? std::nullopt : std::optional{first->what->failure.empty()};
}

std::optional<bool> ControlView::shook_hands(const Endpoint& endpoint, const std::string& server_name) const {
  auto [at, last] = all_at(tls_, endpoint);
  for (; at != last; ++at) {
    const ControlTls& handshake = *at->what;
    if (handshake.server_name.empty() || handshake.server_name == server_name)
      return handshake.failure.empty();
  }
  return std::nullopt;
}

bool ControlView::must_have_shaken_hands(const Endpoint& endpoint, const std::string& server_name) const {
  return is_https_ && got_page() && answer_->tls_handshake.empty() && server_name == measured_host_ &&
         connected(endpoint) == true;
}

const ControlView::Host* ControlView::find(const std::string& host) const {
  const auto found =
      std::find_if(hosts_.begin(), hosts_.end(), [&](const Host& known) { return known.name == host; });
  return found == hosts_.end() ? nullptr : &*found;
}

ControlView::Host& ControlView::host_named(const std::string& name) {
  const auto found =
      std::find_if(hosts_.begin(), hosts_.end(), [&](const Host& known) { return known.name == name; });
  return found == hosts_.end() ? hosts_.emplace_back(Host{name, {}, {}}) : *found;
}

const AddressSet& ControlView::addresses(const std::string& host) const {
  static const AddressSet kNone;
  const Host* const found = find(host);
  return found == nullptr ? kNone : found->addresses;
}

bool ControlView::proved(const IpAddress& address, const std::string& host) const {
  const Host* const found = find(host);
  return found != nullptr && found->proved.contains(address);
}

Asn ControlView::asn_of(const IpAddress& address) const {
  const auto before = [](const Known& known, const IpAddress& wanted) { return known.address < wanted; };
  const auto found = std::lower_bound(asns_.begin(), asns_.end(), address, before);
  return found == asns_.end() || found->address != address ? Asn{} : found->asn;
}

bool ControlView::located(const IpAddress& address) const {
  return probe_has_geolocation_ || std::binary_search(located_.begin(), located_.end(), address);
}

void ControlView::learn(const ControlExchange& exchange, const std::string& host) {
  if (!exchange.answer) return;
  answers_.push_back(&*exchange.answer);
  Host& known = host_named(host);
  learn_addresses(*exchange.answer, known);
  learn_endpoints(*exchange.answer, known);
}

void ControlView::learn_addresses(const ControlAnswer& answer, Host& host) {
  std::vector<IpAddress> given, proved;
  for (const std::string& text : answer.dns.addrs) {
    if (const auto address = IpAddress::parse(text)) given.push_back(*address);
  }
  for (const auto& [text, known] : answer.ip_info) {
    const auto address = IpAddress::parse(text);
    if (!address) continue;
    located_.push_back(*address);
    // The later answer speaks before the earlier, and a control before the probe's own geolocation.
    if (known.asn.known()) asns_.push_back({*address, -static_cast<int>(located_.size()), known.asn});
    if ((known.flags & ControlIpFlag::valid_for_domain) != 0) proved.push_back(*address);
  }
  host.addresses.insert_all(given);
  host.proved.insert_all(proved);
}

void ControlView::learn_endpoints(const ControlAnswer& answer, Host& host) {
  for (const auto& [text, connection] : answer.tcp_connect) {
    if (const auto endpoint = Endpoint::parse(text)) tcp_.push_back({*endpoint, &connection});
  }
  std::vector<IpAddress> proved;
  for (const auto& [text, handshake] : answer.tls_handshake) {
    const auto endpoint = Endpoint::parse(text);
    if (!endpoint) continue;
    tls_.push_back({*endpoint, &handshake});
    if (handshake.server_name == host.name && handshake.status && handshake.failure.empty())
      proved.push_back(endpoint->address);
  }
  host.proved.insert_all(proved);
}

void ControlView::learn_asns(const Measurement& measurement) {
  for (const auto& lookup : measurement.dns) {
    for (const auto& answer : lookup.answers) learn_asn(answer);
    for (const auto& reply : lookup.replies) {
      for (const auto& answer : reply.answers) learn_asn(answer);
    }
  }
}

/// Of the probe's several the lowest number speaks, so that the order of answers does not matter.
void ControlView::learn_asn(const DnsAnswer& answer) {
  if (answer.type == AnswerType::CNAME || !answer.asn.known()) return;
  probe_has_geolocation_ = true;
  asns_.push_back({answer.address, 1, answer.asn});
}

void ControlView::sort() {
  sort_by_endpoint(tcp_);
  sort_by_endpoint(tls_);
  std::sort(asns_.begin(), asns_.end());
  std::sort(located_.begin(), located_.end());
}

}  // namespace saksi
