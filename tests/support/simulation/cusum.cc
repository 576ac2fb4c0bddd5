#include "tests/support/simulation/cusum.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace saksi {

namespace {

constexpr std::int64_t kHour = 3600;
constexpr double kOpenMean = 0, kBlockedMean = 0.7, kThreshold = 3.5;
constexpr double kGapHours = 24, kHalfLifeHours = 48;

struct Hour {
  std::int64_t hour = 0;
  double median = 0;
};

std::vector<Hour> hourly_medians(std::span<const Look> looks) {
  std::map<std::int64_t, std::pair<int, int>> counts;  // blocked, all
  for (const Look& look : looks) {
    auto& [blocked, all] = counts[look.at / kHour];
    blocked += look.blocked ? 1 : 0;
    ++all;
  }
  std::vector<Hour> out;
  for (const auto& [hour, count] : counts) {
    const int twice = 2 * count.first;
    out.push_back({hour, twice == count.second ? 0.5 : (twice > count.second ? 1.0 : 0.0)});
  }
  return out;
}

/// One of the two sums, and where it last left 0.
struct Sum {
  double value = 0;
  std::int64_t since = 0;
  void add(double step, std::int64_t hour) {
    if (value <= 0) since = hour;
    value = std::max(0.0, value + step);
  }
};

enum class State : std::uint8_t { unknown, open, blocked };

class Detector {
 public:
  void see(const Hour& hour) {
    decay(hour.hour);
    const double step = hour.median - (kOpenMean + kBlockedMean) / 2;
    up_.add(step, hour.hour);
    down_.add(-step, hour.hour);
    if (up_.value > kThreshold) alarm(State::blocked, up_, hour.hour);
    if (down_.value > kThreshold) alarm(State::open, down_, hour.hour);
    last_ = hour.hour;
  }
  std::vector<Event> events;

 private:
  void decay(std::int64_t hour) {
    const double gap = static_cast<double>(hour - last_);
    if (gap <= kGapHours) return;
    const double factor = std::exp2(-(gap - kGapHours) / kHalfLifeHours);
    up_.value *= factor;
    down_.value *= factor;
  }

  void alarm(State state, Sum sum, std::int64_t hour) {
    if (state_ != State::unknown && state != state_) {
      Event event;
      event.kind = state == State::blocked ? EventKind::onset : EventKind::end;
      event.earliest = static_cast<std::int32_t>(sum.since / 24);
      event.latest = static_cast<std::int32_t>(hour / 24);
      events.push_back(event);
    }
    state_ = state;
    up_ = down_ = {};
  }

  State state_ = State::unknown;
  Sum up_, down_;
  std::int64_t last_ = 0;
};

}  // namespace

std::vector<Event> cusum_events(std::span<const Look> looks) {
  Detector detector;
  for (const Hour& hour : hourly_medians(looks)) detector.see(hour);
  return detector.events;
}

}  // namespace saksi
