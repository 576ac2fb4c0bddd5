#include "probe/nettests/timeouts.h"

#include <algorithm>

namespace saksi {

Timeouts timeouts_for(std::chrono::milliseconds rtt) {
  using namespace std::chrono_literals;
  if (rtt <= 0ms) return {};
  Timeouts timeouts;
  timeouts.tcp = std::clamp(3500ms + 6 * rtt, 4000ms, 10000ms);
  timeouts.tls = std::clamp(5000ms + 10 * rtt, 6000ms, 10000ms);
  timeouts.http = std::clamp(9000ms + 10 * rtt, 10000ms, 15000ms);
  return timeouts;
}

}  // namespace saksi
