// The whole pool, with a judge and an archive of the test's own.
#include <gtest/gtest.h>

#include "analyzer/ingest/import_pool.h"
#include "analyzer/ingest/line_cutter.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/ingest/memory_archive.h"
#include "tests/unit/ingest/packed_files.h"

namespace saksi {
namespace {

namespace fs = std::filesystem;

/// Takes {"test_name":N,...}: N is the key. All else is damaged.
Result<ArchivedResult> judge(std::string_view line) {
  constexpr std::string_view kBegin = "{\"test_name\":";
  if (!line.starts_with(kBegin) || !line.ends_with("}")) return fail("no measurement");
  ArchivedResult result;
  const auto number = static_cast<std::uint32_t>(std::stoul(std::string(line.substr(kBegin.size(), 9))));
  for (std::size_t byte = 0; byte < 4; ++byte)
    result.key[byte] = static_cast<std::uint8_t>(number >> (8 * byte));
  result.run = number;
  return result;
}

std::string line_of(std::size_t number, std::size_t bytes = 300) {
  return "{\"test_name\":" + std::to_string(100'000'000 + number) + ",\"x\":\"" + std::string(bytes, 'x') +
         "\"}\n";
}

std::string lines_of(std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t number = from; number < to; ++number) out += line_of(number, 100 + number % 997);
  return out;
}

class Import : public ::testing::Test {
 protected:
  ImportCounts import(const std::vector<fs::path>& paths, unsigned jobs = 2) {
    ImportMeter meter;
    ImportPlan plan;
    plan.jobs = jobs;
    plan.make_judge = [this] {
      return JudgeText([this](std::string_view line) {
        if (stop_at != 0 && ++judged_ == stop_at) stop_ = true;
        return judge(line);
      });
    };
    plan.complain = [this](const fs::path& path, const std::string& why) {
      complaints_ += path.filename().string() + " " + why + "\n";
    };
    ImportPool pool(archive_, plan, meter, stop_);
    ImportCounts counts = pool.run(paths);
    databases_ = pool.databases();
    return counts;
  }

  void expect_all(std::size_t count) const {
    std::set<std::uint64_t> runs;
    for (const ArchivedResult& result : archive_.results({}, 0)) runs.insert(result.run);
    EXPECT_EQ(runs.size(), count);
    EXPECT_EQ(archive_.count({}), count);
  }

  TemporaryFolder folder_;
  MemoryArchive archive_;
  std::atomic<bool> stop_{false};
  std::atomic<std::size_t> judged_{0};
  std::size_t stop_at = 0;
  std::string complaints_;
  std::vector<SourceFile> databases_;
};

TEST_F(Import, EveryLineOfEveryPackingArrivesOnceWithItsPlace) {
  const std::string text = lines_of(0, 20'000);
  write_file(folder_ / "in/a.jsonl", text);
  const ImportCounts counts = import({folder_ / "in"}, 3);
  EXPECT_EQ(counts.fresh, 20'000U);
  EXPECT_EQ(counts.measurements, 20'000U);
  expect_all(20'000);
  for (const ArchivedResult& result : archive_.results({}, 0)) {
    const std::string_view line = std::string_view(text).substr(result.offset, result.length);
    EXPECT_TRUE(line.starts_with("{\"test_name\":" + std::to_string(result.run)) && line.ends_with("}"));
  }
  write_file(folder_ / "in/b.jsonl.gz", gzipped(lines_of(15'000, 30'000)));
  write_file(folder_ / "in/c.jsonl.zst", zstd_packed(lines_of(30'000, 31'000)));
  const ImportCounts more = import({folder_ / "in"});
  EXPECT_EQ(more.files_known, 1U);
  EXPECT_EQ(more.measurements, 16'000U);
  EXPECT_EQ(more.fresh, 11'000U) << "5,000 are there under the same key";
  expect_all(31'000);
}

TEST_F(Import, AFileIsKnownWhereverItIsMovedAndHoweverOftenItIsNamed) {
  const fs::path first = write_file(folder_ / "a.jsonl", lines_of(0, 100));
  EXPECT_EQ(import({first, first}).files, 1U);
  fs::rename(first, folder_ / "moved");
  const ImportCounts again = import({folder_ / "moved"});
  EXPECT_EQ(again.files_known, 1U);
  EXPECT_EQ(again.measurements, 0U);
}

TEST_F(Import, DamagedLinesAreCountedKeptAsideAndStopNothing) {
  write_file(folder_ / "a.jsonl", line_of(1) + "{\"broken\n" + line_of(2) + "\xff\xfe\n" + line_of(3));
  const ImportCounts counts = import({folder_ / "a.jsonl"});
  EXPECT_EQ(counts.fresh, 3U);
  EXPECT_EQ(counts.damaged, 2U);
  EXPECT_EQ(counts.reasons.at("no measurement"), 2U);
  ASSERT_EQ(archive_.damaged(10).size(), 2U);
  EXPECT_EQ(archive_.damaged(10).front().offset, line_of(1).size());
  EXPECT_EQ(archive_.sources().front().damaged, 2U);
  EXPECT_TRUE(archive_.sources().front().complete);
}

TEST_F(Import, OfMillionsOfDamagedLinesTheFirstAreKeptAndAllCounted) {
  std::string text = line_of(1);
  for (int i = 0; i < 50'000; ++i) text += "{\n";
  write_file(folder_ / "a.jsonl", text);
  EXPECT_EQ(import({folder_ / "a.jsonl"}).damaged, 50'000U);
  EXPECT_EQ(archive_.sources().front().damaged, 50'000U);
  EXPECT_EQ(archive_.damaged(100'000).size(), kMostDamagedKept);
}

TEST_F(Import, ACutOffFileIsTakenAsFarAsItGoesAndCompletedWhenItHasGrown) {
  const std::string packed = gzipped(lines_of(0, 5'000));
  write_file(folder_ / "a.jsonl.gz", packed.substr(0, packed.size() / 2));
  const ImportCounts counts = import({folder_.path()});
  EXPECT_EQ(counts.files_cut, 1U);
  EXPECT_EQ(counts.damaged, 0U);
  EXPECT_GT(counts.fresh, 1'000U);
  EXPECT_FALSE(archive_.sources().front().complete);
  EXPECT_NE(archive_.sources().front().trouble.find("cut off"), std::string::npos);
  EXPECT_NE(complaints_.find("a.jsonl.gz ends early: the gzip stream is cut off"), std::string::npos)
      << complaints_;
  EXPECT_EQ(import({folder_.path()}).fresh, 0U);
  write_file(folder_ / "a.jsonl.gz", packed);
  EXPECT_EQ(import({folder_.path()}).fresh + counts.fresh, 5'000U);
  expect_all(5'000);
}

TEST_F(Import, AStopKeepsWhatWasJudgedAndTheNextImportGoesOnThere) {
  write_file(folder_ / "a.jsonl.gz", gzipped(lines_of(0, 20'000)));
  stop_at = 7'000;
  const ImportCounts counts = import({folder_.path()});
  EXPECT_GE(counts.fresh, 7'000U);
  EXPECT_LT(counts.fresh, 20'000U);
  EXPECT_FALSE(archive_.sources().front().complete);
  EXPECT_GT(archive_.sources().front().done, 0U);
  stop_at = 0;
  stop_ = false;
  const ImportCounts rest = import({folder_.path()});
  EXPECT_EQ(rest.measurements + counts.measurements, 20'000U) << "nothing is judged twice";
  EXPECT_EQ(rest.fresh + counts.fresh, 20'000U);
  expect_all(20'000);
  EXPECT_TRUE(archive_.sources().front().complete);
  EXPECT_EQ(archive_.sources().front().lines, 20'000U);
}

TEST_F(Import, AFullDiskEndsTheImportAndWhatWasAddedStays) {
  write_file(folder_ / "a.jsonl", lines_of(0, 40'000));
  archive_.fail_after = 2;
  EXPECT_THROW((void)import({folder_.path()}), StoreError);
  const std::size_t kept = archive_.count({});
  EXPECT_GE(kept, 2 * Delivery::kRowsAtOnce);
  archive_.fail_after = -1;
  EXPECT_EQ(import({folder_.path()}).fresh + kept, 40'000U);
  expect_all(40'000);
}

TEST_F(Import, AJudgeThatThrowsDoesNotHangTheImport) {
  write_file(folder_ / "a.jsonl", lines_of(0, 40'000));
  ImportMeter meter;
  std::atomic<int> judged{0};
  ImportPlan plan;
  plan.jobs = 4;
  plan.make_judge = [&] {
    return JudgeText([&](std::string_view line) {
      if (++judged == 5'000) throw std::runtime_error("no memory");
      return judge(line);
    });
  };
  ImportPool pool(archive_, plan, meter, stop_);
  EXPECT_THROW((void)pool.run({folder_.path()}), std::runtime_error);
}

TEST_F(Import, TransactionsStayBoundedWhateverTheOrderOfJudging) {
  write_file(folder_ / "a.jsonl", lines_of(0, 60'000));
  (void)import({folder_.path()}, 8);
  constexpr std::size_t kRowsOfABatch = kBatchBytes / 100, kHeld = Delivery::kMostWaiting + 8;
  EXPECT_LE(archive_.largest_add, Delivery::kRowsAtOnce + kHeld * kRowsOfABatch);
  expect_all(60'000);
}

TEST_F(Import, DocumentsAreTakenWholeAndOtherJsonIsNoMeasurement) {
  write_file(folder_ / "m.json", "{\n\"test_name\":100000007}\n");
  write_file(folder_ / "analysis.json", "{\n  \"ControlExpectations\": {}\n}\n");
  write_file(folder_ / "EXPECTED.csv", "file,truth\n");
  write_file(folder_ / "empty.jsonl", "");
  const ImportCounts counts = import({folder_.path()});
  EXPECT_EQ(counts.files, 1U);
  EXPECT_EQ(counts.files_foreign, 2U);
  EXPECT_EQ(counts.files_empty, 1U);
  EXPECT_EQ(counts.damaged, 1U) << "the test's judge knows no line ends";
  EXPECT_EQ(complaints_, "");
  (void)import({folder_ / "EXPECTED.csv", folder_ / "analysis.json"});
  EXPECT_NE(complaints_.find("EXPECTED.csv was left out: it holds no measurements"), std::string::npos);
  EXPECT_NE(complaints_.find("analysis.json was left out: it holds no measurements"), std::string::npos);
}

TEST_F(Import, DatabasesAreHandedOver) {
  write_file(folder_ / "probe.db", std::string("SQLite format 3\0", 16) + "...");
  EXPECT_EQ(import({folder_.path()}).files, 0U);
  ASSERT_EQ(databases_.size(), 1U);
  EXPECT_EQ(databases_.front().path.filename(), "probe.db");
}

TEST_F(Import, ManySmallFilesAndOneLargeAllArrive) {
  for (std::size_t file = 0; file < 300; ++file)
    write_file(folder_ / ("small/" + std::to_string(file) + ".jsonl"), lines_of(file * 3, file * 3 + 3));
  write_file(folder_ / "large.jsonl.gz", gzipped(lines_of(900, 20'000)));
  const ImportCounts counts = import({folder_.path()}, 3);
  EXPECT_EQ(counts.files, 301U);
  expect_all(20'000);
}

}  // namespace
}  // namespace saksi
