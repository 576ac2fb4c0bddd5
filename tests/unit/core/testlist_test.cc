#include "core/testlist.h"

#include <gtest/gtest.h>

#include <iostream>

#include "tests/support/shared_data.h"

namespace saksi {
namespace {

const std::string kHeader = "url,category_code,category_description,date_added,source,notes\n";

ListReading reading(const std::string& rows) {
  return parse_test_list(kHeader + rows, "my").value();
}

/// The only problem of a list of this one row.
std::string problem_of(const std::string& row) {
  const ListReading read = reading(row);
  EXPECT_TRUE(read.list.entries.empty()) << row;
  EXPECT_EQ(read.problems.size(), 1u) << row;
  return read.problems.empty() ? "" : read.problems.front();
}

TEST(TestList, AGoodRowBecomesAnEntry) {
  const ListReading read =
      reading("https://example.com/,NEWS,News Media,2026-11-21,saksi,\"daily, local\"\n");
  EXPECT_TRUE(read.problems.empty());
  ASSERT_EQ(read.list.entries.size(), 1u);
  const ListEntry& entry = read.list.entries[0];
  EXPECT_EQ(entry.url.text(), "https://example.com/");
  EXPECT_EQ(entry.category, "NEWS");
  EXPECT_EQ(entry.date_added, "2026-11-21");
  EXPECT_EQ(entry.source, "saksi");
  EXPECT_EQ(entry.notes, "daily, local");
  EXPECT_EQ(entry.line, 2u);
  EXPECT_EQ(read.list.name, "my");
}

TEST(TestList, EveryBadRowIsNamedWithFileAndLineAndTheGoodOnesStay) {
  const ListReading read = reading(
      "https://a.com/,NEWS,News Media,2026-11-21,x,\n"
      "https://b.com/,XYZ,News Media,2026-11-21,x,\n"
      "https://c.com/,NEWS,News Media,2026-11-21,x,\n"
      "ftp://d.com/,NEWS,News Media,2026-11-21,x,\n");
  EXPECT_EQ(read.list.entries.size(), 2u);
  ASSERT_EQ(read.problems.size(), 2u);
  EXPECT_TRUE(read.problems[0].starts_with("my.csv:3: unknown category_code 'XYZ'")) << read.problems[0];
  EXPECT_TRUE(read.problems[1].starts_with("my.csv:5: ")) << read.problems[1];
}

TEST(TestList, AProblemSaysWhatToDo) {
  const auto has = [](const std::string& row, const char* words) {
    const std::string problem = problem_of(row);
    EXPECT_NE(problem.find(words), std::string::npos) << problem;
  };
  has("https://a.com/,NEWS,News,2026-11-21,x,\n", "write 'News Media'");
  has("https://a.com/,NEWS,News Media,21.11.2026,x,\n", "write it as 2026-11-21");
  has("https://a.com/,NEWS,News Media,2026-02-30,x,\n", "is no date");
  has("https://a.com,NEWS,News Media,2026-11-21,x,\n", "end it with '/'");
  has("https://a.com/,NEWS,News Media,2026-11-21,x\n", "5 columns instead of 6");
  has("https://a.com/,NEWS,News Media,2026-11-21,x,y,z\n", "7 columns instead of 6");
  has(" https://a.com/,NEWS,News Media,2026-11-21,x,\n", "blank");
  has("https://a.com/,NEWS,News Media,2026-11-21,x,\"a\nb\"\n", "notes holds a line break");
  has("https://a.com/,NEWS,News Media,2026-11-21,\xff,\n", "source is not UTF-8");
  has("www.a.com/,NEWS,News Media,2026-11-21,x,\n", "http or https");
  has("https://a.com/,news,News Media,2026-11-21,x,\n", "unknown category_code");
}

TEST(TestList, TheSameUrlTwiceIsAProblemWhateverItsSpelling) {
  const ListReading read = reading(
      "https://example.com/,NEWS,News Media,2026-11-21,x,\n"
      "https://EXAMPLE.com/#top,NEWS,News Media,2026-11-21,x,\n");
  EXPECT_EQ(read.list.entries.size(), 1u);
  ASSERT_EQ(read.problems.size(), 1u);
  EXPECT_NE(read.problems[0].find("already in line 2"), std::string::npos);
}

TEST(TestList, WithoutTheHeaderNothingIsRead) {
  EXPECT_FALSE(parse_test_list("", "my"));
  const auto wrong = parse_test_list("url,category\nhttps://a.com/,NEWS\n", "my");
  ASSERT_FALSE(wrong);
  EXPECT_TRUE(wrong.error().message.starts_with("my.csv:1: ")) << wrong.error().message;
  EXPECT_FALSE(read_test_list("/nonexistent/my.csv"));
  EXPECT_FALSE(read_test_list("/"));
}

TEST(TestList, IsWrittenAsItIsRead) {
  const std::string csv = kHeader +
                          "http://яндекс.рф/,SRCH,Search Engines,2026-01-02,saksi,\n"
                          "https://a.com/?q=1#x,NEWS,News Media,2026-11-21,x,\"a, \"\"b\"\"\"\n";
  const auto read = parse_test_list(csv, "my").value();
  EXPECT_EQ(to_csv(read.list), csv);
  EXPECT_EQ(read.list.hash.size(), 16u);
  EXPECT_NE(read.list.hash, parse_test_list(csv + "\n", "my")->list.hash);
}

TEST(TestList, EveryCodeHasOneDescription) {
  EXPECT_EQ(category_description("CTRL"), "Control content");
  EXPECT_EQ(category_description("IGO"), "Intergovernmental Organizations");
  EXPECT_EQ(category_description("P2P"), "");  // a code of before 2017
  EXPECT_EQ(category_description(""), "");
}

TEST(TestList, AnOuterBlankInANoteIsNamedButCostsNoRow) {
  const ListReading read = reading("https://a.com/,NEWS,News Media,2026-11-21,x, old note \n");
  ASSERT_EQ(read.list.entries.size(), 1u);
  EXPECT_EQ(read.list.entries[0].notes, "old note");
  ASSERT_EQ(read.problems.size(), 1u);
  EXPECT_NE(read.problems[0].find("notes ' old note ' begins or ends"), std::string::npos);
}

TEST(TestList, RealListsLoseNothingButDuplicates) {
  if (shared_data().empty()) GTEST_SKIP() << "SKIPPED: no ../shared/data; no real list was read";
  for (const char* name : {"global", "id", "in", "my", "ph", "pk", "th"}) {
    const auto read = read_test_list(shared_data() / "test-lists" / (std::string{name} + ".csv"));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_GT(read->list.entries.size(), 250u) << name;
    for (const auto& problem : read->problems) {
      const bool harmless = problem.find("begins or ends with a blank") != std::string::npos;
      const bool duplicate = problem.find("stands already in line") != std::string::npos;
      EXPECT_TRUE(harmless || duplicate) << problem;
    }
  }
}

}  // namespace
}  // namespace saksi
