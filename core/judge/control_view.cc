#include "core/judge/control_view.h"

#include <algorithm>

namespace saksi {

ControlView::ControlView(const Measurement& measurement) {
  if (measurement.control && measurement.control->answer) answer_ = &*measurement.control->answer;
  if (answer_ != nullptr) learn_addresses(measurement);
  learn_asns(measurement);
}

bool ControlView::got_page() const {
  return answered() && answer_->http_request.failure.empty() && answer_->http_request.status_code > 0;
}

std::optional<bool> ControlView::connected(const Endpoint& endpoint) const {
  if (!answered()) return std::nullopt;
  const auto found = answer_->tcp_connect.find(endpoint.to_string());
  if (found == answer_->tcp_connect.end()) return std::nullopt;
  return found->second.failure.empty();
}

std::optional<bool> ControlView::shook_hands(const Endpoint& endpoint, const std::string& server_name) const {
  if (!answered()) return std::nullopt;
  const auto found = answer_->tls_handshake.find(endpoint.to_string());
  if (found == answer_->tls_handshake.end()) return std::nullopt;
  const ControlTls& handshake = found->second;
  if (!handshake.server_name.empty() && handshake.server_name != server_name) return std::nullopt;
  return handshake.failure.empty();
}

Asn ControlView::asn_of(const IpAddress& address) const {
  const auto found = asns_.find(address);
  return found == asns_.end() ? Asn{} : found->second;
}

bool ControlView::located(const IpAddress& address) const {
  return probe_has_geolocation_ || (answered() && answer_->ip_info.contains(address.to_string()));
}

void ControlView::learn_addresses(const Measurement& measurement) {
  for (const std::string& text : answer_->dns.addrs) {
    if (const auto address = IpAddress::parse(text)) addresses_.insert(*address);
  }
  for (const auto& [text, known] : answer_->ip_info) {
    const auto address = IpAddress::parse(text);
    if (address && (known.flags & ControlIpFlag::valid_for_domain) != 0) proved_.insert(*address);
  }
  for (const auto& [text, handshake] : answer_->tls_handshake) {
    const auto endpoint = Endpoint::parse(text);
    const bool for_host = handshake.server_name == measurement.url.host();
    if (endpoint && for_host && handshake.status && handshake.failure.empty())
      proved_.insert(endpoint->address);
  }
}

void ControlView::learn_asns(const Measurement& measurement) {
  for (const auto& lookup : measurement.dns) {
    for (const auto& answer : lookup.answers) learn_asn(answer);
    for (const auto& reply : lookup.replies) {
      for (const auto& answer : reply.answers) learn_asn(answer);
    }
  }
  if (!answered()) return;
  for (const auto& [text, known] : answer_->ip_info) {
    const auto address = IpAddress::parse(text);
    if (address && known.asn.known()) asns_[*address] = known.asn;
  }
}

void ControlView::learn_asn(const DnsAnswer& answer) {
  if (answer.type == AnswerType::CNAME || !answer.asn.known()) return;
  probe_has_geolocation_ = true;
  const auto [known, is_new] = asns_.emplace(answer.address, answer.asn);
  if (!is_new) known->second = std::min(known->second, answer.asn);  // the order of answers must not matter
}

}  // namespace saksi
