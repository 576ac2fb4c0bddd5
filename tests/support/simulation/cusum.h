// The anchor that our change points are measured beside: a two-sided CUSUM on hourly medians (Basseville and
// Nikiforov, 1993, section 2.2.5), with the parameters of OONI's detector: mean 0 when open, 0.7 when
// blocked, an expected delay of 10 hours, so a threshold of 3.5; after a gap of 24 h the sums decay with a
// half-life of 48 h.
#pragma once

#include <span>
#include <vector>

#include "tests/support/simulation/series.h"

namespace saksi {

/// Onsets and ends. `latest` is the day of the alarm, `earliest` that on which the sum last rose from 0: the
/// detector itself states no interval.
[[nodiscard]] std::vector<Event> cusum_events(std::span<const Look> looks);

}  // namespace saksi
