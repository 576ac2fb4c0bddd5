#include "core/csv.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

using Fields = std::vector<std::string>;

std::vector<Fields> rows(std::string_view text) {
  std::vector<Fields> all;
  const auto parsed = parse_csv(text, "x.csv").value();
  for (const auto& row : parsed) all.push_back(row.fields);
  return all;
}

std::string error_of(std::string_view text) {
  return parse_csv(text, "x.csv").error().message;
}

TEST(Csv, ReadsQuotesCommasLineBreaksAndBothLineEnds) {
  EXPECT_EQ(rows("a,b\r\nc,d\n"), (std::vector<Fields>{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(rows("\"a,\"\"b\"\"\",\"c\r\nd\"\n"), (std::vector<Fields>{{"a,\"b\"", "c\r\nd"}}));
  EXPECT_EQ(rows("a,,\n"), (std::vector<Fields>{{"a", "", ""}}));
  EXPECT_EQ(rows("a,\"\""), (std::vector<Fields>{{"a", ""}}));
  EXPECT_EQ(rows("\xEF\xBB\xBFurl\n"), (std::vector<Fields>{{"url"}}));
  EXPECT_TRUE(rows("").empty());
}

TEST(Csv, NamesTheLineWhereARowBeginsEvenAfterQuotedLineBreaks) {
  const auto all = parse_csv("a\n\n\"b\nb\"\nc\n", "x.csv").value();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1].line, 3u);
  EXPECT_EQ(all[2].line, 5u);
}

TEST(Csv, BrokenQuotesAreErrorsThatNameFileAndLine) {
  EXPECT_NE(error_of("a\n\"b").find("x.csv:2: "), std::string::npos);
  EXPECT_NE(error_of("a\n\"b").find("never closes"), std::string::npos);
  EXPECT_NE(error_of("a\"b\n").find("quote inside"), std::string::npos);
  EXPECT_NE(error_of("\"a\"b\n").find("after a closing quote"), std::string::npos);
  EXPECT_FALSE(parse_csv("a\rb\n", "x.csv"));
  EXPECT_FALSE(parse_csv(std::string_view{"a\0b", 3}, "x.csv"));
}

TEST(Csv, IsBoundedInFieldsAndInBytes) {
  EXPECT_TRUE(parse_csv(std::string(63, ','), "x.csv"));
  EXPECT_FALSE(parse_csv(std::string(64, ','), "x.csv"));
  EXPECT_TRUE(parse_csv(std::string(65536, 'a'), "x.csv"));
  EXPECT_FALSE(parse_csv(std::string(65537, 'a'), "x.csv"));
  EXPECT_FALSE(parse_csv("\"" + std::string(65537, 'a') + "\"", "x.csv"));
}

TEST(Csv, WhatIsWrittenIsReadBack) {
  for (const Fields& fields : {Fields{"a", "b c", "d,e", "f\"g", "h\ni", "j\r\nk", ""}, Fields{""},
                               Fields{"", ""}, Fields{"\"", "'"}}) {
    EXPECT_EQ(rows(csv_line(fields)), std::vector<Fields>{fields});
  }
  EXPECT_EQ(csv_line({"a", "b"}), "a,b\n");
}

TEST(Csv, SpreadsheetsDoNotTakeAFieldForAFormula) {
  EXPECT_EQ(csv_line_for_spreadsheets({"=1+1", "+1", "-1", "@x", "\tx", "a=b"}),
            "'=1+1,'+1,'-1,'@x,'\tx,a=b\n");
  EXPECT_EQ(csv_line_for_spreadsheets({"=HYPERLINK(\"x\",\"y\")"}), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"\n");
}

}  // namespace
}  // namespace saksi
