// Within one stretch of blocking: on which day the mix of methods became another (a product partition of
// Dirichlet-multinomial segments; Barry and Hartigan, 1992). Pure.
#pragma once

#include <span>
#include <vector>

#include "analyzer/statistics/events.h"

namespace saksi {

/// What was found on one day of the stretch: runs by way of blocking.
struct KindsOfDay {
  std::int32_t day = 0;
  std::vector<double> runs;  // one for each kind of the stretch
};

struct MethodChange {
  std::size_t before = 0, after = 0;  // the kind that is most frequent until then, and from then on
  std::int32_t earliest = 0, latest = 0;
  double probability = 0;
};

/// Per day: how often a method is replaced.
inline constexpr double kChangesPerDay = 1.0 / 1000;

/// Oldest first. Every element of `days` has as many kinds; days without runs are allowed. Only changes after
/// which another kind is the most frequent count.
[[nodiscard]] std::vector<MethodChange> method_changes(std::span<const KindsOfDay> days);

}  // namespace saksi
