#include <gtest/gtest.h>

#include <algorithm>

#include "analyzer/ingest/content.h"
#include "analyzer/ingest/source_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/ingest/packed_files.h"

namespace saksi {
namespace {

namespace fs = std::filesystem;

class Sources : public ::testing::Test {
 protected:
  std::vector<std::string> walk(const std::vector<fs::path>& paths) {
    SourceFiles files(paths, [this](const fs::path& path, const std::string& why) {
      complaints_.push_back(path.filename().string() + ": " + why);
    });
    std::vector<std::string> found;
    while (const auto file = files.next()) found.push_back(fs::relative(file->path, folder_.path()).string());
    return found;
  }

  TemporaryFolder folder_;
  std::vector<std::string> complaints_;
};

using Names = std::vector<std::string>;

TEST_F(Sources, AFolderGivesAllThatIsBelowItInOrder) {
  write_file(folder_ / "raw/20260101/01/MY/webconnectivity/b.jsonl.gz", "x");
  write_file(folder_ / "raw/20260101/00/MY/webconnectivity/a.jsonl.gz", "x");
  write_file(folder_ / "one.json", "x");
  EXPECT_EQ(walk({folder_ / "one.json", folder_ / "raw"}),
            (Names{"one.json", "raw/20260101/00/MY/webconnectivity/a.jsonl.gz",
                   "raw/20260101/01/MY/webconnectivity/b.jsonl.gz"}));
}

TEST_F(Sources, ARingOfLinksEndsAndALinkedFolderIsReadOnce) {
  write_file(folder_ / "a/x.jsonl", "x");
  fs::create_directory_symlink(folder_.path(), folder_ / "a/up");
  fs::create_directory_symlink(folder_ / "a", folder_ / "b");
  fs::create_symlink("self", folder_ / "self");
  EXPECT_EQ(walk({folder_.path()}), Names{"a/x.jsonl"});
  ASSERT_EQ(complaints_.size(), 1U) << "the link to itself cannot be followed";
  EXPECT_TRUE(complaints_.front().starts_with("self: "));
}

TEST_F(Sources, WhatIsNotThereIsNamedAndTheOthersGoOn) {
  write_file(folder_ / "x.jsonl", "x");
  EXPECT_EQ(walk({folder_ / "missing", folder_ / "x.jsonl"}), Names{"x.jsonl"});
  EXPECT_EQ(complaints_.size(), 1U);
}

TEST_F(Sources, TheExtentIsWhatTheWalkFinds) {
  write_file(folder_ / "a/x.jsonl", "12345");
  write_file(folder_ / "a/y.jsonl", "123");
  EXPECT_EQ(extent_of({folder_.path()}).files, 2U);
  EXPECT_EQ(extent_of({folder_.path()}).bytes, 8U);
}

TEST(ContentOf, LinesAndDocumentsAreToldApartByTheirFirstLine) {
  EXPECT_EQ(content_of("{\"a\":1}\n{\"a\":2}\n", "x"), Content::lines);
  EXPECT_EQ(content_of("{\"a\":1}", "x"), Content::lines);
  EXPECT_EQ(content_of("{\n  \"a\": 1\n}\n", "x"), Content::document);
  EXPECT_EQ(content_of("{ \"a\": [1,\n2]\n}\n", "x"), Content::document);
  EXPECT_EQ(content_of("\xef\xbb\xbf \r\n{\"a\":\"}\\\"\"}\n", "x"), Content::lines);
}

TEST(ContentOf, ADamagedFirstLineDoesNotHideTheOthers) {
  EXPECT_EQ(content_of("{\"a\":{\"b\":\n{\"a\":2}\n", "x"), Content::lines) << "cut off between values";
  EXPECT_EQ(content_of("{\"a\":\"b\n{\"a\":2}\n", "x"), Content::lines) << "cut off in a string";
  EXPECT_EQ(content_of("rubbish\n{\"a\":2}\n", "x"), Content::lines);
  EXPECT_EQ(content_of(std::string(70'000, 'x'), "20260101.jsonl"), Content::lines);
}

TEST(ContentOf, OtherFilesHoldNoMeasurements) {
  EXPECT_EQ(content_of("file,test_name\nx,y\n", "EXPECTED.csv"), Content::foreign);
  EXPECT_EQ(content_of("[\n {\"name\":1}]\n", "qa-expected.json"), Content::foreign);
  EXPECT_EQ(content_of("\x7f"
                       "ELF",
                       "program"),
            Content::foreign);
  EXPECT_EQ(content_of("", "x.jsonl"), Content::empty);
  EXPECT_EQ(content_of(" \n", "x"), Content::empty);
  EXPECT_EQ(content_of(std::string("SQLite format 3\0...", 19), "x"), Content::probe_database);
}

TEST_F(Sources, PackedFilesAreLookedIntoAndNamesDoNotMatter) {
  const std::string lines = "{\"a\":1}\n{\"b\":2}\n";
  const Result<Look> gzip = look_into(write_file(folder_ / "a.txt", gzipped(lines)));
  ASSERT_TRUE(gzip);
  EXPECT_EQ(gzip->packing, Packing::gzip);
  EXPECT_EQ(gzip->content, Content::lines);
  const Result<Look> zstd = look_into(write_file(folder_ / "b.gz", zstd_packed(lines)));
  EXPECT_EQ(zstd->packing, Packing::zstd);
  EXPECT_EQ(zstd->content, Content::lines);
  EXPECT_EQ(look_into(write_file(folder_ / "c.gz", gzipped("photo")))->content, Content::foreign);
}

}  // namespace
}  // namespace saksi
