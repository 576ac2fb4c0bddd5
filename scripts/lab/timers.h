// Things to do at a later time, in order of their time; polled by the loops of lab-censor and lab-delay.
#pragma once

#include <chrono>
#include <map>
#include <utility>

namespace lab {

using Clock = std::chrono::steady_clock;

template <typename Task>
class Timers {
 public:
  void add(Clock::time_point when, Task task) { tasks_.emplace(when, std::move(task)); }

  /// Milliseconds until the first task is due, for poll(2); -1 when there is none.
  int wait_ms(Clock::time_point now) const {
    if (tasks_.empty()) return -1;
    if (tasks_.begin()->first <= now) return 0;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(tasks_.begin()->first - now);
    return static_cast<int>(wait.count());
  }

  bool empty() const { return tasks_.empty(); }
  Clock::time_point first() const { return tasks_.begin()->first; }

  /// Calls `run(task)` for every task that is due, earliest first.
  template <typename Run>
  void run_due(Clock::time_point now, Run run) {
    while (!tasks_.empty() && tasks_.begin()->first <= now) {
      const Task task = std::move(tasks_.begin()->second);
      tasks_.erase(tasks_.begin());
      run(task);
    }
  }

 private:
  std::multimap<Clock::time_point, Task> tasks_;
};

}  // namespace lab
