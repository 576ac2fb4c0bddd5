// One trigger sent once -> what came back. The kernel does the handshake untouched; only the trigger goes out
// with another TTL (hop_walk), or only packets from far enough are heard at all (ttl_shield). Inside of
// probe/steps.
#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/follow_up.h"
#include "probe/steps/step_scope.h"
#include "probe/steps/trigger.h"

namespace saksi {

struct ExchangePlan {
  int ttl = 0;        // of the trigger; 0: the system's own
  int least_ttl = 0;  // of what is heard; 0: everything is
  std::chrono::milliseconds connect_wait{2000};
  // For an answer: three times the connection's own round trip, but not less than the one nor more than the
  // other.
  std::chrono::milliseconds least_wait{1000};
  std::chrono::milliseconds most_wait{3000};

  [[nodiscard]] std::chrono::microseconds wait_for(std::chrono::microseconds round_trip) const {
    return std::clamp<std::chrono::microseconds>(3 * round_trip, least_wait, most_wait);
  }
};

/// Over TCP, on a connection of its own: for TriggerKind::tls and http. After `expired` it listens on for a
/// moment, since a forged answer may come as well, and is then the reply. Destination-unreachable messages of
/// routers cannot be told from time-exceeded ones on an established connection. The trial's `ttl` is the
/// plan's (the one that is not 0).
[[nodiscard]] Task<PathTrial> exchange_over_tcp(StepScope& scope, Trigger trigger, ExchangePlan plan);

/// Over UDP, for TriggerKind::dns: every thing that came back is a trial of its own, because a router's word
/// and a forged answer may come for the same TTL, and two answers too. At least one, at most four. `closed`
/// says that a router or the server called the way or the port closed. Only an answer to our very question
/// counts (RFC 5452 9.1). It is sent once: a second answer shall say that somebody raced the resolver.
[[nodiscard]] Task<std::vector<PathTrial>> exchange_over_udp(StepScope& scope, Trigger trigger,
                                                             ExchangePlan plan,
                                                             std::chrono::microseconds round_trip);

/// What a trial of the trigger looks like before anything came back.
[[nodiscard]] PathTrial begin_trial(const Trigger& trigger, const ExchangePlan& plan);

}  // namespace saksi
