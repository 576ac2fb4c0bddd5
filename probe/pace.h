// How many URLs at the same time: as many as the line bears without disturbing its own measurement. While the
// run goes on, connects to a place that is always open tell the line's round trip; when they slow down or get
// lost, the number goes down at once, and up again in small steps (additive increase, multiplicative
// decrease, as TCP does: Chiu and Jain 1989). Pure: the echoes are given.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>

namespace saksi {

class Pace {
 public:
  using Duration = std::chrono::microseconds;

  /// `most` is the limit that the volunteer set, at least 1.
  explicit Pace(std::size_t most);

  /// An echo on the idle line, before the run: nothing when it was lost.
  void calibrate(std::optional<Duration> echo);
  /// An echo under load.
  void heard(std::optional<Duration> echo);

  [[nodiscard]] std::size_t limit() const { return limit_; }
  /// The idle line's round trip; zero when no echo came back.
  [[nodiscard]] Duration idle() const { return idle_; }

 private:
  [[nodiscard]] bool is_disturbed() const;

  std::size_t most_;
  std::size_t limit_;
  Duration idle_{0};
  std::deque<std::optional<Duration>> recent_;
};

}  // namespace saksi
