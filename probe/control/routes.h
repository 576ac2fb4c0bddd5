// What a control answers at once, and which calls need a measurement. Pure: no network, no clock.
#pragma once

#include <string>

#include "core/control_exchange.h"
#include "core/geo.h"
#include "core/result.h"
#include "probe/control/http_server.h"
#include "probe/control/targets.h"

namespace saksi {

enum class Route {
  health,          // GET /
  caller_network,  // GET /saksi/v1/network: not part of OONI's protocol
  experiments,     // GET /saksi/v1/experiments: nor is this
  measure,         // POST /
  unknown_path,    // 404
  unknown_method,  // 405
};

[[nodiscard]] Route route_of(const std::string& method, const std::string& path);

/// The answer to every route but `measure`. `caller` is told its own network, and nobody else is.
[[nodiscard]] HttpAnswer answer_at_once(Route route, const IpAddress& caller, const Geo& geo,
                                        const ControlExperiments& offered = {});

/// Who calls: the peer, or behind a proxy the last entry of X-Forwarded-For. Earlier entries are whatever the
/// caller wrote there.
[[nodiscard]] IpAddress caller_of(const HttpCall& call, bool behind_proxy);

/// What limits are counted by: an IPv4 address, or the /64 that an IPv6 caller can move about in.
[[nodiscard]] IpAddress counted_as(const IpAddress& caller);

/// A request that may be measured. Fails on bad JSON, on a URL that is not of the web or names a port that is
/// no web port, and on a URL whose host is a literal address that the policy refuses.
[[nodiscard]] Result<ControlRequest> read_request(const std::string& body, const TargetPolicy& policy);

}  // namespace saksi
