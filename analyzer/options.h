// The command line of saksi-analyzer: each command's options, checked. Throws UsageError.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"
#include "core/clock.h"
#include "core/endpoint.h"

namespace saksi {

using Words = std::vector<std::string>;
inline constexpr const char* kDefaultStore = "saksi-analysis.db";

enum class TableFormat : std::uint8_t { terminal, csv, json };

/// Where a table goes, and in what form.
struct OutputOptions {
  TableFormat format = TableFormat::terminal;
  std::filesystem::path out;      // a file; empty: standard output
  std::filesystem::path package;  // a folder for a Frictionless data package; empty: none
};

struct ImportOptions {
  std::string store = kDefaultStore;  // a file, or clickhouse://host:port/database: open_archive()
  std::vector<std::filesystem::path> paths;
  std::vector<std::filesystem::path> fingerprints;  // empty: data/fingerprints.csv
  unsigned jobs = 0;                                // 0: as many as there are cores
  bool damaged = false;                             // imports nothing: shows what was set aside
};

struct ReportOptions {
  std::string store = kDefaultStore;  // or a probe's database
  CountryCode country;
  std::filesystem::path out;
  std::vector<std::filesystem::path> fingerprints;  // empty: data/fingerprints.csv
  std::vector<std::filesystem::path> lists;         // empty: testlists/*.csv
  std::optional<SystemTime> since;                  // begin of the first day
  std::optional<SystemTime> until;                  // end of the last day, itself outside
  std::optional<bool> simulated;
  std::string title;
};

/// Judges anew what a store holds, into a new one.
struct RejudgeOptions {
  std::string store = kDefaultStore;
  std::filesystem::path out;
  std::vector<std::filesystem::path> fingerprints;  // empty: data/fingerprints.csv
};

struct ShowOptions {
  std::string store = kDefaultStore;
  std::string what;  // id, URL or host
  std::vector<std::filesystem::path> fingerprints;
  bool json = false;
};

/// What all questions have in common: blocked, coverage, sources, candidates, differences, events...
struct QuestionOptions {
  std::string store = kDefaultStore;
  Filter filter;
  OutputOptions output;
  std::vector<std::string> subjects;  // bare words: the URL of history, the two sides of compare
  std::vector<std::filesystem::path> fingerprints;  // empty: data/fingerprints.csv
  std::vector<std::filesystem::path> lists;  // test lists for categories and groups; empty: testlists/*.csv
  std::string category;                      // Citizen Lab code
  std::string group;                         // id of a rights group
  std::string raw;                           // evidence: the key of the line to print
  std::size_t most = 0;                      // rows; 0: the command's own limit
};

struct EvaluateOptions {
  std::vector<std::filesystem::path> folders;
  std::filesystem::path explained;                  // empty: data/explained_differences.csv
  std::vector<std::filesystem::path> fingerprints;  // empty: data/fingerprints.csv
  bool json = false;
};

/// `words` behind the command's name.
[[nodiscard]] ImportOptions parse_import(const Words& words);
[[nodiscard]] ReportOptions parse_report(const Words& words);
[[nodiscard]] RejudgeOptions parse_rejudge(const Words& words);
[[nodiscard]] ShowOptions parse_show(const Words& words);
/// `command` names itself in errors. `subjects`: how many bare words it takes.
[[nodiscard]] QuestionOptions parse_question(const std::string& command, const Words& words,
                                             std::size_t subjects = 0);
[[nodiscard]] EvaluateOptions parse_evaluate(const Words& words);

/// "2026-11-02" -> midnight UTC at its begin. Throws UsageError naming `option`.
[[nodiscard]] SystemTime parse_day(const std::string& text, const std::string& option);

}  // namespace saksi
