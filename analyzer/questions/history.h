// One URL over time, network by network. Pure.
#pragma once

#include "analyzer/archive/archive.h"
#include "analyzer/questions/table.h"

namespace saksi {

struct UrlHistory {
  Table days;    // a row per network and day
  Table strips;  // a row per network, one sign per day or week: what a terminal shows
};

/// `tallies` of one input.
[[nodiscard]] UrlHistory history(const Tallies& tallies, const Filter& asked);

}  // namespace saksi
