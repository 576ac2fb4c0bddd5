// Where on the way somebody reacts to a name: the trigger is sent with TTL 1, 2, 3..., each time on a
// connection of its own whose handshake was left alone, until something other than a router's "expired" comes
// back. A box at hop n reacts from TTL n on, or from n + 1 on when it looks at packets whose TTL was counted
// down already. Needs no privileges (docs/verdicts.md section 10, `hop_walk`).
#pragma once

#include <chrono>
#include <vector>

#include "core/follow_up.h"
#include "probe/steps/step_scope.h"
#include "probe/steps/trigger.h"

namespace saksi {

struct HopWalkBounds {
  int max_ttl = 20;
  std::chrono::milliseconds total{20000};  // no trial begins that could end after that
  // For an answer to one trigger: three round trips, but not less than the one nor more than the other.
  std::chrono::milliseconds least_wait{1000};
  std::chrono::milliseconds most_wait{3000};
};

/// The trials in the order in which they were made, TTL ascending: who has met the censor once may be shut
/// out for a while. A DNS question may have several trials at one TTL (a router's word and a forged answer).
///
/// The first trials, whose `name` is empty, are of bare SYNs: `expired` where a router told of one, and
/// `answer` at the least TTL that reached the server; other replies to a SYN are left out. They show what the
/// way is like to who names nobody. For TriggerKind::tcp there are none, since the SYN is the trigger: the
/// server's distance is not known then.
///
/// `router` of a trial is who said `expired`; an established connection does not hear that, and so it is the
/// router that told of the SYN of the same TTL, for the other replies too: that is where the trigger was used
/// up, or would have been. `router_asn` goes with it. A silence with a router says that somebody before it
/// swallowed the trigger; one without says nothing, for many routers never tell.
///
/// The walk ends with the first reset, close or answer; with silence at a TTL that reaches the server; after
/// two silences with a router; where the server's distance is not known, after five silences in a row; after
/// two handshakes in a row that failed; or with the bounds. An interrupted loop's last trial is left out.
/// With a neutral name the same walk shows that the trigger as such goes through: expired up to the server,
/// then an answer.
[[nodiscard]] Task<std::vector<PathTrial>> walk_hops(StepScope& scope, Trigger trigger,
                                                     HopWalkBounds bounds = HopWalkBounds());

}  // namespace saksi
