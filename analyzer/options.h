// The command line of saksi-analyzer: each command's options, checked. Throws UsageError.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/endpoint.h"

namespace saksi {

using Words = std::vector<std::string>;
inline constexpr const char* kDefaultDatabase = "saksi-analysis.db";

struct ImportOptions {
  std::filesystem::path db = kDefaultDatabase;
  std::vector<std::filesystem::path> probes;
};

struct ReportOptions {
  std::filesystem::path db = kDefaultDatabase;
  CountryCode country;
  std::filesystem::path out;
  std::vector<std::filesystem::path> fingerprints;  // empty: data/fingerprints.csv
  std::vector<std::filesystem::path> lists;         // empty: testlists/*.csv
  std::optional<SystemTime> since;                  // begin of the first day
  std::optional<SystemTime> until;                  // end of the last day, itself outside
  std::optional<bool> simulated;
  std::string title;
};

struct ShowOptions {
  std::filesystem::path db = kDefaultDatabase;
  std::string what;  // id, URL or host
  std::vector<std::filesystem::path> fingerprints;
  bool json = false;
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
[[nodiscard]] ShowOptions parse_show(const Words& words);
[[nodiscard]] EvaluateOptions parse_evaluate(const Words& words);

/// "2026-11-02" -> midnight UTC at its begin. Throws UsageError naming `option`.
[[nodiscard]] SystemTime parse_day(const std::string& text, const std::string& option);

}  // namespace saksi
