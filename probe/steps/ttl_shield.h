// Whether what came back was injected on the way: the trigger is sent again on a connection that is deaf to
// packets with a lower TTL than the server's own arrive with (IP_MINTTL, RFC 5082). A forged reset or page
// from nearer, sent with a lower TTL, is then ignored by the kernel, and the true server's answer arrives.
// Needs no privileges (docs/verdicts.md section 10, `ttl_shield`).
#pragma once

#include <chrono>
#include <vector>

#include "core/follow_up.h"
#include "probe/steps/step_scope.h"
#include "probe/steps/trigger.h"

namespace saksi {

struct ShieldBounds {
  std::chrono::milliseconds total{10000};  // nothing begins that could end after that
  // For an answer: three round trips, but not less than the one nor more than the other.
  std::chrono::milliseconds least_wait{1000};
  std::chrono::milliseconds most_wait{2000};
  int server_hops = 0;  // the server's distance, if a walk has told; saves connections
};

/// For TriggerKind::tls and http; nothing for other kinds, for a server that cannot be connected to, and for
/// an interrupted loop.
///
/// First the TTL of the server's packets as they arrive is found: connections with a least TTL succeed up to
/// it and time out beyond, up to six of them side by side, three times at most. Then two trials: the
/// unshielded one (`ttl` 0), and the shielded one (`ttl` the server's own; at most a few less where
/// handshakes were lost or time was short). Injection is proven when the unshielded gives a reset, a close or
/// another answer, and the shielded one the server's answer. It proves nothing when both give the same: a box
/// may send with a TTL as high as the server's, reset the server too (then the shielded one is silent), or
/// drop the trigger.
[[nodiscard]] Task<std::vector<PathTrial>> shield_from_near(StepScope& scope, Trigger trigger,
                                                            ShieldBounds bounds = ShieldBounds());

}  // namespace saksi
