#include "analyzer/statistics/clustering.h"

#include <gtest/gtest.h>

#include "tests/support/simulation/dice.h"

namespace saksi {
namespace {

using Days = std::vector<DayCount>;

TEST(Clustering, RunsOfOneDayCountInFullWhenIndependentAndAsOneWhenTheSame) {
  EXPECT_DOUBLE_EQ(effective_runs(20, 0), 20);
  EXPECT_DOUBLE_EQ(effective_runs(20, 1), 1);
  EXPECT_DOUBLE_EQ(effective_runs(1, 0.7), 1);
  EXPECT_DOUBLE_EQ(effective_runs(0, 0.5), 0);
}

TEST(Clustering, DaysThatAgreeWithinAndDifferBetweenAreFullyClustered) {
  const Days days{{0, 10, 10}, {1, 10, 0}, {2, 10, 10}, {3, 10, 0}};
  EXPECT_EQ(discordance_of(days).seen, 0);
  EXPECT_GT(cell_clustering(discordance_of(days), 0.2), 0.75);
}

TEST(Clustering, ACellThatNeverDisagreesTellsNothing) {
  const Days days{{0, 10, 10}, {1, 10, 10}};
  EXPECT_EQ(discordance_of(days).expected, 0);
  EXPECT_NEAR(cell_clustering(discordance_of(days), 0.3), 0.3, 1e-12);
}

TEST(Clustering, TheEstimateFindsTheCorrelationThatTheDaysWereMadeWith) {
  for (const double truth : {0.0, 0.1, 0.3, 0.6}) {
    Dice dice{99};
    Discordance all;
    for (int cell = 0; cell < 400; ++cell) {
      Days days;
      for (int day = 0; day < 20; ++day) {
        const double strength = truth > 0 ? 1 / truth - 1 : 0;
        const double share = truth > 0 ? dice.beta(0.3 * strength, 0.7 * strength) : 0.3;
        DayCount count{day, 1 + static_cast<std::uint32_t>(dice.below(6)), 0};
        for (std::uint32_t run = 0; run < count.runs; ++run) count.blocked += dice.chance(share) ? 1 : 0;
        days.push_back(count);
      }
      all += discordance_of(days);
    }
    EXPECT_NEAR(pooled_clustering(all), truth, 0.03);
  }
}

TEST(Clustering, AtGivenClusteringOneMoreBlockedRunNeverLowersTheShare) {
  Dice dice{5};
  for (int round = 0; round < 2000; ++round) {
    Days days;
    for (int day = 0; day < 4; ++day) {
      const auto runs = static_cast<std::uint32_t>(dice.below(5));
      days.push_back({day, runs, static_cast<std::uint32_t>(dice.below(runs + 1))});
    }
    const double clustering = 0.9 * dice.share();
    const EffectiveCount before = effective_count(days, clustering, clustering);
    DayCount& day = days[dice.below(days.size())];
    ++day.runs;
    ++day.blocked;
    const EffectiveCount after = effective_count(days, clustering, clustering);
    EXPECT_GE(after.blocked() + 1e-12, before.blocked());
    EXPECT_LE(after.runs - after.blocked(), before.runs - before.blocked() + 1e-12);
  }
}

TEST(Clustering, EffectiveRunsLieBetweenDaysAndRuns) {
  const Days days{{0, 5, 2}, {1, 1, 0}, {4, 9, 9}};
  for (const double clustering : {0.0, 0.2, 0.5, 0.95}) {
    const EffectiveCount count = effective_count(days, clustering, clustering);
    EXPECT_LE(count.runs, 15 + 1e-9);
    EXPECT_GE(count.runs, 3 - 1e-9);
  }
}

}  // namespace
}  // namespace saksi
