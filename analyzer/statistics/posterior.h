// The posterior of one cell, remembered: of a hundred thousand cells most look like another. Not safe across
// threads.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>

#include "analyzer/statistics/prior.h"

namespace saksi {

struct Posterior {
  double share = 0;      // mean
  Interval interval;     // shortest
  double noise = 1;      // weight of the noisy parts: the local false discovery rate
  double low_share = 0;  // probability that the share is below the one asked for
};

/// Effective runs are rounded to 1/20 below 20 and to 1/2 % above, what was seen elsewhere to 10 % and to
/// whole looks. What that moves is far below the width of any interval.
class Posteriors {
 public:
  Posteriors(const Prior& prior, double level, double least_share)
      : prior_(prior), level_(level), least_share_(least_share) {}

  /// `elsewhere`, `looks`: see prior_of_input.
  [[nodiscard]] const Posterior& of(const EffectiveCount& count, double elsewhere, double looks);
  [[nodiscard]] const Prior& prior() const { return prior_; }

 private:
  using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;  // steps of all four
  [[nodiscard]] Posterior computed(const BetaMixture& prior, double blocked, double open) const;

  Prior prior_;
  double level_;
  double least_share_;
  std::map<Key, Posterior> known_;
};

}  // namespace saksi
