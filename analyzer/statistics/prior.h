// What is believed of a cell before it is looked at: how often cells of this archive are quiet, blocked, or
// in between, and how often a quiet one fails all the same. Learnt from all cells by EM (empirical Bayes:
// Efron, "Large-Scale Inference", 2010), held by pseudo-cells where there are few. Pure.
#pragma once

#include <span>

#include "analyzer/statistics/beta_mixture.h"
#include "analyzer/statistics/clustering.h"

namespace saksi {

/// Places of the parts in every mixture that this file makes.
inline constexpr std::size_t kQuiet = 0;    // nothing but noise
inline constexpr std::size_t kBlocked = 1;  // most runs are blocked
inline constexpr std::size_t kBetween = 2;  // anything: on and off, parts of the network. Beta(1, 1)

struct Prior {
  BetaMixture cells = usual();
  double quiet_share() const { return cells.parts()[kQuiet].mean(); }

  /// Before any data: 80 % of cells are quiet and fail in 2 % of runs, 10 % are blocked in 90 %, 10 %
  /// between.
  [[nodiscard]] static BetaMixture usual();
};

/// The pseudo-cells that hold the usual prior against the data.
inline constexpr double kPseudoCells = 10;
/// Bounds that keep the parts what their names say.
inline constexpr double kMostQuiet = 0.2, kLeastBlocked = 0.6;
inline constexpr double kLeastStrength = 3, kMostStrength = 400;

/// The same cells in any order give the same prior.
[[nodiscard]] Prior fit_prior(std::span<const EffectiveCount> cells);

/// The prior for one input: its quiet part moved to `share`, how often the input fails where nothing blocks
/// it (baseline.h), with the weight of `worth` looks against kPriorLooks of the archive's.
inline constexpr double kPriorLooks = 2;
[[nodiscard]] BetaMixture prior_of_input(const Prior& prior, double share, double worth);

}  // namespace saksi
