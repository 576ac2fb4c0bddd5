#include "core/judge/control_view.h"

#include <algorithm>

namespace saksi {

ControlView::ControlView(const Measurement& measurement, Hops hops) : measured_host_(measurement.url.host()) {
  if (measurement.control && measurement.control->answer) answer_ = &*measurement.control->answer;
  if (measurement.control) learn(*measurement.control, measured_host_);
  if (hops == Hops::all) {
    for (const ControlExchange& exchange : measurement.hop_controls) {
      if (const auto url = Url::parse(exchange.request.url)) learn(exchange, url->host());
    }
  }
  learn_asns(measurement);
}

bool ControlView::got_page() const {
  return answered() && answer_->http_request.failure.empty() && answer_->http_request.status_code > 0;
}

std::optional<bool> ControlView::connected(const std::string& place) const {
  for (const ControlAnswer* answer : answers_) {
    const auto found = answer->tcp_connect.find(place);
    if (found != answer->tcp_connect.end()) return found->second.failure.empty();
  }
  return std::nullopt;
}

std::optional<bool> ControlView::shook_hands(const std::string& place, const std::string& server_name) const {
  for (const ControlAnswer* answer : answers_) {
    const auto found = answer->tls_handshake.find(place);
    if (found == answer->tls_handshake.end()) continue;
    const ControlTls& handshake = found->second;
    if (handshake.server_name.empty() || handshake.server_name == server_name)
      return handshake.failure.empty();
  }
  return std::nullopt;
}

const ControlView::Host* ControlView::find(const std::string& host) const {
  const auto found =
      std::find_if(hosts_.begin(), hosts_.end(), [&](const Host& known) { return known.name == host; });
  return found == hosts_.end() ? nullptr : &*found;
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
  const auto told = [&](const ControlAnswer* answer) {
    return answer->ip_info.contains(address.to_string());
  };
  return probe_has_geolocation_ || std::any_of(answers_.begin(), answers_.end(), told);
}

void ControlView::learn(const ControlExchange& exchange, const std::string& host) {
  if (!exchange.answer) return;
  answers_.push_back(&*exchange.answer);
  learn_host(*exchange.answer, host);
}

void ControlView::learn_host(const ControlAnswer& answer, const std::string& name) {
  std::vector<IpAddress> given, proved;
  for (const std::string& text : answer.dns.addrs) {
    if (const auto address = IpAddress::parse(text)) given.push_back(*address);
  }
  for (const auto& [text, known] : answer.ip_info) {
    if ((known.flags & ControlIpFlag::valid_for_domain) == 0) continue;
    if (const auto address = IpAddress::parse(text)) proved.push_back(*address);
  }
  for (const auto& [text, handshake] : answer.tls_handshake) {
    const bool proves = handshake.server_name == name && handshake.status && handshake.failure.empty();
    if (!proves) continue;
    if (const auto endpoint = Endpoint::parse(text)) proved.push_back(endpoint->address);
  }
  if (find(name) == nullptr) hosts_.push_back({name, {}, {}});
  Host& host = hosts_[static_cast<std::size_t>(find(name) - hosts_.data())];
  host.addresses.insert_all(given);
  host.proved.insert_all(proved);
}

/// What a control says goes before what the probe's own geolocation says, the later before the earlier; of
/// the probe's several the lowest, so that the order of answers does not matter.
void ControlView::learn_asns(const Measurement& measurement) {
  for (const auto& lookup : measurement.dns) {
    for (const auto& answer : lookup.answers) learn_asn(answer);
    for (const auto& reply : lookup.replies) {
      for (const auto& answer : reply.answers) learn_asn(answer);
    }
  }
  int rank = 0;
  for (const ControlAnswer* answer : answers_) {
    for (const auto& [text, known] : answer->ip_info) {
      if (!known.asn.known()) continue;
      if (const auto address = IpAddress::parse(text)) asns_.push_back({*address, --rank, known.asn});
    }
  }
  std::sort(asns_.begin(), asns_.end());
}

void ControlView::learn_asn(const DnsAnswer& answer) {
  if (answer.type == AnswerType::CNAME || !answer.asn.known()) return;
  probe_has_geolocation_ = true;
  asns_.push_back({answer.address, 1, answer.asn});
}

}  // namespace saksi
