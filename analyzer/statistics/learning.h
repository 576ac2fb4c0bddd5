// What an archive teaches before any one of its cells is judged: how often cells are blocked, how alike runs
// of a day are, and how far the noise seen elsewhere can be trusted here. Pure.
#pragma once

#include <span>
#include <vector>

#include "analyzer/statistics/baseline.h"
#include "analyzer/statistics/cell_estimate.h"
#include "analyzer/statistics/series.h"

namespace saksi {

/// One cell, counted. `tallies` points into what it was made of.
struct CountedCell {
  CellTallies tallies;
  std::vector<DayCount> days;
  EffectiveCount count;
  [[nodiscard]] std::uint32_t input() const { return tallies.front().input; }
  [[nodiscard]] std::uint32_t network() const { return tallies.front().network; }
  [[nodiscard]] std::uint32_t runs() const;
};

[[nodiscard]] std::vector<CountedCell> cells_of(const Tallies& tallies);
/// One view per input.
[[nodiscard]] std::vector<std::span<const CountedCell>> by_input(std::span<const CountedCell> cells);

/// Fills `count` of every cell.
[[nodiscard]] Learnt learn_from(std::vector<CountedCell>& cells, const Tallies& tallies);

/// Of cells that are all about one input.
[[nodiscard]] std::vector<Baseline> baselines_of(std::span<const CountedCell> cells, const Tallies& tallies,
                                                 double quiet_share);

}  // namespace saksi
