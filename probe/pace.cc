#include "probe/pace.h"

#include <algorithm>

namespace saksi {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kStart = 32;
constexpr std::size_t kLeast = 8;
constexpr std::size_t kStep = 16;
constexpr std::size_t kRemembered = 3;
constexpr Pace::Duration kSlack = 150ms;  // what a busy machine adds by itself

}  // namespace

Pace::Pace(std::size_t most) : most_(most), limit_(std::min(most, kStart)) {}

void Pace::calibrate(std::optional<Duration> echo) {
  if (echo && (idle_ == 0us || *echo < idle_)) idle_ = *echo;
}

void Pace::heard(std::optional<Duration> echo) {
  recent_.push_back(echo);
  if (recent_.size() > kRemembered) recent_.pop_front();
  if (is_disturbed()) {
    limit_ = std::max(std::min(kLeast, most_), limit_ * 7 / 10);
    recent_.clear();
  } else if (recent_.size() >= 2) {
    limit_ = std::min(most_, limit_ + kStep);
  }
}

/// Two echoes of three lost or at more than twice the idle time: one alone may be chance.
bool Pace::is_disturbed() const {
  const auto bad = std::count_if(recent_.begin(), recent_.end(), [this](const std::optional<Duration>& echo) {
    return !echo || (idle_ > 0us && *echo > 2 * idle_ + kSlack);
  });
  return bad >= 2;
}

}  // namespace saksi
