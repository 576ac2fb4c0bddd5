#include "analyzer/questions/evidence.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>

#include "analyzer/questions/asked.h"
#include "analyzer/questions/site_cells.h"
#include "analyzer/report/words.h"
#include "core/hex.h"

namespace saksi {

namespace {

std::string how_words(const Outcome& outcome) {
  return outcome.layer && outcome.method ? code_of(*outcome.layer, *outcome.method) : "";
}

std::string verdict_words(const Outcome& outcome) {
  std::string text(to_string(outcome.word));
  if (outcome.word == VerdictWord::blocked) text += " " + std::string(to_string(outcome.certainty));
  const std::string how = how_words(outcome);
  return how.empty() ? text : text + ", " + how;
}

std::vector<Column> evidence_columns() {
  return {
      {"key", "", ColumnType::string, "Number of the result: `evidence --raw KEY` prints its line"},
      {"", "Key", ColumnType::string, ""},
      {"started", "Begun (UTC)", ColumnType::datetime, "When it was measured"},
      {"url", "", ColumnType::string, "As measured"},
      {"country", "", ColumnType::string, "ISO 3166-1 alpha-2 code of the network"},
      {"asn", "", ColumnType::integer, "AS number; 0: not known"},
      {"as_name", "", ColumnType::string, "Name of the network"},
      {"origin", "By", ColumnType::string, "saksi: our probe; ooni: any other"},
      {"software", "", ColumnType::string, "Name and version of the probe"},
      {"verdict", "", ColumnType::string, "Ours of this measurement alone"},
      {"certainty", "", ColumnType::string, "Ours"},
      {"layer", "", ColumnType::string, "Of a blocked one"},
      {"method", "", ColumnType::string, "Of a blocked one"},
      {"fingerprint", "", ColumnType::string, "Name of the one that matched"},
      {"", "Our verdict", ColumnType::string, ""},
      {"ooni", "OONI's", ColumnType::string, "OONI's blocking and flags"},
      {"difference", "Why they differ", ColumnType::string, "Empty: they agree. docs/questions.md"},
      {"corrected_by", "Corrected", ColumnType::string, "Rule by which other measurements correct this one"},
      {"file", "", ColumnType::string, "File that it was imported from"},
      {"offset", "", ColumnType::integer, "Of its line in the unpacked file, bytes"},
      {"length", "", ColumnType::integer, "Of its line, bytes"},
      {"", "Line", ColumnType::string, ""}};
}

const Source* source_of(std::span<const Source> sources, std::uint32_t id) {
  const auto found =
      std::find_if(sources.begin(), sources.end(), [id](const Source& one) { return one.id == id; });
  return found == sources.end() ? nullptr : &*found;
}

std::string correction_words(std::span<const Correction> corrections, const ResultKey& key) {
  const auto found =
      std::lower_bound(corrections.begin(), corrections.end(), key,
                       [](const Correction& one, const ResultKey& wanted) { return one.key < wanted; });
  if (found == corrections.end() || found->key != key) return "";
  return found->rule + (found->set_aside ? " (set aside)" : ": " + verdict_words(found->outcome));
}

template <class Enum>
Value name_value(const std::optional<Enum>& value) {
  return value ? Value(std::string(to_string(*value))) : Value();
}

std::vector<Value> row_of(const ArchivedResult& row, std::span<const Correction> corrections,
                          std::span<const Source> sources) {
  const Source* source = source_of(sources, row.source);
  const std::string key = to_hex(row.key);
  const std::string file = source == nullptr ? "" : source->path;
  const std::string line =
      std::filesystem::path(file).filename().string() +
      (row.ours ? "" : " @" + std::to_string(row.offset) + "+" + std::to_string(row.length));
  return {key,
          key.substr(0, 10),
          row.started,
          shown_input({row.input, row.host, row.test}),
          row.vantage.country.to_string(),
          static_cast<std::int64_t>(row.vantage.asn.number),
          row.vantage.as_name,
          std::string(row.ours ? "saksi" : "ooni"),
          row.software,
          std::string(to_string(row.outcome.word)),
          std::string(to_string(row.outcome.certainty)),
          name_value(row.outcome.layer),
          name_value(row.outcome.method),
          row.fingerprint,
          verdict_words(row.outcome),
          row.ours ? "" : ooni_words(row),
          row.difference == Difference::none ? "" : std::string(to_string(row.difference)),
          correction_words(corrections, row.key),
          file,
          static_cast<std::int64_t>(row.offset),
          static_cast<std::int64_t>(row.length),
          line};
}

using DifferenceKey = std::tuple<TestName, Difference, VerdictWord, std::string>;

}  // namespace

std::string ooni_words(const ArchivedResult& row) {
  std::string text = row.test == TestName::web_connectivity ? std::string(to_string(row.ooni.blocking)) : "";
  const auto add = [&text](const char* word) { text += (text.empty() ? "" : ", ") + std::string(word); };
  if (row.ooni.confirmed) add("confirmed");
  if (row.ooni.anomaly) add("anomaly");
  if (row.ooni.failure) add("failure");
  return text.empty() || text == "false" ? "ok" : text;
}

Table evidence_table(std::span<const ArchivedResult> rows, std::span<const Correction> corrections,
                     std::span<const Source> sources, std::size_t all, const Filter& asked) {
  Table table{"evidence",
              "All evidence",
              "One row per measurement, those that were set aside too.",
              evidence_columns(),
              {},
              {},
              {}};
  for (const ArchivedResult& row : rows) table.add(row_of(row, corrections, sources));
  table.about.push_back(asked_words(asked) + ": " + thousands(all) + ".");
  if (rows.size() < all) {
    table.notes.push_back("Shown are the oldest " + thousands(rows.size()) +
                          "; --since and --until narrow it down, --most N shows more.");
  }
  table.notes.emplace_back(
      "`saksi-analyzer evidence --raw KEY` prints the line itself and checks that it is still the same.");
  return table;
}

Table differences_table(std::span<const ArchivedResult> rows, std::size_t all, const Filter& asked) {
  std::map<DifferenceKey, std::pair<std::size_t, std::string>> counts;
  for (const ArchivedResult& row : rows) {
    if (row.ours) continue;
    auto& [count, example] = counts[{row.test, row.difference, row.outcome.word, ooni_words(row)}];
    if (++count == 1) example = to_hex(row.key);
  }
  Table table{
      "differences",
      "Our verdicts and OONI's, side by side",
      "One row for each pair of words and each reason why they differ; docs/questions.md explains the "
      "reasons.",
      {{"test", "Test", ColumnType::string, "OONI's name of the test", true},
       {"difference", "Why they differ", ColumnType::string, "none: they agree", true},
       {"verdict", "Ours", ColumnType::string, "Our verdict of the measurement alone"},
       {"ooni", "OONI's", ColumnType::string, "OONI's blocking and flags"},
       {"measurements", "Measurements", ColumnType::integer, "How many"},
       {"example", "", ColumnType::string, "Key of one of them"},
       {"", "Example", ColumnType::string, ""}},
      {},
      {},
      {}};
  for (const auto& [key, counted] : counts) {
    const auto& [test, difference, word, ooni] = key;
    table.add({std::string(to_string(test)), std::string(to_string(difference)), std::string(to_string(word)),
               ooni, count_value(counted.first), counted.second, counted.second.substr(0, 10)});
  }
  table.about.push_back(asked_words(asked) + ": " + thousands(all) + ".");
  if (rows.size() < all)
    table.notes.push_back("Counted are the oldest " + thousands(rows.size()) + "; --most N counts more.");
  return table;
}

}  // namespace saksi
