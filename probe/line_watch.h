// Is the line still there? Asked before a failure is followed up, because a line that dies, or a login page
// that comes up, in the middle of a run makes every site look blocked.
#pragma once

#include <chrono>
#include <vector>

#include "probe/engine/semaphore.h"
#include "probe/nettests/line.h"

namespace saksi {

class LineWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;

  LineWatch(Network& network, std::vector<PortalCheck> checks);

  /// What the run found at its start. A line that was not online then is not watched: there is nothing to
  /// lose.
  void begin(LineState at_start);

  /// The line's state by a check that began after `since`. One check serves all who ask at the same time.
  [[nodiscard]] Task<LineState> state_after(Time since);

 private:
  Network& network_;
  std::vector<PortalCheck> checks_;
  Semaphore one_at_a_time_;
  bool watched_ = false;
  LineState state_ = LineState::unknown;
  Time checked_{};
};

}  // namespace saksi
