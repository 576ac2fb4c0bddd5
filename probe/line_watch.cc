#include "probe/line_watch.h"

#include <utility>

namespace saksi {

LineWatch::LineWatch(Network& network, std::vector<PortalCheck> checks)
    : network_(network), checks_(std::move(checks)), one_at_a_time_(network.loop, 1) {}

void LineWatch::begin(LineState at_start) {
  state_ = at_start;
  watched_ = at_start == LineState::online && !checks_.empty();
}

Task<LineState> LineWatch::state_after(Time since) {
  if (!watched_) co_return state_;
  const auto turn = co_await one_at_a_time_.acquire(Deadline::never());
  if (!turn || checked_ > since) co_return state_;
  const Time began = std::chrono::steady_clock::now();
  const LineState seen = co_await check_portal(network_, checks_);
  if (network_.loop.interrupted()) co_return state_;
  state_ = seen;
  checked_ = began;
  co_return state_;
}

}  // namespace saksi
