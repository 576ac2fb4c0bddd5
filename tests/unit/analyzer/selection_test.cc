#include "analyzer/selection.h"

#include <gtest/gtest.h>

#include "tests/unit/analyzer/history.h"

namespace saksi {
namespace {

ReportRequest about_malaysia() {
  ReportRequest request;
  request.country = *CountryCode::parse("MY");
  return request;
}

std::size_t parts(const Account& account) {
  return account.outside_period + account.other_country + account.other_reality + account.broken_line +
         account.local_network + account.counted_total();
}

TEST(Selection, EveryMeasurementIsAccountedForOnce) {
  std::vector<Judged> all{judged('o', day_number(0)), judged('P', day_number(1)), judged('o', day_number(2)),
                          judged('o', day_number(3)), judged('o', day_number(9)), judged('o', day_number(4))};
  all[1].vantage.country = *CountryCode::parse("SG");
  all[2].line.always_open_failed = 9;
  all[3].citation.verdict.word = VerdictWord::local_network;
  all[5].simulated = true;
  ReportRequest request = about_malaysia();
  request.until = day_number(8);
  const Selection selection = select(all, {}, request);
  EXPECT_EQ(selection.account.total, 6U);
  EXPECT_EQ(parts(selection.account), 6U);
  EXPECT_EQ(selection.account.other_country, 1U);
  EXPECT_EQ(selection.account.broken_line, 1U);
  EXPECT_EQ(selection.account.local_network, 1U);
  EXPECT_EQ(selection.account.outside_period, 1U);
  EXPECT_EQ(selection.account.other_reality, 1U);
  EXPECT_EQ(selection.counted.size(), 1U);
  EXPECT_EQ(selection.set_aside.size(), 2U);
}

TEST(Selection, ARunIsSetAsideWholeWhenMoreThan30PercentOfItsOpenSitesFail) {
  std::vector<Judged> all{judged('P', day_number(0)), judged('P', day_number(0))};
  all[1].line = {LineState::online, 10, 4};
  EXPECT_EQ(select(all, {}, about_malaysia()).account.broken_line, 2U) << "the whole run";
  all[1].line = {LineState::online, 10, 3};
  EXPECT_EQ(select(all, {}, about_malaysia()).account.broken_line, 0U) << "30 of 100 is not more than 30";
}

TEST(Selection, TheRunsOwnLineCheckCountsToo) {
  const std::vector<Judged> all{judged('P', day_number(0))};
  saksi::Run run;
  run.id = all[0].citation.run_id;
  run.line = {LineState::online, 4, 2};
  EXPECT_EQ(select(all, {run}, about_malaysia()).account.broken_line, 1U);
}

TEST(Selection, WithoutGeolocationTheRunsCountryStandsIn) {
  std::vector<Judged> all{judged('o', day_number(0))};
  all[0].vantage.country = CountryCode();
  EXPECT_EQ(select(all, {}, about_malaysia()).account.other_country, 1U);
  saksi::Run run;
  run.id = all[0].citation.run_id;
  run.country = "MY";
  EXPECT_EQ(select(all, {run}, about_malaysia()).counted.size(), 1U);
}

TEST(Selection, SimulatedAndRealMeasurementsNeverMix) {
  std::vector<Judged> all{judged('o', day_number(0)), judged('P', day_number(1))};
  all[1].simulated = true;
  Selection selection = select(all, {}, about_malaysia());
  EXPECT_FALSE(selection.simulated);
  EXPECT_EQ(selection.counted.size(), 1U);
  ReportRequest request = about_malaysia();
  request.simulated = true;
  selection = select(all, {}, request);
  EXPECT_TRUE(selection.simulated);
  EXPECT_EQ(selection.counted.front()->word(), VerdictWord::blocked);
  all[0].simulated = true;
  EXPECT_TRUE(select(all, {}, about_malaysia()).simulated) << "only simulated ones: a report on a simulation";
}

TEST(Selection, ThePeriodHoldsItsFirstMomentAndNotItsLast) {
  const std::vector<Judged> all{judged('o', day_number(0)), judged('o', day_number(1))};
  ReportRequest request = about_malaysia();
  request.since = day_number(0);
  request.until = day_number(1);
  EXPECT_EQ(select(all, {}, request).counted.size(), 1U);
}

}  // namespace
}  // namespace saksi
