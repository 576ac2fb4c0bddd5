// The answer to a question as one table, whatever it is written as: for a terminal, CSV, JSON, or a
// Frictionless data package. Columns carry their type and meaning, so that every form can tell them.
//
// Texts in a table come from the web and from probes: each writer makes them harmless for what it writes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace saksi {

/// Frictionless Table Schema's names of types.
enum class ColumnType : std::uint8_t { string, integer, number, boolean, date, datetime };
[[nodiscard]] std::string_view to_string(ColumnType type);

/// Nothing stands for "does not apply" or "not known"; never for 0.
using Value = std::variant<std::monostate, std::string, std::int64_t, double, bool, SystemTime>;

struct Column {
  std::string
      name;  // of the CSV column and the JSON key: lower case, words joined by '_'; empty: terminal only
  std::string title;  // over the column in a terminal; empty: not shown there
  ColumnType type = ColumnType::string;
  std::string description;  // one sentence; units
  bool grouped = false;     // in a terminal, a value is not repeated in the rows below it
  bool whole = false;       // in a terminal, never broken into lines: a strip
};

struct Table {
  std::string name;         // of the file in a package: "blocked"
  std::string title;        // one line: what it shows
  std::string description;  // the rule that a reader must know
  std::vector<Column> columns;
  std::vector<std::vector<Value>> rows;  // as many values as columns; of the column's type or nothing
  std::vector<std::string> about;        // sentences in front: what was asked, of how much
  std::vector<std::string> notes;        // sentences behind: what weakens it, what to ask next

  void add(std::vector<Value> row) { rows.push_back(std::move(row)); }
};

[[nodiscard]] Value number_or_nothing(std::optional<double> number);
[[nodiscard]] Value time_or_nothing(const std::optional<SystemTime>& time);
[[nodiscard]] Value count_value(std::size_t count);
/// The begin of a day that is counted since 1970-01-01.
[[nodiscard]] SystemTime begin_of_day(std::int32_t day);

/// As CSV and JSON show a value: "2026-11-02", "2026-11-02T10:05:00Z", "0.125", "true"; "" for nothing.
[[nodiscard]] std::string plain_text(const Value& value, ColumnType type);

/// Aligned in at most `width` characters where that is possible at all; long texts go on in the next line.
[[nodiscard]] std::string to_terminal(const Table& table, std::size_t width);
/// RFC 4180 with a header row, defused for spreadsheets as all our CSV files.
[[nodiscard]] std::string to_csv(const Table& table);
/// One object: question, title, about, columns, rows (objects by column name), notes.
[[nodiscard]] std::string to_json(const Table& table);

/// Where the numbers come from, for the package.
struct PackageSource {
  std::string title;
  std::string path;  // file or URL; may be empty
  std::string sha256;
};
struct Package {
  std::string name;  // lower case, digits, '-', '.', '_'
  std::string title;
  std::string description;
  SystemTime created{};
  std::string version;                // of the rules
  std::vector<std::string> licences;  // names from opendefinition.org; the caller knows the data's
  std::vector<PackageSource> sources;
};
/// Writes datapackage.json (specs.frictionlessdata.io/data-package, v1) and TABLE.csv into `folder`, which
/// is made if it is not there. The error says which file and why.
[[nodiscard]] Result<void> write_package(const std::filesystem::path& folder, const Package& package,
                                         const std::vector<Table>& tables);
/// The text of datapackage.json; `csv_texts` of the tables, in their order.
[[nodiscard]] std::string package_json(const Package& package, const std::vector<Table>& tables,
                                       const std::vector<std::string>& csv_texts);

}  // namespace saksi
