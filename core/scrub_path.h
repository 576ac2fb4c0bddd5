// Which routers on the way may be told. Those near the volunteer name a house, a street or a quarter; only
// those from just before the interference on are evidence. Used by core/scrub alone.
#pragma once

#include <vector>

#include "core/follow_up.h"
#include "core/scrub_find.h"

namespace saksi {

/// Takes away addresses of routers and keeps their AS numbers: of hop 1; private ones; the volunteer's own
/// and others on that line; and those nearer than one hop before the TTL at which a walk to that endpoint
/// ended first (the first reset, close or answer, else the first silence after the last `expired`). Walks
/// that did not end, or at hop 1, tell no router at all.
void hide_near_routers(std::vector<PathTrial>& trials, const TraceFinder& finder);

}  // namespace saksi
