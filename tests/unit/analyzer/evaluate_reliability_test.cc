#include "analyzer/evaluate_reliability.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

Expectation truth(const std::string& verdict, const std::string& share) {
  return {"runs.jsonl", "https://www.example.com/", {{"truth_verdict", verdict}, {"truth_share", share}}};
}

/// The `number`th run, a day after the one before.
ArchivedResult result(int number, VerdictWord word, std::uint32_t asn = 64500) {
  ArchivedResult out;
  out.key[0] = static_cast<std::uint8_t>(number);
  out.key[1] = static_cast<std::uint8_t>(asn);
  out.started = SystemTime{std::chrono::hours(24 * (20000 + number))};
  out.input = "https://www.example.com/";
  out.host = "www.example.com";
  out.vantage.asn = Asn{asn};
  out.run = static_cast<std::uint64_t>(number);
  out.outcome.word = word;
  if (word == VerdictWord::blocked) {
    out.outcome.certainty = Certainty::possible;
    out.outcome.layer = Layer::tls;
    out.outcome.method = Method::reset_after_client_hello;
  } else {
    out.outcome.certainty = Certainty::no_sign;
    out.reached = true;
  }
  return out;
}

const WordCount* find(const std::vector<WordCount>& words, const std::string& word) {
  for (const WordCount& one : words) {
    if (one.word == word) return &one;
  }
  return nullptr;
}

TEST(EvaluateReliability, NothingAddedIsNothingSaid) {
  const Reliability empty = ReliabilityCount{}.finish();
  EXPECT_TRUE(empty.measurements.empty());
  EXPECT_TRUE(empty.cells.empty());
  EXPECT_TRUE(empty.intervals.empty());
}

TEST(EvaluateReliability, AFalseAlarmIsAWrongWordAndAnAllowedAlternativeARightOne) {
  ReliabilityCount count;
  count.add(truth("accessible", "0"), result(1, VerdictWord::blocked));
  count.add(truth("inconclusive|blocked", ""), result(2, VerdictWord::blocked));
  const Reliability found = count.finish();
  const WordCount* blocked = find(found.measurements, "blocked possible");
  ASSERT_NE(blocked, nullptr);
  EXPECT_EQ(blocked->said, 2U);
  EXPECT_EQ(blocked->right, 1U);
}

TEST(EvaluateReliability, AWordThatDecidesNothingIsNeverRightOrWrong) {
  ReliabilityCount count;
  count.add(truth("blocked", "1"), result(1, VerdictWord::inconclusive));
  const Reliability found = count.finish();
  ASSERT_EQ(found.measurements.size(), 1U);
  EXPECT_FALSE(found.measurements[0].decides);
  EXPECT_EQ(found.measurements[0].right, 0U);
}

TEST(EvaluateReliability, ACellBlockedInEveryRunIsCountedWithItsIntervals) {
  ReliabilityCount count;
  for (int run = 0; run < 12; ++run) count.add(truth("blocked", "1"), result(run, VerdictWord::blocked));
  const Reliability found = count.finish();
  ASSERT_EQ(found.estimates.size(), 1U);
  EXPECT_EQ(found.estimates[0].estimate.blocked_runs, 12U);
  ASSERT_EQ(found.shares.size(), 1U);
  EXPECT_EQ(found.shares[0].blocked, 1U);
  EXPECT_FALSE(found.shares[0].partial);
  ASSERT_EQ(found.intervals.size(), 3U);
  EXPECT_EQ(found.intervals.back().covered, 1U);
}

TEST(EvaluateReliability, AnIntervalThatMissesTheTruthIsCountedAsMissed) {
  ReliabilityCount count;
  for (int run = 0; run < 12; ++run) count.add(truth("blocked", "0.01"), result(run, VerdictWord::blocked));
  const Reliability found = count.finish();
  ASSERT_EQ(found.intervals.size(), 3U);
  EXPECT_EQ(found.intervals.back().cells, 1U);
  EXPECT_EQ(found.intervals.back().covered, 0U);
  ASSERT_EQ(found.shares.size(), 1U);
  EXPECT_TRUE(found.shares[0].partial);
  EXPECT_EQ(found.shares[0].share, 0.2);
}

TEST(EvaluateReliability, CallingAPartlyBlockedSiteAccessibleIsWrongOnlyWhenABlockWasSeen) {
  ReliabilityCount unseen;
  for (int run = 0; run < 12; ++run)
    unseen.add(truth("accessible", "0.05"), result(run, VerdictWord::accessible));
  const Reliability found = unseen.finish();
  const WordCount* accessible = find(found.cells, "accessible no_sign");
  ASSERT_NE(accessible, nullptr);
  EXPECT_EQ(accessible->right, 1U);
  EXPECT_EQ(found.shares[0].unseen, 1U);
  EXPECT_TRUE(found.intervals.empty());
}

TEST(EvaluateReliability, TwoSharesForOneCellMeanThatNobodyKnows) {
  ReliabilityCount count;
  for (int run = 0; run < 6; ++run)
    count.add(truth("blocked", run % 2 == 0 ? "1" : "0"), result(run, VerdictWord::blocked));
  EXPECT_TRUE(count.finish().cells.empty());
}

TEST(EvaluateReliability, AShareThatIsNoShareIsLeftOut) {
  for (const char* share : {"", "many", "1.5", "-0.1", "0.5x", "nan"}) {
    ReliabilityCount count;
    count.add(truth("blocked", share), result(1, VerdictWord::blocked));
    EXPECT_TRUE(count.finish().cells.empty()) << share;
  }
}

TEST(EvaluateReliability, NetworksAreCellsOfTheirOwn) {
  ReliabilityCount count;
  for (int run = 0; run < 6; ++run) {
    count.add(truth("blocked", "1"), result(run, VerdictWord::blocked, 64500));
    count.add(truth("accessible", "0"), result(run, VerdictWord::accessible, 64501));
  }
  EXPECT_EQ(count.finish().estimates.size(), 2U);
}

}  // namespace
}  // namespace saksi
