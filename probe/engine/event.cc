#include "probe/engine/event.h"

namespace saksi {

void Event::set() {
  if (set_) return;
  set_ = true;
  while (!waiting_.empty()) loop_.wake(*waiting_.front(), Wait::ready);
}

Suspension Event::wait(Deadline deadline) {
  return Suspension(loop_, deadline, -1, 0, this);
}

}  // namespace saksi
