// What one cell's tallies hold, counted once: measurements by what was found, ways of blocking, and times.
// Pure; the order of the tallies does not matter, nor whether one was split in two.
#pragma once

#include <optional>
#include <vector>

#include "analyzer/statistics/cell_estimate.h"
#include "analyzer/statistics/series.h"

namespace saksi {

/// Fills counts, runs, days, methods (without intervals' prior: Jeffreys), layer, method, scope and times.
void count_evidence(CellEstimate& cell, CellTallies tallies, double level);

struct BlockedEvidence {
  std::uint32_t confirmed_runs = 0, confirmed_days = 0;
  std::uint32_t strong_runs = 0;     // confirmed, strong, or isolated by an experiment
  std::uint32_t same_kind_days = 0;  // of the layer and method of the cell
  bool one_stretch = true;           // nothing was reached between the first and the last blocked measurement
};
[[nodiscard]] BlockedEvidence blocked_evidence(const CellEstimate& cell, CellTallies tallies);

}  // namespace saksi
