// Joins the TCP, TLS and HTTP operations of one flow to one endpoint by their transaction id, and works out
// the URL of every hop. Both the OONI keys and our own findings start from here. Points into the measurement,
// which must outlive it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/measurement.h"

namespace saksi {

/// Depth -> the URL of that hop: the measured URL, what was requested, or else where the hop before pointed.
[[nodiscard]] std::map<int, Url> hop_urls(const Measurement& measurement);

struct Flow {
  std::int64_t id = 0;
  int depth = 0;
  Endpoint endpoint;
  const TcpObservation* tcp = nullptr;
  const TlsObservation* tls = nullptr;
  const HttpObservation* http = nullptr;
  /// False for the TLS handshake that only checks the address of an http URL: no page is fetched there.
  bool may_fetch = true;
};

using FlowList = std::vector<const Flow*>;

/// In ascending order of depth, then transaction id.
[[nodiscard]] std::vector<Flow> join_flows(const Measurement& measurement, const std::map<int, Url>& hops);

/// An answer that ends a chain: no failure, and 2xx, 4xx or 5xx.
[[nodiscard]] bool is_final(const HttpObservation& exchange);
/// 301, 302, 303, 307 or 308 with a Location.
[[nodiscard]] std::optional<std::string> location_of(const HttpResponse& response);

}  // namespace saksi
