// As many URLs at the same time as the line bears.
#include "probe/pace.h"

#include <gtest/gtest.h>

#include <random>

namespace saksi {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMost = 100;
const std::optional<Pace::Duration> kLost = std::nullopt;

Pace on_a_line_of(Pace::Duration idle, std::size_t most = kMost) {
  Pace pace(most);
  pace.calibrate(idle);
  return pace;
}

void hear(Pace& pace, int times, std::optional<Pace::Duration> echo) {
  for (int i = 0; i < times; ++i) pace.heard(echo);
}

TEST(Pace, TheIdleRoundTripIsTheShortestOfSeveral) {
  Pace pace(kMost);
  EXPECT_EQ(pace.idle(), 0us);
  for (const auto echo : {80ms, 40ms, 60ms}) pace.calibrate(echo);
  pace.calibrate(kLost);
  EXPECT_EQ(pace.idle(), 40ms);
}

TEST(Pace, GrowsToTheLimitWhileEchoesAreGood) {
  Pace pace = on_a_line_of(40ms);
  const std::size_t start = pace.limit();
  EXPECT_LT(start, kMost);
  hear(pace, 3, 45ms);
  EXPECT_GT(pace.limit(), start);
  hear(pace, 30, 45ms);
  EXPECT_EQ(pace.limit(), kMost);
}

TEST(Pace, BacksOffWhenEchoesSlowDown) {
  Pace pace = on_a_line_of(40ms);
  hear(pace, 30, 45ms);
  hear(pace, 2, 400ms);
  EXPECT_EQ(pace.limit(), kMost * 7 / 10);
}

TEST(Pace, BacksOffWhenEchoesAreLost) {
  Pace pace = on_a_line_of(40ms);
  hear(pace, 30, 45ms);
  hear(pace, 2, kLost);
  EXPECT_EQ(pace.limit(), kMost * 7 / 10);
}

TEST(Pace, OneBadEchoOfThreeMayBeChance) {
  Pace pace = on_a_line_of(40ms);
  hear(pace, 30, 45ms);
  for (int i = 0; i < 10; ++i) {
    pace.heard(kLost);
    hear(pace, 2, 45ms);
  }
  EXPECT_EQ(pace.limit(), kMost);
}

TEST(Pace, TwoBadEchoesOfThreeAreNoChance) {
  Pace pace = on_a_line_of(40ms);
  hear(pace, 30, 45ms);
  pace.heard(kLost);
  pace.heard(45ms);
  pace.heard(400ms);
  EXPECT_LT(pace.limit(), kMost);
}

TEST(Pace, TwiceTheIdleTimeAndABusyMachinesShareIsStillGood) {
  Pace pace = on_a_line_of(200ms);
  hear(pace, 30, 550ms);
  EXPECT_EQ(pace.limit(), kMost);
  hear(pace, 2, 551ms);
  EXPECT_LT(pace.limit(), kMost);
}

TEST(Pace, WhatWentBeforeABackOffIsForgotten) {
  Pace pace = on_a_line_of(40ms);
  hear(pace, 30, 45ms);
  hear(pace, 2, kLost);
  const std::size_t after = pace.limit();
  pace.heard(kLost);
  EXPECT_EQ(pace.limit(), after) << "the same loss was counted twice";
}

TEST(Pace, WithoutAnIdleTimeOnlyLossCounts) {
  Pace pace(kMost);
  hear(pace, 30, 5s);
  EXPECT_EQ(pace.limit(), kMost);
  hear(pace, 2, kLost);
  EXPECT_LT(pace.limit(), kMost);
}

TEST(Pace, RecoversInSmallStepsAfterABackOff) {
  Pace pace = on_a_line_of(40ms);
  hear(pace, 30, 45ms);
  hear(pace, 6, kLost);
  const std::size_t low = pace.limit();
  EXPECT_LT(low, kMost / 2);
  hear(pace, 2, 45ms);
  EXPECT_GT(pace.limit(), low);
  EXPECT_LT(pace.limit(), kMost) << "back to the top in one jump";
}

TEST(Pace, StaysBetweenTheLeastAndTheLimitWhateverItHears) {
  for (const std::size_t most : {1U, 5U, 8U, 9U, 200U}) {
    std::mt19937 random(static_cast<unsigned>(most));
    Pace pace = on_a_line_of(30ms, most);
    for (int i = 0; i < 2000; ++i) {
      const auto drawn = random() % 4;
      const bool bad_times = (i / 100) % 2 == 0;
      pace.heard(drawn == 0 || bad_times ? kLost : std::optional<Pace::Duration>{30ms * drawn});
      ASSERT_LE(pace.limit(), most);
      ASSERT_GE(pace.limit(), std::min<std::size_t>(most, 8));
    }
  }
}

}  // namespace
}  // namespace saksi
