// Onset, end and change of method of blocking, one row for what happened on one or more networks at one time.
// Pure.
#pragma once

#include "analyzer/questions/table.h"
#include "analyzer/statistics/events.h"

namespace saksi {

/// Rows of the country (ZZ: all) and the networks (empty: all), newest first. `most`: 0 is all.
[[nodiscard]] Table events_table(std::span<const EventGroup> groups, const Tallies& tallies,
                                 const Filter& asked, std::size_t most);

}  // namespace saksi
