// What the statistics add to cells that were judged by rules: the share of blocked runs with its interval on
// every cell; and where many measurements leave the rules undecided, the word. docs/report.md states when.
// Pure.
#pragma once

#include "analyzer/report/model.h"
#include "analyzer/statistics/cell_estimate.h"

namespace saksi {

/// A cell that the rules call mixed is blocked all the same when at least this share of its runs is, with
/// 97.5 %: a line that leaks now and then is no doubt.
inline constexpr double kMostRuns = 0.5;
/// Failures of a cell with many runs say nothing when they are more likely noise than not.
inline constexpr double kRatherNoise = 0.5;

/// `estimate` of the tallies that the cell was judged from. Before networks are compared.
void weigh(Cell& cell, const CellEstimate& estimate);

}  // namespace saksi
