// Found events held against the true ones.
#pragma once

#include <span>
#include <vector>

#include "tests/support/simulation/series.h"

namespace saksi {

struct KindScore {
  std::size_t truths = 0, found = 0, inside = 0;
  std::vector<double> widths;  // days, of those found
  std::vector<double> delays;  // days from the event to the latest day of its interval, of those found
};

struct EventScore {
  KindScore onset, end, change;
  std::size_t spurious = 0;      // events where something changes, but not there
  std::size_t false_events = 0;  // in series in which nothing changes
  double quiet_years = 0;        // of these
  [[nodiscard]] KindScore& of(EventKind kind);
  [[nodiscard]] double false_per_100_years() const;
};

/// Each true event takes the nearest found one of its kind, if that lies within 45 days; what is left over is
/// spurious or false. `with_changes`: whether changes of method count at all.
void score(EventScore& out, const SimulatedSeries& truth, std::span<const Event> found, bool with_changes);

[[nodiscard]] double median(std::vector<double> values);  // 0 when empty

}  // namespace saksi
