// A point on the steady clock by which something must have happened. A bare duration does not convert: the
// caller says whether it is `after` now or shared with other work.
#pragma once

#include <algorithm>
#include <chrono>

namespace saksi {

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] static Deadline after(Clock::duration duration) { return Deadline(Clock::now() + duration); }
  [[nodiscard]] static Deadline at(Clock::time_point time) { return Deadline(time); }
  /// For waits that only an interruption may cut short, such as a server's accept.
  [[nodiscard]] static Deadline never() { return Deadline(Clock::time_point::max()); }

  [[nodiscard]] Clock::time_point time() const { return time_; }
  [[nodiscard]] bool is_never() const { return time_ == Clock::time_point::max(); }
  [[nodiscard]] bool passed() const { return !is_never() && Clock::now() >= time_; }
  /// Never negative; Clock::duration::max() when there is no end.
  [[nodiscard]] Clock::duration remaining() const {
    if (is_never()) return Clock::duration::max();
    return std::max(time_ - Clock::now(), Clock::duration::zero());
  }
  [[nodiscard]] Deadline or_sooner(Deadline other) const { return Deadline(std::min(time_, other.time_)); }

 private:
  explicit Deadline(Clock::time_point time) : time_(time) {}
  Clock::time_point time_;
};

}  // namespace saksi
