// How much data and time a run will take (`--estimate`), without contacting anybody: from constants that were
// measured in the lab, and from earlier runs in the same database where there are any. Pure.
//
// "Typical" is an ordinary list on an ordinary line. "At most" is a ceiling that no run should reach: every
// page as large as what is kept of one, every URL silent and doubtful to the end. --max-data and
// --max-runtime lower both.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <vector>

#include "probe/schedule.h"

namespace saksi {

/// What is to be estimated.
struct Undertaking {
  std::size_t urls = 0;
  std::size_t parallel = 1;  // at least 1
  RetestRules retests;
  std::optional<std::uint64_t> max_data;  // bytes
  std::optional<std::chrono::seconds> max_runtime;
};

/// What earlier runs took, together.
struct Experience {
  std::size_t urls = 0;  // finished
  std::uint64_t bytes = 0;
  std::chrono::milliseconds time{0};
};

struct Forecast {
  std::uint64_t bytes = 0;  // on the wire, both ways
  std::chrono::seconds time{0};
};

struct Estimate {
  std::size_t urls = 0;
  Forecast typical;
  Forecast at_most;
  std::size_t urls_known = 0;   // of earlier runs that the typical figures rest on; 0: constants
  std::size_t urls_within = 0;  // how many URLs --max-data and --max-runtime let through, typically
};

/// Fewer than a score of URLs in earlier runs teach nothing.
inline constexpr std::size_t kLeastExperience = 20;

[[nodiscard]] Estimate estimate(const Undertaking& undertaking, const Experience& earlier);

/// A few lines of plain words.
void print_estimate(std::ostream& out, const Estimate& estimate);
/// {"type":"estimate","urls":..,"bytes_typical":..,"bytes_at_most":..,"seconds_typical":..,...}
void print_estimate_json(std::ostream& out, const Estimate& estimate);

}  // namespace saksi
