// What is believed of a cell before it is looked at: how often cells of this archive are quiet, unreliable,
// blocked, or in between, and how often a quiet one fails all the same. Learnt from all cells by EM
// (empirical Bayes: Efron, "Large-Scale Inference", 2010), held by pseudo-cells where there are few. Pure.
#pragma once

#include <span>

#include "analyzer/statistics/beta_mixture.h"
#include "analyzer/statistics/clustering.h"

namespace saksi {

/// Places of the parts in every mixture that this file makes. The first two are noise: nobody blocks.
inline constexpr std::size_t kQuiet = 0;  // open; a look fails now and then
inline constexpr std::size_t kUnreliable =
    1;  // the site fails by itself, or our rules misjudge it, rather often
inline constexpr std::size_t kBlocked = 2;  // most runs are blocked
inline constexpr std::size_t kBetween = 3;  // anything: on and off, parts of the network. Beta(1, 1)
[[nodiscard]] double noise_of(const BetaMixture& mixture);  // weight of the first two

struct Prior {
  BetaMixture cells = usual();
  [[nodiscard]] double quiet_share() const { return cells.parts()[kQuiet].mean(); }

  /// Before any data: 75 % of cells are quiet and fail in 2 % of runs, 5 % fail in 15 %, 10 % are blocked in
  /// 90 %, 10 % are in between.
  [[nodiscard]] static BetaMixture usual();
};

/// The pseudo-cells that hold the usual prior against the data.
inline constexpr double kPseudoCells = 10;

/// The same cells in any order give the same prior.
[[nodiscard]] Prior fit_prior(std::span<const EffectiveCount> cells);

/// The prior for one input: its noise has been looked at elsewhere `looks` times, `share` of which failed
/// (baseline.h). The weight of the blocked parts stays: who blocks elsewhere says nothing of who blocks here.
[[nodiscard]] BetaMixture prior_of_input(const Prior& prior, double share, double looks);

}  // namespace saksi
