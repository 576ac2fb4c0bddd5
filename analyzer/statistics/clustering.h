// How much runs of one day resemble each other: the intraclass correlation of a cell, estimated by comparing
// how often two runs of one day disagree with how often two runs of different days do (after Fleiss and
// Cuzick, 1979; Ridout, Demetrio and Firth, 1999, compare the estimators), drawn towards that of all cells.
// Pure.
#pragma once

#include <span>
#include <vector>

#include "analyzer/statistics/series.h"

namespace saksi {

/// Disagreements between runs of one day, seen and expected. Adds up over cells.
struct Discordance {
  double seen = 0;
  double expected = 0;  // if runs of one day were as different as runs of different days
  Discordance& operator+=(const Discordance& other);
};
/// Nothing for a cell of one day, without two runs on one day, or in which all runs say the same: such a cell
/// does not tell.
[[nodiscard]] Discordance discordance_of(std::span<const DayCount> days);

/// Before any cell has told: two runs of one day of one network often are one probe's.
inline constexpr double kUsualClustering = 0.2;
/// How many expected disagreements that is worth against all cells together...
inline constexpr double kUsualWeight = 5;
/// ...and how many all cells are worth against one.
inline constexpr double kPoolWeight = 3;
/// No estimate calls the runs of a day quite the same: 20 runs are never one.
inline constexpr double kMostClustering = 0.95;

/// Of all cells together.
[[nodiscard]] double pooled_clustering(const Discordance& all);
/// Of one cell.
[[nodiscard]] double cell_clustering(const Discordance& cell, double pooled);

/// `runs` of one day are worth this many independent ones (the design effect of Kish, 1965).
[[nodiscard]] double effective_runs(double runs, double clustering);

/// What a cell is worth: its share of blocked runs, and how many independent runs would say as much.
/// `clustering` of the cell gives the number; the days are weighted by `pooled`, so that one more blocked run
/// can never lower the share.
struct EffectiveCount {
  double runs = 0;
  double share = 0;
  [[nodiscard]] double blocked() const { return runs * share; }
};
[[nodiscard]] EffectiveCount effective_count(std::span<const DayCount> days, double clustering,
                                             double pooled);

}  // namespace saksi
