#include "analyzer/statistics/clustering.h"

#include <algorithm>

namespace saksi {

namespace {

struct Pairs {
  double runs = 0, blocked = 0;
  double squares = 0;          // of the days' runs
  double discordant_days = 0;  // pairs of one day that disagree
  double seen = 0;             // the same, each day weighted by 1 / runs
  double spare = 0;            // runs that share their day with another
};

Pairs pairs_of(std::span<const DayCount> days) {
  Pairs pairs;
  for (const DayCount& day : days) {
    const double runs = day.runs, blocked = day.blocked;
    if (day.runs == 0) continue;
    pairs.runs += runs;
    pairs.blocked += blocked;
    pairs.squares += runs * runs;
    pairs.discordant_days += blocked * (runs - blocked);
    pairs.seen += 2 * blocked * (runs - blocked) / runs;
    pairs.spare += runs - 1;
  }
  return pairs;
}

}  // namespace

Discordance& Discordance::operator+=(const Discordance& other) {
  seen += other.seen;
  expected += other.expected;
  return *this;
}

Discordance discordance_of(std::span<const DayCount> days) {
  const Pairs pairs = pairs_of(days);
  const double between = (pairs.runs * pairs.runs - pairs.squares) / 2;
  if (between <= 0 || pairs.spare <= 0) return {};
  const double discordant = pairs.blocked * (pairs.runs - pairs.blocked) - pairs.discordant_days;
  return {pairs.seen, pairs.spare * discordant / between};
}

double pooled_clustering(const Discordance& all) {
  const double seen = all.seen + kUsualWeight * (1 - kUsualClustering);
  return std::clamp(1 - seen / (all.expected + kUsualWeight), 0.0, kMostClustering);
}

double cell_clustering(const Discordance& cell, double pooled) {
  const double seen = cell.seen + kPoolWeight * (1 - pooled);
  return std::clamp(1 - seen / (cell.expected + kPoolWeight), 0.0, kMostClustering);
}

double effective_runs(double runs, double clustering) {
  return runs > 0 ? runs / (1 + (runs - 1) * clustering) : 0;
}

EffectiveCount effective_count(std::span<const DayCount> days, double clustering, double pooled) {
  double weights = 0, blocked = 0, variance = 0;
  for (const DayCount& day : days) {
    if (day.runs == 0) continue;
    const double weight = effective_runs(day.runs, pooled);
    weights += weight;
    blocked += weight * day.blocked / day.runs;
    variance += weight * weight / effective_runs(day.runs, clustering);
  }
  if (weights <= 0) return {};
  return {weights * weights / variance, blocked / weights};
}

}  // namespace saksi
