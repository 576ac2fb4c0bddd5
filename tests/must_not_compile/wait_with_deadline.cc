// compiles: the twin of wait_without_deadline.cc
#include <chrono>

#include "probe/engine/loop.h"

void wait(saksi::Loop& loop) {
  (void)loop.sleep(saksi::Deadline::after(std::chrono::seconds{1}));
}
