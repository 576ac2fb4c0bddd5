// The routers on the way to a server, as bare SYNs show them that die on the way: a TCP traceroute without
// privileges. It names no site, so that it may run before an experiment without disturbing it. Inside of
// probe/steps.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "probe/steps/path_socket.h"
#include "probe/steps/step_scope.h"

namespace saksi {

struct Route {
  std::vector<SynReply> syns;               // of TTL 1, 2, 3... up to the first that reached the server
  int server_hops = 0;                      // its TTL; 0: none did
  std::chrono::microseconds round_trip{0};  // to the server, when it was reached

  /// Who told that a SYN with this TTL had expired.
  [[nodiscard]] std::optional<IpAddress> router(int ttl) const {
    const auto index = static_cast<std::size_t>(ttl) - 1;
    if (ttl < 1 || index >= syns.size() || syns[index].reply != PathReply::expired) return std::nullopt;
    return syns[index].router;
  }
};

/// Sends ten SYNs side by side and, when none of them arrived, ten more, up to `max_ttl`; each group takes at
/// most 1.4 s, in which the kernel repeats a lost SYN once. Every connection that came about is reset.
/// The way back to us may differ, and so may the way of another connection.
[[nodiscard]] Task<Route> find_route(StepScope& scope, Endpoint endpoint, int max_ttl);

}  // namespace saksi
