#include "analyzer/statistics/learning.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace saksi {

namespace {

double clustering_of_all(std::span<const CountedCell> cells) {
  Discordance all;
  for (const CountedCell& cell : cells) all += discordance_of(cell.days);
  return pooled_clustering(all);
}

EffectiveCount count_of(std::span<const DayCount> days, double pooled) {
  return effective_count(days, cell_clustering(discordance_of(days), pooled), pooled);
}

/// What one cell and its baseline say about trust: enough to try each number of looks.
struct Witness {
  EffectiveCount count;
  Baseline elsewhere;
};
/// More cells than this teach nothing new about one number.
constexpr std::size_t kMostWitnesses = 3000;

std::vector<Witness> witnesses(std::span<const CountedCell> cells, const Tallies& tallies,
                               double quiet_share) {
  const auto inputs = by_input(cells);
  const std::size_t stride = cells.size() / kMostWitnesses + 1;
  std::vector<Witness> out;
  for (std::size_t i = 0; i < inputs.size(); i += stride) {
    const std::vector<Baseline> elsewhere = baselines_of(inputs[i], tallies, quiet_share);
    for (std::size_t j = 0; j < elsewhere.size(); ++j) {
      if (elsewhere[j].countries > 0 && inputs[i][j].count.runs > 0)
        out.push_back({inputs[i][j].count, elsewhere[j]});
    }
  }
  return out;
}

constexpr std::array kLooksTried{2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0, 1280.0};
/// What a step away from the usual number must be better by, in nats: few cells do not move it.
constexpr double kCostOfStep = 2;

double support_for(double most_looks, std::span<const Witness> witnesses, const Prior& prior) {
  double sum = -kCostOfStep * std::abs(std::log2(most_looks / kUsualLooks));
  for (const Witness& witness : witnesses) {
    const double runs = std::min(witness.count.runs, 200.0);
    sum += prior_of_input(prior, witness.elsewhere.share, looks_of(witness.elsewhere, most_looks))
               .log_likelihood(runs * witness.count.share, runs);
  }
  return sum;
}

/// A baseline itself errs, where a block in part of a country hides in it: its looks count a little less.
constexpr double kCaution = 0.85;

/// The number of looks under which the cells are most likely, given what was seen elsewhere (empirical
/// Bayes).
double best_looks(std::span<const Witness> witnesses, const Prior& prior) {
  double best = kUsualLooks, most = support_for(kUsualLooks, witnesses, prior);
  if (witnesses.empty()) return best;
  for (const double looks : kLooksTried) {
    const double support = support_for(looks, witnesses, prior);
    if (support > most) {
      best = looks;
      most = support;
    }
  }
  return best * kCaution;
}

}  // namespace

std::uint32_t CountedCell::runs() const {
  std::uint32_t sum = 0;
  for (const DayCount& day : days) sum += day.runs;
  return sum;
}

std::vector<CountedCell> cells_of(const Tallies& tallies) {
  std::vector<CountedCell> cells;
  for (const CellTallies& cell : split_cells(tallies.tallies)) cells.push_back({cell, day_counts(cell), {}});
  return cells;
}

std::vector<std::span<const CountedCell>> by_input(std::span<const CountedCell> cells) {
  std::vector<std::span<const CountedCell>> out;
  for (std::size_t begin = 0, end = 0; begin < cells.size(); begin = end) {
    while (end < cells.size() && cells[end].input() == cells[begin].input()) ++end;
    out.push_back(cells.subspan(begin, end - begin));
  }
  return out;
}

std::vector<Baseline> baselines_of(std::span<const CountedCell> cells, const Tallies& tallies,
                                   double quiet_share) {
  std::vector<Neighbour> neighbours;
  neighbours.reserve(cells.size());
  for (const CountedCell& cell : cells)
    neighbours.push_back({tallies.networks[cell.network()].country, cell.runs(), cell.count});
  return baselines(neighbours, quiet_share);
}

Learnt learn_from(std::vector<CountedCell>& cells, const Tallies& tallies) {
  Learnt learnt;
  learnt.clustering = clustering_of_all(cells);
  std::vector<EffectiveCount> counts;
  counts.reserve(cells.size());
  for (CountedCell& cell : cells) {
    cell.count = count_of(cell.days, learnt.clustering);
    counts.push_back(cell.count);
  }
  learnt.prior = fit_prior(counts);
  learnt.most_looks = best_looks(witnesses(cells, tallies, learnt.prior.quiet_share()), learnt.prior);
  return learnt;
}

}  // namespace saksi
