// Causes from the path: at which hop the interference sets in, and whether the server's own answer is there
// once packets from nearer are ignored.
#pragma once

#include "core/judge/cause_scene.h"

namespace saksi {

/// Where the trigger first meets the interference. A failure that sets in only at the server's own distance
/// isolates nothing.
[[nodiscard]] Cause hop_walk_cause(const CauseScene& scene, const FollowUp& follow_up,
                                   const Verdict& verdict);
/// The exchange that was broken off succeeds when packets from nearer than the server are ignored.
[[nodiscard]] Cause ttl_shield_cause(const FollowUp& follow_up);

}  // namespace saksi
