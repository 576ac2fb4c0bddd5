#include <gtest/gtest.h>

#include "analyzer/ingest/import_progress.h"

namespace saksi {
namespace {

using std::chrono::seconds;

TEST(ImportProgress, TheLineTellsShareRateAndTimeLeft) {
  const Extent all{2, 1'000'000};
  const ImportMoment now{250'000, 2'000'000'000, 100'000, seconds(10)};
  EXPECT_EQ(progress_line(all, now, 200),
            "[#####---------------] 25 %  100,000 measurements, 10,000/s, 200 MB/s, 30 s left");
}

TEST(ImportProgress, ANarrowTerminalLosesTheLastPartsFirst) {
  const Extent all{2, 1'000'000};
  const ImportMoment now{250'000, 2'000'000'000, 100'000, seconds(10)};
  EXPECT_EQ(progress_line(all, now, 60), "[#####---------------] 25 %  100,000 measurements, 10,000/s");
  EXPECT_EQ(progress_line(all, now, 5).size(), 5U);
}

TEST(ImportProgress, TheFirstMomentPromisesNoTime) {
  EXPECT_EQ(progress_line({1, 1000}, {500, 0, 0, seconds(0)}, 200).find("left"), std::string::npos);
  EXPECT_EQ(progress_line({}, {}, 200).find("left"), std::string::npos);
}

TEST(ImportProgress, AFileThatGrewDoesNotPassAHundred) {
  EXPECT_NE(progress_line({1, 1000}, {5000, 0, 0, seconds(5)}, 200).find("] 100 %"), std::string::npos);
}

TEST(ImportProgress, DurationsAndNumbersReadWell) {
  EXPECT_EQ(duration_words(seconds(4)), "4 s");
  EXPECT_EQ(duration_words(seconds(80)), "1 min 20 s");
  EXPECT_EQ(duration_words(seconds(3 * 3600 + 5 * 60)), "3 h 05 min");
  EXPECT_EQ(grouped(1), "1");
  EXPECT_EQ(grouped(123), "123");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
}

}  // namespace
}  // namespace saksi
