#include "probe/nettests/timeouts.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

using namespace std::chrono_literals;

TEST(Timeouts, AreLongestWhenTheRoundTripIsNotKnown) {
  const Timeouts unknown = timeouts_for(0ms);
  EXPECT_EQ(unknown.tcp, 10s);
  EXPECT_EQ(unknown.tls, 10s);
  EXPECT_EQ(unknown.http, 10s);
  EXPECT_EQ(timeouts_for(-5ms).tcp, unknown.tcp);
}

TEST(Timeouts, LeaveRoomForTwoLostSynsOnTheFastestLine) {
  const Timeouts fast = timeouts_for(1ms);
  EXPECT_GE(fast.tcp, 3s + 1ms) << "SYNs are sent again after 1 and 3 seconds (RFC 6298)";
  EXPECT_EQ(fast.tcp, 4s);
  EXPECT_EQ(fast.tls, 6s);
  EXPECT_EQ(fast.http, 10s);
}

TEST(Timeouts, GrowWithTheRoundTripAndNoFurtherThanTheLongest) {
  Timeouts last = timeouts_for(1ms);
  for (auto rtt = 50ms; rtt <= 5000ms; rtt += 50ms) {
    const Timeouts now = timeouts_for(rtt);
    EXPECT_GE(now.tcp, last.tcp);
    EXPECT_GE(now.tls, last.tls);
    EXPECT_GE(now.http, last.http);
    last = now;
  }
  EXPECT_EQ(last.tcp, 10s);
  EXPECT_EQ(last.tls, 10s);
  EXPECT_EQ(last.http, 15s);
}

TEST(Timeouts, ASatelliteLineGetsMoreThanAFibre) {
  EXPECT_GT(timeouts_for(600ms).tcp, timeouts_for(20ms).tcp);
  EXPECT_GT(timeouts_for(400ms).tls, timeouts_for(20ms).tls);
  EXPECT_GT(timeouts_for(400ms).http, timeouts_for(20ms).http);
}

}  // namespace
}  // namespace saksi
