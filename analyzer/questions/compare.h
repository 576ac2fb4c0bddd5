// Two networks, countries or periods side by side, on the fixed panel: only what was tested on both sides is
// compared, and the denominator stands beside every number. Pure.
#pragma once

#include <string>

#include "analyzer/questions/site_cells.h"
#include "analyzer/questions/table.h"

namespace saksi {

/// One side: what it is called, and its cells. Where a side has several networks, a URL has the first mark
/// over all of them.
struct Side {
  std::string name;  // "AS4788 Telekom Malaysia", "2026-09-01 to 2026-09-30"
  std::vector<CountrySites> countries;
};

/// One row per URL or app of the panel: those that differ first. `about` has the denominators.
[[nodiscard]] Table compare_table(const Side& a, const Side& b, const Filter& asked);

}  // namespace saksi
