#include "core/clock.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

constexpr SystemTime kTime{std::chrono::microseconds{1795279865123456}};

TEST(Clock, WritesOoniAndRfc3339SpellingInUtc) {
  EXPECT_EQ(to_text(kTime), "2026-11-21 16:51:05");
  EXPECT_EQ(to_rfc3339(kTime), "2026-11-21T16:51:05Z");
  EXPECT_EQ(to_rfc3339_exact(kTime), "2026-11-21T16:51:05.123456Z");
  EXPECT_EQ(to_text(SystemTime{}), "1970-01-01 00:00:00");
}

TEST(Clock, ReadsBothSpellingsWithAndWithoutFraction) {
  const SystemTime whole = std::chrono::floor<std::chrono::seconds>(kTime);
  EXPECT_EQ(parse_time("2026-11-21 16:51:05").value(), whole);
  EXPECT_EQ(parse_time("2026-11-21T16:51:05Z").value(), whole);
  EXPECT_EQ(parse_time("2026-11-21T16:51:05.123456Z").value(), kTime);
  EXPECT_EQ(parse_time("2026-11-21 16:51:05.5").value(), whole + std::chrono::milliseconds{500});
  EXPECT_EQ(parse_time("2026-11-21 16:51:05.123456789").value(), kTime);
}

TEST(Clock, WhatIsWrittenExactlyIsReadBackExactly) {
  for (const long micros : {0L, 1L, 999999L, 1000000L, 1795279865000000L, 4102444799999999L}) {
    const SystemTime time{std::chrono::microseconds{micros}};
    EXPECT_EQ(parse_time(to_rfc3339_exact(time)).value(), time) << micros;
  }
}

TEST(Clock, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "now", "2026-11-21", "2026-13-01 00:00:00", "2026-02-30 00:00:00", "2026-11-21 24:00:00",
        "2026-11-21 16:60:00", "2026-11-21 16:51:05Z", "2026-11-21T16:51:05", "2026-11-21 16:51:05.",
        "2026-11-21 16:51:05.x", "2026-11-21 16:51:05 ", "-026-11-21 16:51:05", "2026-11-21T16:51:0Z"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

}  // namespace
}  // namespace saksi
