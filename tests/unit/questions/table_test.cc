#include "analyzer/questions/table.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/csv.h"
#include "core/digest.h"
#include "tests/support/temporary_folder.h"

namespace saksi {
namespace {

const char* const kHostile = "=cmd|'/c calc'!A1\x1b[2J\n\xff<script>";

Table sample() {
  Table table{"sample",
              "A sample",
              "Rows.",
              {{"url", "URL", ColumnType::string, "As measured", true},
               {"n", "Count", ColumnType::integer, "How many"},
               {"share", "", ColumnType::number, "A share"},
               {"sure", "Sure", ColumnType::boolean, "Whether"},
               {"day", "Day", ColumnType::date, "UTC"},
               {"", "Picture", ColumnType::string, "", false, true}},
              {},
              {"About."},
              {"A note."}};
  const SystemTime day = *parse_time("2026-11-02 10:05:00");
  table.add({std::string("https://a.example/"), std::int64_t{12}, 0.125, true, day, std::string("BBoo..")});
  table.add(
      {std::string("https://a.example/"), std::int64_t{3}, Value(), false, Value(), std::string("......")});
  table.add({std::string(kHostile), std::int64_t{-1}, 1.0, Value(), day, std::string("o")});
  return table;
}

TEST(Table, CsvIsReadBackAndHasNoFormulaAndNoTerminalColumn) {
  const auto rows = *parse_csv(to_csv(sample()), "sample");
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].fields, (std::vector<std::string>{"url", "n", "share", "sure", "day"}));
  EXPECT_EQ(rows[1].fields,
            (std::vector<std::string>{"https://a.example/", "12", "0.125", "true", "2026-11-02"}));
  EXPECT_EQ(rows[2].fields[2], "") << "nothing is an empty field";
  EXPECT_TRUE(rows[3].fields[0].starts_with("'=cmd")) << "a spreadsheet must not run it";
  EXPECT_EQ(rows[3].fields[0].find('\x1b'), std::string::npos);
}

TEST(Table, JsonKeepsTypesAndNamesNothingNull) {
  const auto json = nlohmann::json::parse(to_json(sample()));
  EXPECT_EQ(json["rows"][0]["n"], 12);
  EXPECT_EQ(json["rows"][0]["share"], 0.125);
  EXPECT_EQ(json["rows"][0]["sure"], true);
  EXPECT_EQ(json["rows"][0]["day"], "2026-11-02");
  EXPECT_TRUE(json["rows"][1]["share"].is_null());
  EXPECT_EQ(json["columns"].size(), 5U);
  EXPECT_EQ(json["rows"][0].size(), 5U);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

TEST(Table, TheTerminalIsAlignedAndHarmless) {
  const std::string text = to_terminal(sample(), 100);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  for (const std::string& line : lines_of(text)) EXPECT_LE(line.size(), 300U);
  EXPECT_NE(text.find("12  yes   2026-11-02  BBoo.."), std::string::npos) << text;
  EXPECT_EQ(text.find("https://a.example/"), text.rfind("https://a.example/"))
      << "a grouped value stands once";
}

TEST(Table, LongTextsGoOnInTheNextLineAndStripsStayWhole) {
  Table table{
      "t", "T", "", {{"a", "A", ColumnType::string, ""}, {"", "S", ColumnType::string, "", false, true}},
      {},  {},  {}};
  table.add({std::string("several words that are too long for one line of a narrow terminal"),
             std::string(40, '.')});
  const std::string text = to_terminal(table, 60);
  EXPECT_NE(text.find(std::string(40, '.')), std::string::npos);
  for (const std::string& line : lines_of(text)) {
    const bool rule = line.find("\xE2\x94\x80") != std::string::npos;  // three bytes a sign
    EXPECT_LE(line.size(), rule ? 180U : 60U) << line;
  }
}

TEST(Table, WideCharactersTakeTwoColumns) {
  Table table{"t", "T", "", {{"a", "A", ColumnType::string, ""}, {"n", "N", ColumnType::integer, ""}},
              {},  {},  {}};
  table.add({std::string("\xE4\xB8\xAD\xE5\x9B\xBD"), std::int64_t{1}});  // two characters, four columns
  table.add({std::string("abcd"), std::int64_t{2}});
  const std::string text = to_terminal(table, 80);
  EXPECT_NE(text.find("\xE4\xB8\xAD\xE5\x9B\xBD  1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("abcd  2\n"), std::string::npos) << text;
}

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What the specification (Data Package v1, Tabular Data Resource v1) demands of a package, checked by hand.
TEST(Table, ThePackageIsAFrictionlessOne) {
  const TemporaryFolder folder;
  Package package{"saksi-sample",
                  "A sample",
                  "Text",
                  *parse_time("2026-11-21 12:00:00"),
                  "0.1.0",
                  {"CC-BY-4.0"},
                  {{"file.jsonl.gz", "", std::string(64, 'a')}}};
  ASSERT_TRUE(write_package(folder.path() / "p", package, {sample()}));
  const auto json = nlohmann::json::parse(read(folder.path() / "p" / "datapackage.json"));
  EXPECT_EQ(json["profile"], "tabular-data-package");
  EXPECT_EQ(json["name"].get<std::string>().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._"),
            std::string::npos);
  EXPECT_EQ(json["licenses"][0]["name"], "CC-BY-4.0");
  EXPECT_EQ(json["sources"][0]["title"], "file.jsonl.gz");
  ASSERT_EQ(json["resources"].size(), 1U);
  const auto& resource = json["resources"][0];
  const std::string csv = read(folder.path() / "p" / resource["path"].get<std::string>());
  EXPECT_EQ(resource["bytes"], csv.size());
  EXPECT_EQ(resource["hash"], "sha256:" + sha256_hex(csv));
  const auto rows = *parse_csv(csv, "sample");
  const auto& fields = resource["schema"]["fields"];
  ASSERT_EQ(fields.size(), rows[0].fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) EXPECT_EQ(fields[i]["name"], rows[0].fields[i]);
  EXPECT_EQ(resource["schema"]["missingValues"], nlohmann::json::array({""}));
}

TEST(Table, APackageThatCannotBeWrittenSaysWhich) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  const auto written = write_package(folder.path() / "file" / "p", {}, {sample()});
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find("file"), std::string::npos);
}

}  // namespace
}  // namespace saksi
