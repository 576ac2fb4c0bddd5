// Series whose truth is known because we made them: blocking that begins, ends or changes its method, seen
// through gaps, empty days, wrong looks and broken days. The same seed gives the same series on any machine.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "analyzer/archive/archive.h"
#include "analyzer/statistics/events.h"

namespace saksi {

enum class SeriesShape : std::uint8_t { quiet, onset, end, both, change, always };
inline constexpr std::size_t kSeriesShapes = 6;

struct Look {
  std::int64_t at = 0;  // seconds
  bool blocked = false;
  BlockingKind kind;  // when blocked
};

struct TrueEvent {
  EventKind kind = EventKind::onset;
  std::int64_t at = 0;  // seconds
};

struct SimulatedSeries {
  SeriesShape shape = SeriesShape::quiet;
  std::int32_t days = 0;
  double looks_per_day = 0;
  double error_rate = 0;      // a look that says the contrary of what is so
  bool has_odd_days = false;  // on one day in forty, all looks are blocked whatever is so
  std::vector<Look> looks;    // by time
  std::vector<TrueEvent> events;
};

struct SeriesLimits {
  double most_error = 0.2;
  bool whole_days = false;  // changes happen at midnight only
};

/// Anything within `limits`: 120 to 730 days, 0.15 to 30 looks a day, up to three gaps of 3 to 40 days. What
/// changes leaves 30 days and about 15 looks at either side.
[[nodiscard]] SimulatedSeries simulate_series(std::uint64_t seed, SeriesShape shape,
                                              const SeriesLimits& limits = {});

/// As the archive would count them, for input and network 0.
[[nodiscard]] std::vector<Tally> tallied(const std::vector<Look>& looks);

}  // namespace saksi
