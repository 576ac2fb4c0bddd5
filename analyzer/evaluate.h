// `saksi-analyzer evaluate`: measurements whose truth, or whose flags by OONI's pipeline, somebody else has
// written down, judged by our rules and compared field by field. How a folder states what it expects:
// evaluate_expected.h.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "analyzer/archive/result.h"
#include "analyzer/evaluate_reliability.h"
#include "core/judge/fingerprint.h"

namespace saksi {

/// One field of one measurement, where theirs and ours are not the same.
struct EvaluatedDifference {
  std::string file;  // with the input, where it holds several measurements
  std::string field;
  std::string test;
  std::string theirs;
  std::string ours;
  Difference why = Difference::none;  // between our verdict and OONI's flags on this measurement
  std::string verdict;                // ours, in a few words
  std::string reason;                 // why it is explained; empty: it is not
};

struct FieldCount {
  std::string field;
  std::size_t compared = 0;
  std::size_t agree = 0;
};

struct Evaluation {
  std::filesystem::path folder;
  std::size_t measurements = 0;
  std::vector<FieldCount> fields;  // in the order in which they were first compared
  std::vector<EvaluatedDifference> differences;
  Reliability reliability;            // of folders that state truth_verdict or truth_share
  std::vector<std::string> problems;  // files that are expected and cannot be read

  [[nodiscard]] std::size_t unexplained() const;
  void count(const std::string& field, bool agrees);
};

/// Throws BadInput for a folder that says nothing of what it expects, or says it in a way that cannot be
/// read.
[[nodiscard]] Evaluation evaluate_folder(const std::filesystem::path& folder,
                                         const Fingerprints& fingerprints);

/// Both end with how many differences are explained.
void print_table(const Evaluation& evaluation, std::ostream& out);
void print_json(const Evaluation& evaluation, std::ostream& out);

}  // namespace saksi
