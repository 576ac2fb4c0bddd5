// expect: cannot convert 'std::chrono::seconds'
// A wait takes a point in time, not a duration that begins anew with every retry.
#include <chrono>

#include "probe/engine/loop.h"

void wait(saksi::Loop& loop) {
  (void)loop.sleep(std::chrono::seconds{1});
}
