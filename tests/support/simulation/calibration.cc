#include "tests/support/simulation/calibration.h"

#include <algorithm>
#include <cmath>

namespace saksi {

namespace {

void put(Bins& bins, double predicted, bool observed) {
  const auto edge = std::upper_bound(kBinEdges.begin() + 1, kBinEdges.end() - 1, predicted);
  Bin& bin = bins[static_cast<std::size_t>(edge - kBinEdges.begin()) - 1];
  ++bin.cells;
  bin.predicted += predicted;
  bin.observed += observed ? 1 : 0;
}

bool holds(const Interval& interval, double share) {
  return share >= interval.low && share <= interval.high;
}

}  // namespace

double Calibration::coverage(std::size_t level) const {
  return cells == 0 ? 0 : static_cast<double>(covered[level]) / static_cast<double>(cells);
}

void calibrate(Calibration& out, const World& world) {
  for (std::size_t level = 0; level < kLevels.size(); ++level) {
    const std::vector<CellEstimate> estimates = estimate_cells(world.tallies, {kLevels[level], {}});
    for (std::size_t i = 0; i < estimates.size(); ++i) {
      const TrueCell& truth = world.cells[i];
      const CellEstimate& cell = estimates[i];
      out.covered[level] += holds(cell.interval, truth.share) ? 1 : 0;
      if (kLevels[level] != 0.95) continue;
      ++out.cells;
      put(out.next_run, cell.share, truth.next_run);
      put(out.is_blocked, 1 - cell.noise, truth.is_blocked);
      WordScore& word = out.words[{cell.state, cell.certainty}];
      ++word.cells;
      word.blocked += truth.is_blocked ? 1 : 0;
    }
  }
}

double calibration_error(const Bins& bins) {
  double sum = 0, cells = 0;
  for (const Bin& bin : bins) {
    sum += std::abs(bin.predicted - bin.observed);
    cells += static_cast<double>(bin.cells);
  }
  return cells > 0 ? sum / cells : 0;
}

}  // namespace saksi
