#include "analyzer/evaluate_expected.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "analyzer/errors.h"
#include "core/csv.h"

namespace saksi {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

std::string read_text(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::stringstream content;
  content << stream.rdbuf();
  if (!stream)
    throw BadInput("evaluate: " + file.string() + " cannot be read; check the path and its rights.");
  return content.str();
}

/// A table by the names of its columns.
class Table {
 public:
  explicit Table(const fs::path& file) {
    auto rows = parse_csv(read_text(file), file.string());
    if (!rows) throw BadInput("evaluate: " + rows.error().message);
    if (rows->empty()) throw BadInput("evaluate: " + file.string() + " is empty.");
    for (std::size_t i = 0; i < rows->front().fields.size(); ++i) columns_[rows->front().fields[i]] = i;
    rows->erase(rows->begin());
    rows_ = std::move(*rows);
  }

  [[nodiscard]] bool has(const std::string& column) const { return columns_.contains(column); }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] std::string cell(std::size_t row, const std::string& column) const {
    const auto found = columns_.find(column);
    const auto& fields = rows_[row].fields;
    return found == columns_.end() || found->second >= fields.size() ? std::string{} : fields[found->second];
  }

 private:
  std::map<std::string, std::size_t> columns_;
  std::vector<CsvRow> rows_;
};

/// `"dns"`, `nil`, `None`, `True`, `t` -> dns, null, null, true, true.
std::string plain(std::string cell) {
  while (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"')
    cell = cell.substr(1, cell.size() - 2);
  if (cell == "nil" || cell == "None" || cell == "NULL") return "null";
  if (cell == "t" || cell == "True" || cell == "TRUE") return "true";
  if (cell == "f" || cell == "False" || cell == "FALSE") return "false";
  return cell;
}

struct Column {
  const char* name;
  const char* field;
};

constexpr Column kFlagColumns[] = {
    {"expect_anomaly", "anomaly"}, {"expect_confirmed", "confirmed"}, {"expect_failure", "failure"},
    {"api_anomaly", "anomaly"},    {"api_confirmed", "confirmed"},    {"api_failure", "failure"},
};
constexpr Column kKeyColumns[] = {
    {"probecli_expect_blocking", "blocking"},
    {"probecli_expect_accessible", "accessible"},
    {"probecli_expect_dns_consistency", "dns_consistency"},
    {"probecli_expect_x_blocking_flags", "x_blocking_flags"},
};
constexpr Column kTruthColumns[] = {
    {"truth_verdict", "truth_verdict"},   {"truth_layer", "truth_layer"}, {"truth_method", "truth_method"},
    {"truth_findings", "truth_findings"}, {"truth_share", "truth_share"},
};
/// As stored by the probe: that we read them right.
constexpr Column kStoredColumns[] = {
    {"tk_blocking", "tk_blocking"},
    {"tk_accessible", "tk_accessible"},
    {"tk_dns_consistency", "tk_dns_consistency"},
    {"tk_x_blocking_flags", "tk_x_blocking_flags"},
    {"x_blocking_flags", "tk_x_blocking_flags"},
};

template <std::size_t N>
bool any_of(const Table& table, const Column (&columns)[N]) {
  return std::any_of(std::begin(columns), std::end(columns),
                     [&](const Column& column) { return table.has(column.name); });
}

template <std::size_t N>
void take(const Table& table, std::size_t row, const Column (&columns)[N], Expectation& into) {
  for (const Column& column : columns) {
    const std::string cell = table.cell(row, column.name);
    if (!cell.empty()) into.fields.emplace_back(column.field, plain(cell));
  }
}

std::vector<Expectation> read_table(const fs::path& file) {
  const Table table{file};
  if (!table.has("file"))
    throw BadInput("evaluate: " + file.string() + " has no column 'file' that names the measurements.");
  const bool in_our_words = any_of(table, kTruthColumns);
  const bool uncensored = !in_our_words && !any_of(table, kFlagColumns) && !any_of(table, kKeyColumns) &&
                          !table.has("truth_by_scenario");
  std::vector<Expectation> expectations;
  for (std::size_t row = 0; row < table.size(); ++row) {
    Expectation expectation{table.cell(row, "file"), in_our_words ? table.cell(row, "input") : "", {}};
    const std::string truth = table.cell(row, "truth_by_scenario");
    take(table, row, kTruthColumns, expectation);
    if (!truth.empty() && !in_our_words) expectation.fields.emplace_back("truth", truth);
    if (uncensored) expectation.fields.emplace_back("blocked", "false");
    take(table, row, kKeyColumns, expectation);
    take(table, row, kFlagColumns, expectation);
    take(table, row, kStoredColumns, expectation);
    expectations.push_back(std::move(expectation));
  }
  return expectations;
}

/// Numbers as JSON spells them; body_proportion so too.
std::string plain(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool is_key(const std::string& name) {
  static const std::map<std::string, int> kNoKeys{
      {"name", 0}, {"runs_on", 0}, {"input", 0}, {"condition", 0}, {"x_status_v04", 0}};
  return !kNoKeys.contains(name);
}

std::vector<Expectation> read_cases(const fs::path& file) {
  const Json cases = Json::parse(read_text(file), nullptr, false);
  if (!cases.is_array()) throw BadInput("evaluate: " + file.string() + " is no JSON list of cases.");
  std::vector<Expectation> expectations;
  for (const Json& one : cases) {
    if (!one.is_object() || !one.contains("name") || !one["name"].is_string())
      throw BadInput("evaluate: " + file.string() + " has a case without a name.");
    Expectation expectation{one["name"].get<std::string>() + ".json", "", {}};
    for (const auto& [name, value] : one.items()) {
      if (is_key(name)) expectation.fields.emplace_back(name, plain(value));
    }
    expectations.push_back(std::move(expectation));
  }
  return expectations;
}

/// What both files say of one key is said once: the cases are the more exact.
void join(std::vector<Expectation>& into, std::vector<Expectation>&& more) {
  if (into.empty()) into.swap(more);
  for (Expectation& addition : more) {
    const auto known = std::find_if(into.begin(), into.end(), [&](const Expectation& one) {
      return one.file == addition.file && one.input == addition.input;
    });
    if (known == into.end()) {
      into.push_back(std::move(addition));
      continue;
    }
    for (auto& field : addition.fields) {
      if (known->find(field.first) == nullptr) known->fields.push_back(std::move(field));
    }
  }
}

bool is_rows(const fs::path& file) {
  return file.filename().string().ends_with("_rows.csv");
}

std::vector<ScoredRow> read_rows(const fs::path& file) {
  const Table table{file};
  if (!table.has("scores"))
    throw BadInput("evaluate: " + file.string() + " has no column 'scores' to check the flags by.");
  std::vector<ScoredRow> rows;
  for (std::size_t row = 0; row < table.size(); ++row) {
    rows.push_back({table.cell(row, "measurement_uid"), table.cell(row, "test_name"),
                    table.cell(row, "probe_cc"), table.cell(row, "scores"), plain(table.cell(row, "anomaly")),
                    plain(table.cell(row, "confirmed")), plain(table.cell(row, "msm_failure"))});
  }
  return rows;
}

}  // namespace

const std::string* Expectation::find(const std::string& field) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& known) { return known.first == field; });
  return found == fields.end() ? nullptr : &found->second;
}

Expected read_expected(const fs::path& folder) {
  if (!fs::is_directory(folder))
    throw BadInput("evaluate: " + folder.string() + " is no folder; name one that holds measurements.");
  Expected expected;
  if (fs::exists(folder / "qa-expected.json"))
    join(expected.measurements, read_cases(folder / "qa-expected.json"));
  if (fs::exists(folder / "EXPECTED.csv")) join(expected.measurements, read_table(folder / "EXPECTED.csv"));
  for (const fs::directory_entry& entry : fs::directory_iterator{folder}) {
    if (is_rows(entry.path())) expected.rows = read_rows(entry.path());
  }
  if (expected.measurements.empty() && expected.rows.empty()) {
    throw BadInput("evaluate: " + folder.string() +
                   " holds no EXPECTED.csv, qa-expected.json or *_rows.csv: nothing says what its "
                   "measurements should be called. See `saksi-analyzer help evaluate`.");
  }
  return expected;
}

}  // namespace saksi
