#include "core/judge/control_view.h"

#include <algorithm>

namespace saksi {

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
}

bool ControlView::got_page() const {
  return answered() && answer_->http_request.failure.empty() && answer_->http_request.status_code > 0;
}

std::optional<bool> ControlView::connected(const Endpoint& endpoint) const {
  for (const ControlAnswer* answer : answers_) {
    const auto found = answer->tcp_connect.find(endpoint.to_string());
    if (found != answer->tcp_connect.end()) return found->second.failure.empty();
  }
  return std::nullopt;
}

std::optional<bool> ControlView::shook_hands(const Endpoint& endpoint, const std::string& server_name) const {
  for (const ControlAnswer* answer : answers_) {
    const auto found = answer->tls_handshake.find(endpoint.to_string());
    if (found == answer->tls_handshake.end()) continue;
    const ControlTls& handshake = found->second;
    if (handshake.server_name.empty() || handshake.server_name == server_name)
      return handshake.failure.empty();
  }
  return std::nullopt;
}

bool ControlView::must_have_shaken_hands(const Endpoint& endpoint, const std::string& server_name) const {
  return is_https_ && got_page() && answer_->tls_handshake.empty() && server_name == measured_host_ &&
         connected(endpoint) == true;
}

const std::set<IpAddress>& ControlView::addresses(const std::string& host) const {
  static const std::set<IpAddress> kNone;
  const auto found = hosts_.find(host);
  return found == hosts_.end() ? kNone : found->second.addresses;
}

bool ControlView::proved(const IpAddress& address, const std::string& host) const {
  const auto found = hosts_.find(host);
  return found != hosts_.end() && found->second.proved.contains(address);
}

Asn ControlView::asn_of(const IpAddress& address) const {
  const auto found = asns_.find(address);
  return found == asns_.end() ? Asn{} : found->second;
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
  Host& host = hosts_[name];
  for (const std::string& text : answer.dns.addrs) {
    if (const auto address = IpAddress::parse(text)) host.addresses.insert(*address);
  }
  for (const auto& [text, known] : answer.ip_info) {
    const auto address = IpAddress::parse(text);
    if (address && (known.flags & ControlIpFlag::valid_for_domain) != 0) host.proved.insert(*address);
  }
  for (const auto& [text, handshake] : answer.tls_handshake) {
    const auto endpoint = Endpoint::parse(text);
    const bool for_host = handshake.server_name == name;
    if (endpoint && for_host && handshake.status && handshake.failure.empty())
      host.proved.insert(endpoint->address);
  }
}

void ControlView::learn_asns(const Measurement& measurement) {
  for (const auto& lookup : measurement.dns) {
    for (const auto& answer : lookup.answers) learn_asn(answer);
    for (const auto& reply : lookup.replies) {
      for (const auto& answer : reply.answers) learn_asn(answer);
    }
  }
  for (const ControlAnswer* answer : answers_) {
    for (const auto& [text, known] : answer->ip_info) {
      const auto address = IpAddress::parse(text);
      if (address && known.asn.known()) asns_[*address] = known.asn;
    }
  }
}

void ControlView::learn_asn(const DnsAnswer& answer) {
  if (answer.type == AnswerType::CNAME || !answer.asn.known()) return;
  probe_has_geolocation_ = true;
  const auto [known, is_new] = asns_.emplace(answer.address, answer.asn);
  if (!is_new) known->second = std::min(known->second, answer.asn);  // the order of answers must not matter
}

}  // namespace saksi
