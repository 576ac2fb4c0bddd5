// Bounded concurrency: so many permits, given out in the order in which they were asked for.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "probe/engine/event.h"
#include "probe/engine/loop.h"
#include "probe/engine/task.h"

namespace saksi {

class Semaphore;

/// Gives itself back when it dies; the semaphore must outlive it.
class Permit {
 public:
  Permit(Permit&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)) {}
  Permit& operator=(Permit&& other) noexcept {
    std::swap(semaphore_, other.semaphore_);
    return *this;
  }
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;
  ~Permit();

 private:
  friend class Semaphore;
  explicit Permit(Semaphore& semaphore) : semaphore_(&semaphore) {}
  Semaphore* semaphore_;
};

class Semaphore {
 public:
  Semaphore(Loop& loop, std::size_t permits) : loop_(loop), free_(permits) {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  /// First come, first served. Nothing when the deadline passed or the loop was interrupted.
  [[nodiscard]] Task<std::optional<Permit>> acquire(Deadline deadline);
  [[nodiscard]] std::size_t free() const { return free_; }

 private:
  friend class Permit;
  void release();

  Loop& loop_;
  std::size_t free_;
  std::deque<Event*> queue_;
};

}  // namespace saksi
