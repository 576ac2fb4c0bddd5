// What no failure shows: addresses that are silent here although others of the same site, and the control at
// this very one, are not; pages that barely trickle in.
#pragma once

#include <set>

#include "core/measurement.h"

namespace saksi {

/// Endpoints to which the connection timed out or was unreachable, which the control reached, while another
/// endpoint of the same hop answered from here. IPv6 counts only on a line where IPv6 is known to work.
[[nodiscard]] std::set<Endpoint> silent_endpoints(const Attempt& attempt);

/// A page took more than three seconds to come in at less than 32 kB/s: a slow site, or a name that is
/// throttled.
[[nodiscard]] bool came_slowly(const Attempt& attempt);

}  // namespace saksi
