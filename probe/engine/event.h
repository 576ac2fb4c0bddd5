// A one-shot event: any number of tasks wait, set() lets all of them go on. Used where a library's callback
// has to wake a coroutine.
#pragma once

#include <vector>

#include "probe/engine/loop.h"

namespace saksi {

class Event {
 public:
  explicit Event(Loop& loop) : loop_(loop) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  /// Nobody may be waiting any more.
  ~Event() = default;

  /// Safe inside a library's callback: the waiting tasks go on later, from the loop. Again: no effect.
  void set();
  [[nodiscard]] bool is_set() const { return set_; }

  /// Ready at once when the event is set already. A wait that ends otherwise may still find is_set(): the
  /// event came between the deadline and the task's turn.
  [[nodiscard]] Suspension wait(Deadline deadline);

 private:
  friend class Loop;
  Loop& loop_;
  bool set_ = false;
  std::vector<Suspension*> waiting_;
};

}  // namespace saksi
