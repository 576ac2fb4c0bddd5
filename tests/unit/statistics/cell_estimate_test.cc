#include "analyzer/statistics/cell_estimate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/unit/statistics/cell.h"

namespace saksi {
namespace {

CellEstimate only(const Tallies& tallies) {
  const auto cells = estimate_cells(tallies);
  EXPECT_EQ(cells.size(), 1U);
  return cells.front();
}

Tallies days_of(std::uint32_t blocked_days, std::uint32_t open_days, Outcome blocked = blocked_outcome()) {
  Tallies tallies = archive_of({"MY"});
  for (std::uint32_t i = 0; i < open_days; ++i)
    add(tallies, 0, tally_of(static_cast<int>(i), open_outcome(), 1));
  for (std::uint32_t i = 0; i < blocked_days; ++i)
    add(tallies, 0, tally_of(static_cast<int>(open_days + i), blocked, 1));
  return tallies;
}

TEST(CellEstimate, AnEmptyArchiveHasNoCells) {
  EXPECT_TRUE(estimate_cells({}).empty());
}

TEST(CellEstimate, FewerThanThreeRunsAreInsufficientWhateverTheySay) {
  for (const auto& [blocked, open] : {std::pair{1, 0}, {2, 0}, {0, 2}, {1, 1}}) {
    const CellEstimate cell = only(days_of(static_cast<unsigned>(blocked), static_cast<unsigned>(open)));
    EXPECT_EQ(cell.state, CellState::insufficient);
    EXPECT_EQ(cell.certainty, Certainty::not_concluded);
    EXPECT_FALSE(cell.reasons.empty());
  }
}

TEST(CellEstimate, ManyRunsOfOneDayAreInsufficient) {
  Tallies tallies = archive_of({"MY"});
  add(tallies, 0, tally_of(1, blocked_outcome(), 40));
  const CellEstimate cell = only(tallies);
  EXPECT_EQ(cell.state, CellState::insufficient);
  EXPECT_LT(cell.effective_runs, 6);
}

TEST(CellEstimate, TheSameFailureOnThreeDaysIsStrongAndHangsOnOneRun) {
  const CellEstimate cell = only(days_of(3, 0));
  EXPECT_EQ(cell.state, CellState::blocked);
  EXPECT_EQ(cell.certainty, Certainty::strong);
  EXPECT_TRUE(cell.hangs_on_one_run);
  EXPECT_EQ(cell.layer, Layer::tls);
  EXPECT_EQ(cell.method, Method::reset_after_client_hello);
}

TEST(CellEstimate, ThirtyDaysDoNotHangOnOneRun) {
  const CellEstimate cell = only(days_of(30, 0));
  EXPECT_EQ(cell.certainty, Certainty::strong);
  EXPECT_FALSE(cell.hangs_on_one_run);
  EXPECT_GT(cell.interval.low, 0.8);
}

TEST(CellEstimate, ANoticeIsConfirmed) {
  const CellEstimate cell =
      only(days_of(4, 0, blocked_outcome(Certainty::confirmed, Layer::http, Method::notice_page)));
  EXPECT_EQ(cell.state, CellState::blocked);
  EXPECT_EQ(cell.certainty, Certainty::confirmed);
  EXPECT_FALSE(cell.hangs_on_one_run);
}

TEST(CellEstimate, OneForgedNoticeAmongManyOpenRunsDoesNotMakeABlock) {
  const CellEstimate cell = only(days_of(1, 40, blocked_outcome(Certainty::confirmed)));
  EXPECT_EQ(cell.state, CellState::accessible);
  EXPECT_EQ(cell.counts.blocked, 1U);
}

TEST(CellEstimate, OneFailureInFortyIsNoise) {
  const CellEstimate cell = only(days_of(1, 40));
  EXPECT_EQ(cell.state, CellState::accessible);
  EXPECT_EQ(cell.certainty, Certainty::no_sign);
  EXPECT_GT(cell.noise, 0.5);
}

TEST(CellEstimate, WhatFailsInMostOtherCountriesTooIsNotCalledBlocked) {
  Tallies tallies = archive_of({"MY", "DE", "FR", "US", "JP", "BR"});
  for (std::uint32_t network = 0; network < 6; ++network) {
    for (int day = 0; day < 6; ++day) add(tallies, network, tally_of(day, blocked_outcome(), 2));
  }
  for (const CellEstimate& cell : estimate_cells(tallies)) {
    EXPECT_EQ(cell.state, CellState::inconclusive);
    EXPECT_EQ(cell.baseline.countries, 5U);
    EXPECT_GT(cell.baseline.share, 0.5);
  }
}

TEST(CellEstimate, ABlockOnEveryNetworkOfOneCountryStands) {
  Tallies tallies = archive_of({"MY", "MY", "MY", "MY", "MY", "DE"});
  for (std::uint32_t network = 0; network < 5; ++network) {
    for (int day = 0; day < 6; ++day) add(tallies, network, tally_of(day, blocked_outcome(), 2));
  }
  for (int day = 0; day < 6; ++day) add(tallies, 5, tally_of(day, open_outcome(), 2));
  const auto cells = estimate_cells(tallies);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(cells[i].state, CellState::blocked);
    EXPECT_EQ(cells[i].baseline.blocked_here, 4U);
  }
  EXPECT_EQ(cells[5].state, CellState::accessible);
}

TEST(CellEstimate, TwoNetworksWithTheSameFailureRaiseEachOther) {
  Tallies tallies = archive_of({"MY", "MY"});
  for (std::uint32_t network = 0; network < 2; ++network) {
    for (int day = 0; day < 2; ++day) add(tallies, network, tally_of(day, blocked_outcome(), 4));
  }
  EXPECT_EQ(estimate_cells(tallies).front().certainty, Certainty::strong);
  tallies.tallies.resize(2);
  EXPECT_EQ(estimate_cells(tallies).front().certainty, Certainty::possible);
}

TEST(CellEstimate, OnAndOffIsPossibleAtMost) {
  Tallies tallies = archive_of({"MY", "DE", "FR", "JP"});
  for (int day = 0; day < 60; ++day)
    add(tallies, 0, tally_of(day, day % 2 == 0 ? blocked_outcome() : open_outcome(), 1));
  for (std::uint32_t network = 1; network < 4; ++network) {
    for (int day = 0; day < 20; ++day) add(tallies, network, tally_of(day, open_outcome(), 1));
  }
  const CellEstimate cell = estimate_cells(tallies).front();
  EXPECT_EQ(cell.state, CellState::blocked);
  EXPECT_EQ(cell.certainty, Certainty::possible);
  EXPECT_NEAR(cell.share, 0.5, 0.03);
}

TEST(CellEstimate, DaysThatFailAsAWholeCountForLessThanScatteredFailures) {
  Tallies whole = archive_of({"MY"}), scattered = archive_of({"MY"});
  for (int day = 0; day < 10; ++day) {
    add(whole, 0, tally_of(day, day < 5 ? blocked_outcome() : open_outcome(), 10));
    add(scattered, 0, tally_of(day, blocked_outcome(), 5));
    add(scattered, 0, tally_of(day, open_outcome(), 5));
  }
  const CellEstimate one = only(whole), other = only(scattered);
  EXPECT_LT(one.effective_runs, 15);
  EXPECT_GT(other.effective_runs, 60);
  EXPECT_GT(one.interval.high - one.interval.low, 1.5 * (other.interval.high - other.interval.low));
}

TEST(CellEstimate, SeveralMeasurementsOfOneRunAreOneLook) {
  Tallies tallies = archive_of({"MY"});
  for (int day = 0; day < 3; ++day) {
    Tally tally = tally_of(day, blocked_outcome(), 1);
    tally.count = 50;
    add(tallies, 0, tally);
  }
  const CellEstimate cell = only(tallies);
  EXPECT_EQ(cell.counts.measurements, 150U);
  EXPECT_EQ(cell.runs, 3U);
  EXPECT_DOUBLE_EQ(cell.effective_runs, 3);
}

Tallies random_archive(std::mt19937_64& random) {
  Tallies tallies = archive_of({"MY", "MY", "ID"});
  for (std::uint32_t network = 0; network < 3; ++network) {
    for (int day = 0; day < 8; ++day) {
      const auto blocked = static_cast<std::uint32_t>(random() % 4),
                 open = static_cast<std::uint32_t>(random() % 4);
      if (open > 0) add(tallies, network, tally_of(day, open_outcome(), open));
      if (blocked > 0) add(tallies, network, tally_of(day, blocked_outcome(), blocked));
    }
  }
  return tallies;
}

void expect_same(const CellEstimate& a, const CellEstimate& b) {
  EXPECT_DOUBLE_EQ(a.share, b.share);
  EXPECT_DOUBLE_EQ(a.interval.low, b.interval.low);
  EXPECT_DOUBLE_EQ(a.effective_runs, b.effective_runs);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.certainty, b.certainty);
  EXPECT_EQ(a.runs, b.runs);
  EXPECT_EQ(a.reasons, b.reasons);
}

TEST(CellEstimate, TheOrderWithinACellAndASplitTallyChangeNothing) {
  std::mt19937_64 random{7};
  for (int round = 0; round < 50; ++round) {
    const Tallies tallies = random_archive(random);
    Tallies other = tallies;
    for (std::size_t i = 0; i < tallies.tallies.size(); ++i) {
      if (tallies.tallies[i].runs < 2) continue;
      Tally part = tallies.tallies[i];
      part.runs = part.count = 1;
      other.tallies[i].runs = --other.tallies[i].count;
      other.tallies.push_back(part);
    }
    std::shuffle(other.tallies.begin(), other.tallies.end(), random);
    std::stable_sort(other.tallies.begin(), other.tallies.end(),
                     [](const Tally& a, const Tally& b) { return a.network < b.network; });
    const auto one = estimate_cells(tallies), two = estimate_cells(other);
    ASSERT_EQ(one.size(), two.size());
    for (std::size_t i = 0; i < one.size(); ++i) expect_same(one[i], two[i]);
  }
}

TEST(CellEstimate, OneMoreBlockedRunNeverLowersTheShareWhereDaysHaveOneRun) {
  for (std::uint32_t open = 0; open < 12; ++open) {
    double share = 0;
    for (std::uint32_t blocked = 0; blocked + open < 14; ++blocked) {
      if (blocked + open == 0) continue;
      const CellEstimate cell = only(days_of(blocked, open));
      EXPECT_GE(cell.share, share) << blocked << " of " << blocked + open;
      share = cell.share;
    }
  }
}

TEST(CellEstimate, TheShareLiesInItsIntervalAndEffectiveRunsNeverExceedRuns) {
  std::mt19937_64 random{11};
  for (int round = 0; round < 100; ++round) {
    for (const CellEstimate& cell : estimate_cells(random_archive(random))) {
      EXPECT_LE(cell.interval.low, cell.share);
      EXPECT_GE(cell.interval.high, cell.share);
      EXPECT_LE(cell.effective_runs, cell.runs + 1e-9);
      EXPECT_GE(cell.interval.low, 0);
      EXPECT_LE(cell.interval.high, 1);
    }
  }
}

TEST(CellEstimate, SiteDownForTheControlIsNotCountedAsBlocking) {
  Tallies tallies = archive_of({"MY"});
  for (int day = 0; day < 5; ++day)
    add(tallies, 0,
        tally_of(day, {VerdictWord::site_down, Certainty::not_concluded, Scope::unknown, {}, {}}, 2));
  const CellEstimate cell = only(tallies);
  EXPECT_EQ(cell.state, CellState::site_down);
  EXPECT_EQ(cell.runs, 0U);
}

}  // namespace
}  // namespace saksi
