#include "analyzer/questions/cell_rules.h"

#include <gtest/gtest.h>

#include "tests/unit/questions/history.h"

namespace saksi {
namespace {

Cell cell_of(const std::string& letters, const DayNumbers& down = {}) {
  const History history(letters);
  return judge_cell(history.all(), down);
}

TEST(CellRules, NoMeasurementIsNotTested) {
  const Cell cell = judge_cell({}, {});
  EXPECT_EQ(cell.certainty, Certainty::not_tested);
  EXPECT_EQ(mark_of(cell), Mark::not_tested);
}

TEST(CellRules, OnePossibleBlockingStaysPossible) {
  const Cell cell = cell_of("P");
  EXPECT_EQ(cell.verdict, VerdictWord::blocked);
  EXPECT_EQ(cell.certainty, Certainty::possible);
  EXPECT_EQ(cell.layer, Layer::dns);
  EXPECT_EQ(cell.method, Method::nxdomain);
}

TEST(CellRules, TwoDaysDoNotRaisePossibleToStrong) {
  EXPECT_EQ(cell_of("PP").certainty, Certainty::possible);
}

TEST(CellRules, ThreeDaysWithTheSameFailureRaisePossibleToStrong) {
  const Cell cell = cell_of("PPP");
  EXPECT_EQ(cell.certainty, Certainty::strong);
  ASSERT_FALSE(cell.reasons.empty());
  EXPECT_NE(cell.reasons.back().find("3 days"), std::string::npos);
}

TEST(CellRules, ThreeMeasurementsOfOneDayDoNotRaise) {
  const History history = History::of_one_day("PPP");
  EXPECT_EQ(judge_cell(history.all(), {}).certainty, Certainty::possible);
}

TEST(CellRules, ThreeDaysWithDifferentFailuresDoNotRaise) {
  const Cell cell = cell_of("PQP");
  EXPECT_EQ(cell.certainty, Certainty::possible);
  EXPECT_EQ(cell.methods.size(), 2U);
  EXPECT_EQ(cell.methods.front().method, Method::nxdomain) << "the most frequent first";
}

TEST(CellRules, AConfirmedMeasurementIsNotUndoneByAnOpenOne) {
  const Cell cell = cell_of("oCoCo");
  EXPECT_EQ(cell.certainty, Certainty::confirmed);
  EXPECT_EQ(cell.scope, Scope::national);
  EXPECT_EQ(cell.blocked, 2U);
  EXPECT_EQ(cell.open, 3U);
}

TEST(CellRules, TheMostCertainMeasurementNamesTheMethod) {
  const Cell cell = cell_of("PPC");
  EXPECT_EQ(cell.certainty, Certainty::confirmed);
  EXPECT_EQ(cell.method, Method::notice_address);
}

TEST(CellRules, MeasurementsThatGoBackAndForthAreNotConcluded) {
  const Cell cell = cell_of("PoPo");
  EXPECT_EQ(cell.verdict, VerdictWord::inconclusive);
  EXPECT_EQ(cell.certainty, Certainty::not_concluded);
  EXPECT_EQ(cell.blocked, 2U) << "what was seen is still counted";
}

TEST(CellRules, EvenStrongMeasurementsThatGoBackAndForthAreNotConcluded) {
  EXPECT_EQ(cell_of("SoSo").certainty, Certainty::not_concluded);
}

TEST(CellRules, ARefusalByTheSiteSpeaksAgainstBlockingToo) {
  EXPECT_EQ(cell_of("PgPg").certainty, Certainty::not_concluded);
}

TEST(CellRules, ABeginningIsBlockedAndTellsWhenItWasLastOpen) {
  const Cell cell = cell_of("ooPP");
  EXPECT_EQ(cell.verdict, VerdictWord::blocked);
  EXPECT_EQ(cell.certainty, Certainty::possible);
  EXPECT_EQ(cell.last_open, day_number(1));
  EXPECT_EQ(cell.first_seen, day_number(2));
  EXPECT_EQ(cell.last_seen, day_number(3));
  EXPECT_FALSE(cell.open_again);
}

TEST(CellRules, AnEndTellsWhenItWasOpenAgain) {
  const Cell cell = cell_of("PPoo");
  EXPECT_EQ(cell.verdict, VerdictWord::blocked);
  EXPECT_FALSE(cell.last_open);
  EXPECT_EQ(cell.open_again, day_number(2));
}

TEST(CellRules, ASingleFailureAfterOpenDaysIsNotABeginning) {
  EXPECT_EQ(cell_of("oooP").certainty, Certainty::not_concluded);
  EXPECT_EQ(cell_of("oooS").certainty, Certainty::strong) << "unless an experiment isolated it";
}

TEST(CellRules, AnEpisodeBetweenOpenDaysNeedsTwoDays) {
  EXPECT_EQ(cell_of("oPPo").verdict, VerdictWord::blocked);
  const History history = History::of_one_day("oPPo");
  EXPECT_EQ(judge_cell(history.all(), {}).certainty, Certainty::not_concluded);
}

TEST(CellRules, InconclusiveMeasurementsDoNotBreakAStretch) {
  const Cell cell = cell_of("PiPdP");
  EXPECT_EQ(cell.certainty, Certainty::strong);
  EXPECT_EQ(cell.measurements, 5U);
}

TEST(CellRules, AFailureOnADayWhenTheSiteWasDownForTheControlSaysNothing) {
  const DayNumbers down{day_at(day_number(0))};
  const Cell cell = cell_of("P", down);
  EXPECT_EQ(cell.verdict, VerdictWord::inconclusive);
  EXPECT_EQ(cell.certainty, Certainty::not_concluded);
  EXPECT_EQ(cell_of("C", down).certainty, Certainty::confirmed) << "a notice is no outage";
}

TEST(CellRules, OpenMeasurementsAreNoSignEvenBesideInconclusiveOnes) {
  const Cell cell = cell_of("oiid");
  EXPECT_EQ(cell.verdict, VerdictWord::accessible);
  EXPECT_EQ(cell.certainty, Certainty::no_sign);
  EXPECT_EQ(cell.last_open, day_number(0));
}

TEST(CellRules, TheOtherWordsArePassedOn) {
  EXPECT_EQ(cell_of("dd").verdict, VerdictWord::site_down);
  EXPECT_EQ(cell_of("ii").verdict, VerdictWord::inconclusive);
  EXPECT_EQ(cell_of("gg").verdict, VerdictWord::refused_by_server);
  EXPECT_EQ(cell_of("gg").certainty, Certainty::not_concluded);
}

TEST(CellRules, InterferenceWithoutBlockingIsKept) {
  const Cell cell = cell_of("ox");
  ASSERT_EQ(cell.interference.size(), 1U);
  EXPECT_EQ(cell.interference.front().method, Method::proxied);
  EXPECT_EQ(cell.verdict, VerdictWord::accessible);
}

TEST(CellRules, SeesThatMeasurementsOfOneDayWentBackAndForth) {
  const History history = History::of_one_day("PoP");
  EXPECT_EQ(judge_cell(history.all(), {}).certainty, Certainty::not_concluded);
}

TEST(CellRules, CountsRunsDaysAndFailures) {
  const Cell cell = cell_of("oPP d");
  EXPECT_EQ(cell.measurements, 4U);
  EXPECT_EQ(cell.runs, 4U);
  EXPECT_EQ(cell.days, 4U);
  EXPECT_EQ(cell.blocked_days, 2U);
  EXPECT_EQ(cell.failed, 3U);
  EXPECT_EQ(cell.first_measured, day_number(0));
  EXPECT_EQ(cell.last_measured, day_number(4));
}

}  // namespace
}  // namespace saksi
