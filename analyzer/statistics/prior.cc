#include "analyzer/statistics/prior.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace saksi {

namespace {

/// Cells that look alike are counted, not walked: most are "0 of n".
using CountedCells = std::map<std::pair<double, double>, double>;  // (blocked, runs) -> cells

double rounded(double value) {
  return value < 20 ? std::round(value * 10) / 10 : std::round(value);
}

CountedCells counted(std::span<const EffectiveCount> cells) {
  CountedCells out;
  for (const EffectiveCount& cell : cells) {
    if (cell.runs <= 0) continue;
    const double runs = std::max(0.1, rounded(std::min(cell.runs, 2000.0)));
    const double blocked = std::min(runs, rounded(std::min(cell.runs, 2000.0) * cell.share));
    out[{blocked, runs}] += 1;
  }
  return out;
}

/// Expected moments of the shares of the cells that belong to one part.
struct Moments {
  double cells = 0, first = 0, second = 0;
  void add(double weight, const BetaPart& part) {
    const double size = part.a + part.b;
    cells += weight;
    first += weight * part.mean();
    second += weight * part.mean() * (part.a + 1) / (size + 1);
  }
};

/// What keeps the parts what their names say. `least_a` 1: no part is densest at a share of 0 without end,
/// which few looks could never tell from one that is not.
struct Bounds {
  double least_mean, most_mean;
  double least_a;
};
constexpr Bounds kQuietBounds{1e-3, 0.15, 1}, kUnreliableBounds{0.08, 0.4, 1}, kBlockedBounds{0.6, 0.9999, 1};
constexpr double kLeastStrength = 3, kMostStrength = 400;

/// The Beta with these moments, within bounds on its mean and its strength.
BetaPart from_moments(const Moments& moments, Bounds bounds) {
  const double mean = std::clamp(moments.first / moments.cells, bounds.least_mean, bounds.most_mean);
  const double variance = std::max(1e-9, moments.second / moments.cells - mean * mean);
  const double least = std::max(kLeastStrength, bounds.least_a / mean);
  const double strength = std::clamp(mean * (1 - mean) / variance - 1, least, std::max(least, kMostStrength));
  return {moments.cells, mean * strength, (1 - mean) * strength};
}

using AllMoments = std::array<Moments, BetaMixture::kParts>;

AllMoments pseudo_cells() {
  AllMoments moments{};
  const BetaMixture usual = Prior::usual();
  for (std::size_t i = 0; i < moments.size(); ++i)
    moments[i].add(kPseudoCells * usual.parts()[i].weight, usual.parts()[i]);
  return moments;
}

BetaMixture improved(const BetaMixture& prior, const CountedCells& cells) {
  AllMoments moments = pseudo_cells();
  for (const auto& [cell, number] : cells) {
    const BetaMixture posterior = prior.after(cell.first, cell.second);
    for (std::size_t i = 0; i < moments.size(); ++i)
      moments[i].add(number * posterior.parts()[i].weight, posterior.parts()[i]);
  }
  return BetaMixture{
      {from_moments(moments[kQuiet], kQuietBounds), from_moments(moments[kUnreliable], kUnreliableBounds),
       from_moments(moments[kBlocked], kBlockedBounds), BetaPart{moments[kBetween].cells, 1, 1}}};
}

}  // namespace

double noise_of(const BetaMixture& mixture) {
  return mixture.parts()[kQuiet].weight + mixture.parts()[kUnreliable].weight;
}

BetaMixture Prior::usual() {
  return BetaMixture{
      {BetaPart{0.75, 1, 49}, BetaPart{0.05, 1.5, 8.5}, BetaPart{0.1, 9, 1}, BetaPart{0.1, 1, 1}}};
}

Prior fit_prior(std::span<const EffectiveCount> cells) {
  const CountedCells distinct = counted(cells);
  Prior prior;
  for (int round = 0; round < 40; ++round) prior.cells = improved(prior.cells, distinct);
  return prior;
}

BetaMixture prior_of_input(const Prior& prior, double share, double looks) {
  BetaMixture::Parts parts = prior.cells.parts();
  const double noise = noise_of(prior.cells);
  BetaMixture::Parts noisy{};
  for (const std::size_t i : {kQuiet, kUnreliable}) noisy[i] = parts[i];
  const BetaMixture looked_at = BetaMixture{noisy}.after(share * looks, looks);
  for (const std::size_t i : {kQuiet, kUnreliable}) {
    parts[i] = looked_at.parts()[i];
    parts[i].weight *= noise;
  }
  return BetaMixture{parts};
}

}  // namespace saksi
