// What the statistics add to cells that were judged by rules: the share of blocked runs with its interval on
// every cell; and where many measurements leave the rules undecided, the word. docs/report.md states when.
// Pure.
#pragma once

#include <vector>

#include "analyzer/questions/site_cells.h"
#include "analyzer/statistics/cell_estimate.h"

namespace saksi {

/// A cell that the rules call mixed is blocked all the same when at least this share of its runs is, with
/// 97.5 %: a line that leaks now and then is no doubt.
inline constexpr double kMostRuns = 0.5;

/// `estimates` of the same tallies that the cells were judged from, as estimate_cells() gives them.
void weigh(std::vector<CountrySites>& countries, const std::vector<CellEstimate>& estimates);

}  // namespace saksi
