#include "core/judge/flow.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "core/judge/text.h"

namespace saksi {
namespace {

/// One operation of a flow.
struct Piece {
  const Operation* operation = nullptr;
  const Endpoint* endpoint = nullptr;
  const TcpObservation* tcp = nullptr;
  const TlsObservation* tls = nullptr;
  const HttpObservation* http = nullptr;

  [[nodiscard]] auto key() const { return std::pair{operation->depth, operation->transaction_id}; }
};

/// Sorted by flow; in a flow TCP, TLS, HTTP, each in the order of the measurement.
std::vector<Piece> pieces_of(const Measurement& measurement) {
  std::vector<Piece> pieces;
  pieces.reserve(measurement.tcp.size() + measurement.tls.size() + measurement.http.size());
  for (const auto& tcp : measurement.tcp) pieces.push_back({&tcp, &tcp.endpoint, &tcp, nullptr, nullptr});
  for (const auto& tls : measurement.tls) pieces.push_back({&tls, &tls.endpoint, nullptr, &tls, nullptr});
  for (const auto& http : measurement.http)
    pieces.push_back({&http, &http.endpoint, nullptr, nullptr, &http});
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.key() < b.key(); });
  return pieces;
}

void add(Flow& flow, const Piece& piece) {
  std::tie(flow.depth, flow.id) = piece.key();
  flow.endpoint = *piece.endpoint;
  if (piece.tcp != nullptr) flow.tcp = piece.tcp;
  if (piece.tls != nullptr) flow.tls = piece.tls;
  if (piece.http != nullptr) flow.http = piece.http;
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

std::vector<Flow> join_flows(const Measurement& measurement, const std::map<int, Url>& hops) {
  const std::vector<Piece> pieces = pieces_of(measurement);
  std::vector<Flow> flows;
  flows.reserve(pieces.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i == 0 || pieces[i].key() != pieces[i - 1].key()) flows.emplace_back();
    add(flows.back(), pieces[i]);
  }
  for (Flow& flow : flows) flow.may_fetch = may_fetch(flow, hops);
  return flows;
}

std::map<int, Url> hop_urls(const Measurement& measurement) {
  std::map<int, Url> hops;
  if (!measurement.url.text().empty()) hops.emplace(0, measurement.url);
  for (const auto& exchange : measurement.http) {
    if (exchange.depth <= 0) continue;
    if (const auto url = Url::parse(exchange.url)) keep_smaller(hops, exchange.depth, *url);
  }
  std::map<int, Url> pointed_at;
  for (const auto& exchange : measurement.http) {
    // What was requested goes before what was only pointed at.
    if (!exchange.response || hops.contains(exchange.depth + 1)) continue;
    const auto location = location_of(*exchange.response);
    if (!location) continue;
    const auto url = Url::parse(exchange.url);
    if (!url) continue;
    if (const auto next = url->resolve(*location)) keep_smaller(pointed_at, exchange.depth + 1, *next);
  }
  hops.merge(pointed_at);
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
