// What a folder of measurements expects, from the files beside them: EXPECTED.csv and qa-expected.json. The
// columns decide what is compared:
// - truth_verdict, truth_layer, truth_method, truth_findings: likewise in our own words, several allowed ones
// with
//   "|" between; empty: no expectation. truth_by_scenario is then only for people;
// - truth_share: of all runs, how many find the URL blocked: held against what we estimate of all
// (reliability);
// - truth_by_scenario: what the network did by construction, held against our verdict;
// - probecli_expect_* and the keys of qa-expected.json: OONI's keys, held against ours from the observations;
// - expect_* or api_*: the flags of OONI's pipeline (t/f or True/False; empty: no expectation);
// - none of these: measurements of a line without censorship, of which nothing may be called blocked;
// - tk_*: as the probe stored them.
// A file of several lines holds several measurements: the column `input` then tells which is meant.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace saksi {

struct Expectation {
  std::string file;
  std::string input;                                        // empty: the file holds one measurement
  std::vector<std::pair<std::string, std::string>> fields;  // name, value; "null" for none

  [[nodiscard]] const std::string* find(const std::string& field) const;
};

/// A row of scores without its measurement (fastpath's table as CSV).
struct ScoredRow {
  std::string key;
  std::string test;
  std::string country;
  std::string scores;  // JSON
  std::string anomaly, confirmed, failure;
};

struct Expected {
  std::vector<Expectation> measurements;  // in the order of the files
  std::vector<ScoredRow> rows;
};

/// Throws BadInput.
[[nodiscard]] Expected read_expected(const std::filesystem::path& folder);

}  // namespace saksi
