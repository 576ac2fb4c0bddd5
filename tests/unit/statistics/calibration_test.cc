#include "tests/support/simulation/calibration.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

/// One small world of each plan: scripts/bench calibration runs the same at ten times the size.
Calibration of_all_plans() {
  Calibration out;
  for (WorldPlan plan : calibration_plans()) {
    plan.inputs = 120;
    calibrate(out, simulate_world(77, plan));
  }
  return out;
}

void expect_coverage(const Calibration& all) {
  for (std::size_t level = 0; level < kLevels.size(); ++level)
    EXPECT_NEAR(all.coverage(level), kLevels[level], 0.03) << kLevels[level];
}

void expect_few_false_discoveries(const Calibration& all) {
  std::size_t called = 0, wrong = 0;
  for (const auto& [word, score] : all.words) {
    if (word.first != CellState::blocked) continue;
    called += score.cells;
    wrong += score.cells - score.blocked;
  }
  EXPECT_GT(called, 600U);
  EXPECT_LE(wrong * 20, called);
}

TEST(Calibration, IntervalsHoldTheTruthAsOftenAsTheySayAndWhatIsCalledBlockedIs) {
  const Calibration all = of_all_plans();
  ASSERT_GT(all.cells, 12000U);
  expect_coverage(all);
  expect_few_false_discoveries(all);
  EXPECT_LT(calibration_error(all.next_run), 0.015);
  EXPECT_LT(calibration_error(all.is_blocked), 0.02);
}

}  // namespace
}  // namespace saksi
