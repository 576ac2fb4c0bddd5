// Who has been heard from: networks and weeks, with tests, URLs, runs and days; and which networks that were
// heard from before are silent. Pure.
#pragma once

#include "analyzer/archive/archive.h"
#include "analyzer/questions/table.h"

namespace saksi {

/// A network is called silent when nothing came from it in the last two weeks of the period.
inline constexpr std::int32_t kSilentAfterDays = 14;

struct Coverage {
  Table weeks;     // a row per network and week
  Table networks;  // a row per network: totals, a strip of weeks, silent since; what a terminal shows
};

/// `period`: tallies of the period that is asked about. `ever`: of all time before its end, which tells the
/// networks that are missing.
[[nodiscard]] Coverage coverage(const Tallies& period, const Tallies& ever, const Filter& asked);

}  // namespace saksi
