#include "probe/engine/semaphore.h"

#include <algorithm>

namespace saksi {

Permit::~Permit() {
  if (semaphore_ != nullptr) semaphore_->release();
}

Task<std::optional<Permit>> Semaphore::acquire(Deadline deadline) {
  if (loop_.interrupted()) co_return std::nullopt;
  if (free_ > 0) {
    --free_;
    co_return Permit(*this);
  }
  Event turn(loop_);
  queue_.push_back(&turn);
  const Wait wait = co_await turn.wait(deadline);
  std::optional<Permit> permit;
  // is_set(): it may have been handed over after the deadline had woken us; it is ours all the same.
  if (wait == Wait::ready || turn.is_set()) {
    permit = Permit(*this);
  } else {
    std::erase(queue_, &turn);
  }
  if (loop_.interrupted()) permit.reset();
  co_return permit;
}

// A permit goes straight to the next in line and never through free_, so that nobody can slip in between.
void Semaphore::release() {
  if (queue_.empty()) {
    ++free_;
    return;
  }
  Event* const next = queue_.front();
  queue_.pop_front();
  next->set();
}

}  // namespace saksi
