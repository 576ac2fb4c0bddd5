// Estimates held against the truth of a simulated world: does 95 % mean 95 %, and how often is each word
// wrong?
#pragma once

#include <array>
#include <map>

#include "analyzer/statistics/cell_estimate.h"
#include "tests/support/simulation/world.h"

namespace saksi {

struct Bin {
  std::size_t cells = 0;
  double predicted = 0, observed = 0;  // sums
};
inline constexpr std::array kBinEdges{0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1.0};
using Bins = std::array<Bin, kBinEdges.size() - 1>;

inline constexpr std::array kLevels{0.5, 0.8, 0.95};

struct WordScore {
  std::size_t cells = 0, blocked = 0;  // blocked in truth
};

struct Calibration {
  std::size_t cells = 0;
  std::array<std::size_t, kLevels.size()> covered{};  // intervals that hold the true share
  Bins next_run;    // predicted share against whether the next run was blocked
  Bins is_blocked;  // predicted probability of more than noise against whether the cell is blocked
  std::map<std::pair<CellState, Certainty>, WordScore> words;
  [[nodiscard]] double coverage(std::size_t level) const;
};

void calibrate(Calibration& out, const World& world);

/// Expected calibration error: mean distance between predicted and observed, weighted by cells.
[[nodiscard]] double calibration_error(const Bins& bins);

}  // namespace saksi
