// A share between 0 and 1 of which we know a weighted sum of Beta distributions: the prior of a cell, and its
// posterior, because a mixture of conjugate priors stays one (Diaconis and Ylvisaker, 1985). Pure. Sums and
// intervals by the incomplete beta function (Boost.Math), not by sampling.
#pragma once

#include <array>

namespace saksi {

struct BetaPart {
  double weight = 0;
  double a = 1;
  double b = 1;
  [[nodiscard]] double mean() const { return a / (a + b); }
};

/// Equal members mean no gap: a share that is known exactly.
struct Interval {
  double low = 0;
  double high = 1;
};

class BetaMixture {
 public:
  static constexpr std::size_t kParts = 4;
  using Parts = std::array<BetaPart, kParts>;

  /// Weights not below 0, not all 0 (they are scaled to sum 1); a and b above 0.
  explicit BetaMixture(const Parts& parts);

  [[nodiscard]] const Parts& parts() const { return parts_; }
  /// After `blocked` of `runs` independent looks. Neither needs to be a whole number (effective runs);
  /// 0 <= blocked <= runs.
  [[nodiscard]] BetaMixture after(double blocked, double runs) const;
  /// Probability of just this outcome before it was seen, up to the number of orders in which it can come:
  /// the ratio between two mixtures is what counts.
  [[nodiscard]] double log_likelihood(double blocked, double runs) const;

  [[nodiscard]] double mean() const;
  [[nodiscard]] double variance() const;
  [[nodiscard]] double density(double share) const;
  [[nodiscard]] double at_most(double share) const;  // cumulative probability
  /// The share that `probability` lies at or below.
  [[nodiscard]] double quantile(double probability) const;
  /// Leaves out (1 - level) / 2 at either side.
  [[nodiscard]] Interval equal_tailed(double level) const;
  /// The shortest interval of probability `level`: begins at 0 where the density falls from 0 on.
  [[nodiscard]] Interval shortest(double level) const;

 private:
  [[nodiscard]] double quantile_near(double probability, double start) const;

  Parts parts_;
};

/// Jeffreys' prior Beta(1/2, 1/2), where nothing is known beforehand.
[[nodiscard]] BetaMixture jeffreys();

}  // namespace saksi
