#include "probe/estimate.h"

#include <gtest/gtest.h>

#include <sstream>

#include "probe/budget.h"
#include "probe/experience.h"
#include "tests/support/measurement_builder.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

Undertaking of_urls(std::size_t urls) {
  Undertaking undertaking;
  undertaking.urls = urls;
  undertaking.parallel = 50;
  return undertaking;
}

std::string words(const Estimate& estimate) {
  std::ostringstream out;
  print_estimate(out, estimate);
  return out.str();
}

TEST(Estimate, TypicalIsNeverMoreThanAtMost) {
  for (const std::size_t urls : {1, 10, 250, 1500, 20000}) {
    const Estimate told = estimate(of_urls(urls), Experience());
    EXPECT_LE(told.typical.bytes, told.at_most.bytes) << urls;
    EXPECT_LE(told.typical.time, told.at_most.time) << urls;
  }
}

TEST(Estimate, MoreUrlsTakeMore) {
  const Estimate few = estimate(of_urls(100), Experience());
  const Estimate many = estimate(of_urls(1000), Experience());
  EXPECT_GT(many.typical.bytes, 5 * few.typical.bytes);
  EXPECT_GT(many.typical.time, few.typical.time);
  EXPECT_GT(many.at_most.bytes, 9 * few.at_most.bytes);
}

TEST(Estimate, AtMostHoldsTheReserveOfEveryAttempt) {
  Undertaking undertaking = of_urls(10);
  undertaking.retests.retests = 2;
  EXPECT_GE(estimate(undertaking, Experience()).at_most.bytes, 10 * 3 * kCaseReserve);
}

TEST(Estimate, LessSideBySideTakesLonger) {
  Undertaking alone = of_urls(200);
  alone.parallel = 1;
  EXPECT_GT(estimate(alone, Experience()).typical.time, estimate(of_urls(200), Experience()).typical.time);
}

TEST(Estimate, LearnsFromEarlierRuns) {
  const Experience earlier{200, 20'000'000, 400s};
  const Estimate told = estimate(of_urls(100), earlier);
  EXPECT_EQ(told.urls_known, 200U);
  EXPECT_NEAR(static_cast<double>(told.typical.bytes), 10e6, 0.5e6);
  EXPECT_NEAR(static_cast<double>(told.typical.time.count()), 200, 10);
}

TEST(Estimate, LearnsNothingFromAFewUrls) {
  const Experience few{kLeastExperience - 1, 1'000'000'000, 4000s};
  EXPECT_EQ(estimate(of_urls(100), few).urls_known, 0U);
  EXPECT_EQ(estimate(of_urls(100), few).typical.bytes, estimate(of_urls(100), Experience()).typical.bytes);
}

TEST(Estimate, ExperienceThatIsWorseThanTheCeilingRaisesIt) {
  const Estimate told = estimate(of_urls(20), Experience{20, 5'000'000'000, 100s});
  EXPECT_GE(told.at_most.bytes, told.typical.bytes);
}

TEST(Estimate, ADataBudgetIsTheMostThatIsUsed) {
  Undertaking undertaking = of_urls(1500);
  undertaking.max_data = 20'000'000;
  const Estimate told = estimate(undertaking, Experience());
  EXPECT_EQ(told.at_most.bytes, 20'000'000U);
  EXPECT_LE(told.typical.bytes, 20'000'000U);
  EXPECT_GT(told.urls_within, 100U);
  EXPECT_LT(told.urls_within, 1000U);
  EXPECT_NE(words(told).find("--resume"), std::string::npos);
}

TEST(Estimate, ABudgetThatIsLargeEnoughLetsEverythingThrough) {
  Undertaking undertaking = of_urls(10);
  undertaking.max_data = 1'000'000'000;
  const Estimate told = estimate(undertaking, Experience());
  EXPECT_EQ(told.urls_within, 10U);
  EXPECT_EQ(words(told).find("--resume"), std::string::npos);
}

TEST(Estimate, ATimeLimitLeavesRoomForTheCasesInHand) {
  Undertaking undertaking = of_urls(1500);
  undertaking.parallel = 1;
  undertaking.max_runtime = 60s;
  const Estimate told = estimate(undertaking, Experience());
  EXPECT_EQ(told.typical.time, 60s);
  EXPECT_GT(told.at_most.time, 60s);
  EXPECT_LT(told.at_most.time, 300s);
  EXPECT_LT(told.urls_within, 100U);
}

TEST(Estimate, IsOneLineOfJson) {
  std::ostringstream out;
  print_estimate_json(out, estimate(of_urls(3), Experience()));
  EXPECT_EQ(out.str().rfind("{\"type\":\"estimate\",\"urls\":3,", 0), 0U) << out.str();
  EXPECT_EQ(out.str().find('\n'), out.str().size() - 1);
}

// ---- what earlier runs are worth

TEST(ReckonBytes, APageCountsItsLength) {
  MeasurementBuilder small("https://news.example/");
  small.resolves_to({"93.184.216.34"}).fetches("93.184.216.34", page(200, "News of today", 10'000, {}));
  MeasurementBuilder large("https://news.example/");
  large.resolves_to({"93.184.216.34"}).fetches("93.184.216.34", page(200, "News of today", 110'000, {}));
  const std::uint64_t difference = reckon_bytes(large.build()) - reckon_bytes(small.build());
  EXPECT_GT(difference, 95'000U);
  EXPECT_LT(difference, 110'000U);
}

TEST(ReckonBytes, APackedPageCountsLess) {
  const auto bytes_with = [](const std::vector<Header>& headers) {
    MeasurementBuilder builder("https://news.example/");
    builder.fetches("93.184.216.34", page(200, "News of today", 100'000, headers));
    return reckon_bytes(builder.build());
  };
  EXPECT_LT(bytes_with({{"content-encoding", "gzip"}}), bytes_with({}) / 2);
}

TEST(ReckonBytes, EveryLookCounts) {
  MeasurementBuilder builder("https://news.example/");
  builder.resolves_to({"93.184.216.34"}).tls_fails("93.184.216.34", Failure::connection_reset);
  Measurement measurement = builder.build();
  const std::uint64_t once = reckon_bytes(measurement);
  const Attempt first = measurement;
  measurement.retests = {first, first};
  EXPECT_EQ(reckon_bytes(measurement), 3 * once);
}

}  // namespace
}  // namespace saksi
