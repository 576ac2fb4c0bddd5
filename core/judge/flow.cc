#include "core/judge/flow.h"

#include <algorithm>
#include <array>

#include "core/judge/text.h"

namespace saksi {
namespace {

using FlowKey = std::pair<int, std::int64_t>;
using FlowMap = std::map<FlowKey, Flow>;

Flow& flow_for(FlowMap& flows, const Operation& operation, const Endpoint& endpoint) {
  Flow& flow = flows[{operation.depth, operation.transaction_id}];
  flow.id = operation.transaction_id;
  flow.depth = operation.depth;
  flow.endpoint = endpoint;
  return flow;
}

/// So that the order of observations does not matter.
void keep_smaller(std::map<int, Url>& hops, int depth, const Url& url) {
  const auto [known, is_new] = hops.emplace(depth, url);
  if (!is_new && url.text() < known->second.text()) known->second = url;
}

bool may_fetch(const Flow& flow, const std::map<int, Url>& hops) {
  if (flow.http != nullptr) return true;
  const auto hop = hops.find(flow.depth);
  if (hop == hops.end()) return true;
  const bool handshake_on_http = !hop->second.is_https() && flow.tls != nullptr;
  return flow.endpoint.port == hop->second.port() && !handshake_on_http;
}

}  // namespace

std::vector<Flow> join_flows(const Measurement& measurement) {
  FlowMap joined;
  for (const auto& tcp : measurement.tcp) flow_for(joined, tcp, tcp.endpoint).tcp = &tcp;
  for (const auto& tls : measurement.tls) flow_for(joined, tls, tls.endpoint).tls = &tls;
  for (const auto& http : measurement.http) flow_for(joined, http, http.endpoint).http = &http;
  const auto hops = hop_urls(measurement);
  std::vector<Flow> flows;
  for (auto& [key, flow] : joined) {
    flow.may_fetch = may_fetch(flow, hops);
    flows.push_back(flow);
  }
  return flows;
}

std::map<int, Url> hop_urls(const Measurement& measurement) {
  std::map<int, Url> hops;
  std::map<int, Url> pointed_at;
  if (!measurement.url.text().empty()) hops.emplace(0, measurement.url);
  for (const auto& exchange : measurement.http) {
    const auto url = Url::parse(exchange.url);
    if (!url) continue;
    if (exchange.depth > 0) keep_smaller(hops, exchange.depth, *url);
    const auto location = exchange.response ? location_of(*exchange.response) : std::nullopt;
    if (!location) continue;
    if (const auto next = url->resolve(*location)) keep_smaller(pointed_at, exchange.depth + 1, *next);
  }
  hops.merge(pointed_at);  // what was requested goes before what was only pointed at
  return hops;
}

bool is_final(const HttpObservation& exchange) {
  if (!exchange.ok() || !exchange.response) return false;
  const int hundreds = exchange.response->code / 100;
  return hundreds == 2 || hundreds == 4 || hundreds == 5;
}

std::optional<std::string> location_of(const HttpResponse& response) {
  constexpr std::array kRedirects{301, 302, 303, 307, 308};
  if (std::find(kRedirects.begin(), kRedirects.end(), response.code) == kRedirects.end()) return std::nullopt;
  const std::string_view location = header_value(response.headers, "location");
  if (location.empty()) return std::nullopt;
  return std::string{location};
}

}  // namespace saksi
