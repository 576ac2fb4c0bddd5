#include "analyzer/statistics/beta_mixture.h"

#include <gtest/gtest.h>

#include <cmath>

namespace saksi {
namespace {

BetaMixture single(double a, double b) {
  return BetaMixture{{BetaPart{1, a, b}, {}, {}, {}}};
}

BetaMixture mixed() {
  return BetaMixture{{BetaPart{0.6, 1, 30}, BetaPart{0.1, 2, 9}, BetaPart{0.2, 12, 2}, BetaPart{0.1, 1, 1}}};
}

double choose(int n, int k) {
  double out = 1;
  for (int i = 1; i <= k; ++i) out = out * (n - k + i) / i;
  return out;
}

/// P(share <= x) for whole a and b is a sum over the binomial distribution (Abramowitz and Stegun, 26.5.24).
double exact_at_most(int a, int b, double x) {
  double sum = 0;
  for (int j = a; j <= a + b - 1; ++j)
    sum += choose(a + b - 1, j) * std::pow(x, j) * std::pow(1 - x, a + b - 1 - j);
  return sum;
}

TEST(BetaMixture, AgreesWithTheBinomialSumForEverySmallCase) {
  for (int runs = 0; runs <= 12; ++runs) {
    for (int blocked = 0; blocked <= runs; ++blocked) {
      const BetaMixture posterior = single(1, 1).after(blocked, runs);
      EXPECT_NEAR(posterior.mean(), (blocked + 1.0) / (runs + 2.0), 1e-12);
      for (const double share : {0.05, 0.3, 0.5, 0.9}) {
        EXPECT_NEAR(posterior.at_most(share), exact_at_most(blocked + 1, runs - blocked + 1, share), 1e-10);
      }
    }
  }
}

TEST(BetaMixture, EveryOutcomeOfAFewRunsTogetherHasProbabilityOne) {
  for (int runs = 1; runs <= 12; ++runs) {
    double sum = 0;
    for (int blocked = 0; blocked <= runs; ++blocked)
      sum += choose(runs, blocked) * std::exp(mixed().log_likelihood(blocked, runs));
    EXPECT_NEAR(sum, 1, 1e-10) << runs;
  }
}

TEST(BetaMixture, SeeingRunsOneByOneIsSeeingThemAtOnce) {
  const BetaMixture at_once = mixed().after(3, 5);
  const BetaMixture one_by_one = mixed().after(1, 1).after(0, 2).after(2, 2);
  for (std::size_t i = 0; i < BetaMixture::kParts; ++i) {
    EXPECT_NEAR(at_once.parts()[i].weight, one_by_one.parts()[i].weight, 1e-12);
    EXPECT_DOUBLE_EQ(at_once.parts()[i].a, one_by_one.parts()[i].a);
  }
}

TEST(BetaMixture, ThePriorIsTheMeanOfItsPosteriors) {
  // The law of total probability, over every outcome of 6 runs: an error in weights or in Beta shows here.
  for (const double share : {0.01, 0.2, 0.7, 0.95}) {
    double sum = 0;
    for (int blocked = 0; blocked <= 6; ++blocked) {
      sum += choose(6, blocked) * std::exp(mixed().log_likelihood(blocked, 6)) *
             mixed().after(blocked, 6).at_most(share);
    }
    EXPECT_NEAR(sum, mixed().at_most(share), 1e-10);
  }
}

/// Probability, over shares drawn from the prior and outcomes drawn from the share, that the interval holds
/// the share: exact, as a sum over outcomes of the posterior mass of their interval.
template <class MakeInterval>
double exact_coverage(const BetaMixture& prior, int runs, const MakeInterval& make) {
  double covered = 0;
  for (int blocked = 0; blocked <= runs; ++blocked) {
    const BetaMixture posterior = prior.after(blocked, runs);
    const Interval interval = make(posterior);
    covered += choose(runs, blocked) * std::exp(prior.log_likelihood(blocked, runs)) *
               (posterior.at_most(interval.high) - posterior.at_most(interval.low));
  }
  return covered;
}

TEST(BetaMixture, BothIntervalsCoverExactlyTheirLevel) {
  for (const double level : {0.5, 0.8, 0.95}) {
    for (const int runs : {0, 1, 2, 5, 9}) {
      const auto shortest = [&](const BetaMixture& posterior) { return posterior.shortest(level); };
      const auto equal = [&](const BetaMixture& posterior) { return posterior.equal_tailed(level); };
      EXPECT_NEAR(exact_coverage(mixed(), runs, shortest), level, 1e-6) << runs;
      EXPECT_NEAR(exact_coverage(mixed(), runs, equal), level, 1e-6) << runs;
    }
  }
}

TEST(BetaMixture, JeffreysIntervalCoversAFixedShareAboutAsOftenAsItSays) {
  // Brown, Cai and DasGupta (2001): near its level on average over shares, at every number of runs.
  for (const int runs : {5, 10, 20, 40}) {
    double sum = 0;
    for (int step = 0; step < 200; ++step) {
      const double share = (step + 0.5) / 200;
      for (int blocked = 0; blocked <= runs; ++blocked) {
        const Interval interval = jeffreys().after(blocked, runs).equal_tailed(0.95);
        if (share < interval.low || share > interval.high) continue;
        sum += choose(runs, blocked) * std::pow(share, blocked) * std::pow(1 - share, runs - blocked);
      }
    }
    EXPECT_NEAR(sum / 200, 0.95, 0.01) << runs;
  }
}

TEST(BetaMixture, TheShortestIntervalIsNeverLongerAndTouchesTheEdgeWhereTheDensityFalls) {
  for (int blocked = 0; blocked <= 8; ++blocked) {
    const BetaMixture posterior = single(1, 1).after(blocked, 8);
    const Interval shortest = posterior.shortest(0.95), equal = posterior.equal_tailed(0.95);
    EXPECT_LE(shortest.high - shortest.low, equal.high - equal.low + 1e-4);
    EXPECT_EQ(shortest.low == 0, blocked == 0);
    EXPECT_EQ(shortest.high == 1, blocked == 8);
  }
}

TEST(BetaMixture, MirroredEvidenceGivesMirroredIntervals) {
  for (int blocked = 0; blocked <= 10; ++blocked) {
    const Interval one = jeffreys().after(blocked, 10).shortest(0.8);
    const Interval other = jeffreys().after(10 - blocked, 10).shortest(0.8);
    EXPECT_NEAR(one.low, 1 - other.high, 2e-3);
    EXPECT_NEAR(one.high, 1 - other.low, 2e-3);
  }
}

TEST(BetaMixture, MoreBlockedRunsRaiseMeanAndQuantiles) {
  double mean = 0, low = 0;
  for (int blocked = 0; blocked <= 20; ++blocked) {
    const BetaMixture posterior = mixed().after(blocked, 20);
    EXPECT_GT(posterior.mean(), mean);
    EXPECT_GT(posterior.quantile(0.025), low);
    mean = posterior.mean();
    low = posterior.quantile(0.025);
  }
}

TEST(BetaMixture, QuantilesInvertTheSumEvenForAMillionRuns) {
  for (const double runs : {1.0, 100.0, 1e6}) {
    const BetaMixture posterior = mixed().after(runs * 0.3, runs);
    for (const double probability : {0.001, 0.025, 0.5, 0.975}) {
      EXPECT_NEAR(posterior.at_most(posterior.quantile(probability)), probability, 1e-5) << runs;
    }
  }
}

}  // namespace
}  // namespace saksi
