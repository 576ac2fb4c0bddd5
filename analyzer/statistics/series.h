// From tallies to counted days: what estimates and change points both count by. One cell is one input on one
// network; its tallies stand together in Tallies::tallies, by day. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

/// What one outcome says about the way to the site. A `blocked` that is less than possible says nothing;
/// a server that refuses this visitor was reached.
enum class Says : std::uint8_t { blocked, reached, nothing };
[[nodiscard]] Says what_it_says(const Outcome& outcome);

/// Runs that `tally` stands for: at least one when it counts anything, at most one a measurement. Several
/// measurements of one input in one run are one look.
[[nodiscard]] std::uint32_t runs_of(const Tally& tally);

/// The runs of one day that say something.
struct DayCount {
  std::int32_t day = 0;
  std::uint32_t runs = 0;     // that say blocked or reached; one that says both counts twice
  std::uint32_t blocked = 0;  // of these
  auto operator<=>(const DayCount&) const = default;
};

/// The tallies of one input on one network. A view into what it was made of.
using CellTallies = std::span<const Tally>;

/// One view per cell. `tallies` sorted as Tallies has them (by input, then network).
[[nodiscard]] std::vector<CellTallies> split_cells(std::span<const Tally> tallies);

/// By day; days on which nothing was said are left out. The order of `cell` does not matter.
[[nodiscard]] std::vector<DayCount> day_counts(CellTallies cell);

}  // namespace saksi
