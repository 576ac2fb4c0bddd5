#include "analyzer/truth/correct_archive.h"

#include <gtest/gtest.h>

#include "tests/unit/truth/world.h"

namespace saksi {
namespace {

using world::World;

std::unique_ptr<Archive> archive_of(const std::vector<ArchivedResult>& results) {
  auto archive = open_archive(":memory:", true);
  for (std::uint32_t number = 1; number <= 4; ++number) {
    Source source;
    source.path = "/file-" + std::to_string(number);
    source.sha256 = sha256_hex(source.path);
    source = archive->begin_source(source);
    std::vector<ArchivedResult> of_source;
    for (const ArchivedResult& result : results) {
      if (result.source == number) of_source.push_back(result);
    }
    source.complete = true;
    EXPECT_EQ(archive->add(of_source, {}, source), of_source.size());
  }
  return archive;
}

TEST(CorrectArchive, FindsInPiecesWhatAllResultsTogetherShow) {
  const auto results = World{2}.results();
  const auto archive = archive_of(results);
  const CorrectionSummary summary = correct_archive(*archive);
  const auto expected = corrections(results, Strictness::for_sources(4));
  EXPECT_EQ(archive->corrections(), expected);
  std::uint64_t sum = 0;
  for (const auto& [rule, count] : summary.by_rule) sum += count;
  EXPECT_EQ(sum, expected.size());
  EXPECT_GT(summary.suspect_runs, 0U);
  EXPECT_EQ(summary.by_rule.count(truth_rule::kDownEverywhere), 1U);
}

TEST(CorrectArchive, TheSecondTimeSaysTheSame) {
  const auto archive = archive_of(World{6}.results());
  correct_archive(*archive);
  const auto first = archive->corrections();
  correct_archive(*archive);
  EXPECT_EQ(archive->corrections(), first);
}

TEST(CorrectArchive, OfNothingIsNothing) {
  const auto archive = open_archive(":memory:", true);
  EXPECT_TRUE(correct_archive(*archive).by_rule.empty());
  EXPECT_TRUE(archive->corrections().empty());
}

}  // namespace
}  // namespace saksi
