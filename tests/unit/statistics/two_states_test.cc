#include "analyzer/statistics/two_states.h"

#include <gtest/gtest.h>

#include <cmath>

namespace saksi {
namespace {

double choose(unsigned n, unsigned k) {
  double out = 1;
  for (unsigned i = 1; i <= k; ++i) out = out * (n - k + i) / i;
  return out;
}

double outcome(const DayCount& day, double rate) {
  const double all = choose(day.runs, day.blocked) * std::pow(rate, day.blocked) *
                     std::pow(1 - rate, day.runs - day.blocked);
  return (1 - kOddDays) * all + kOddDays / (day.runs + 1);
}

/// Probability of going from one state to the other in `days`, day by day.
double moved(bool from, bool to, int days) {
  double open = from ? 0 : 1;
  for (int i = 0; i < days; ++i) open = open * (1 - kOnsetsPerDay) + (1 - open) * kEndsPerDay;
  return to ? 1 - open : open;
}

/// Joint probability of the days and one path of states (bit t: blocked on day t), for one pair of rates.
double joint(const std::vector<DayCount>& days, unsigned path, double open_rate, double blocked_rate) {
  const double start = kOnsetsPerDay / (kOnsetsPerDay + kEndsPerDay);
  double out = 1;
  for (std::size_t t = 0; t < days.size(); ++t) {
    const bool blocked = (path >> t & 1) != 0;
    if (t == 0) {
      out *= blocked ? start : 1 - start;
    } else {
      out *= moved((path >> (t - 1) & 1) != 0, blocked, days[t].day - days[t - 1].day);
    }
    out *= outcome(days[t], blocked ? blocked_rate : open_rate);
  }
  return out;
}

/// The same by going through every path and every pair of rates.
StateProbabilities by_enumeration(const std::vector<DayCount>& days) {
  StateProbabilities out{std::vector<double>(days.size()), std::vector<double>(days.size()),
                         std::vector<double>(days.size())};
  double whole = 0;
  for (const double open : kOpenRates) {
    for (const double blocked : kBlockedRates) {
      if (blocked - open < kLeastContrast) continue;
      for (unsigned path = 0; path < 1U << days.size(); ++path) {
        const double mass = joint(days, path, open, blocked);
        whole += mass;
        for (std::size_t t = 0; t < days.size(); ++t) {
          const bool now = (path >> t & 1) != 0, before = t > 0 && (path >> (t - 1) & 1) != 0;
          if (now) out.blocked[t] += mass;
          if (t > 0 && now && !before) out.onset[t] += mass;
          if (t > 0 && !now && before) out.end[t] += mass;
        }
      }
    }
  }
  for (auto* list : {&out.blocked, &out.onset, &out.end}) {
    for (double& value : *list) value /= whole;
  }
  return out;
}

TEST(TwoStates, AgreeWithTheSumOverEveryPathOfAShortSeries) {
  const std::vector<std::vector<DayCount>> all{
      {{0, 1, 0}, {1, 1, 1}},
      {{0, 3, 0}, {1, 2, 0}, {5, 4, 4}, {6, 1, 1}, {60, 2, 0}},
      {{0, 1, 1}, {1, 1, 1}, {2, 1, 0}, {3, 1, 1}, {4, 1, 1}, {5, 5, 1}, {9, 2, 2}, {10, 1, 0}},
  };
  for (const auto& days : all) {
    const StateProbabilities fast = state_probabilities(days), exact = by_enumeration(days);
    for (std::size_t t = 0; t < days.size(); ++t) {
      EXPECT_NEAR(fast.blocked[t], exact.blocked[t], 1e-4);
      EXPECT_NEAR(fast.onset[t], exact.onset[t], 1e-4);
      EXPECT_NEAR(fast.end[t], exact.end[t], 1e-4);
    }
  }
}

TEST(TwoStates, AnEmptySeriesHasNoStates) {
  EXPECT_TRUE(state_probabilities({}).blocked.empty());
}

TEST(TwoStates, TenThousandDaysNeitherOverflowNorVanish) {
  std::vector<DayCount> days;
  for (int day = 0; day < 10000; ++day) days.push_back({day, 30, day < 5000 ? 1U : 29U});
  const StateProbabilities states = state_probabilities(days);
  EXPECT_LT(states.blocked[4990], 0.01);
  EXPECT_GT(states.blocked[5010], 0.99);
}

TEST(TwoStates, OneDayOfManyBlockedRunsProvesNoBlock) {
  std::vector<DayCount> days;
  for (int day = 0; day < 100; ++day) days.push_back({day, 20, day == 50 ? 20U : 0U});
  EXPECT_LT(state_probabilities(days).blocked[50], 0.5);
}

}  // namespace
}  // namespace saksi
