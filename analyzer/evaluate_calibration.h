// How far our words and intervals can be trusted, on measurements whose truth is known by construction: of
// all that we called "blocked, strong", how much was blocked; of all 95 % intervals, how many hold the true
// share.
#pragma once

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/archive/result.h"
#include "analyzer/evaluate_expected.h"

namespace saksi {

/// What was said, how often, and how often that is true. Words that decide nothing ("inconclusive",
/// "insufficient") are never wrong: `right` is then 0 and `decides` false.
struct WordCount {
  std::string word;  // "blocked confirmed", "accessible no_sign", "insufficient not_concluded"
  bool decides = true;
  std::size_t said = 0;
  std::size_t right = 0;
};

struct IntervalCount {
  double level = 0;  // nominal
  std::size_t cells = 0;
  std::size_t covered = 0;  // that hold the true share
};

struct Calibration {
  std::vector<WordCount> measurements;   // by word
  std::vector<WordCount> cells;          // a URL on a network, over all its measurements
  std::vector<IntervalCount> intervals;  // of cells that are blocked in a part of all runs
};

/// Collects measurements that state `truth_verdict` or `truth_share`; others are left out.
class Calibrating {
 public:
  void add(const Expectation& expectation, const ArchivedResult& result);
  /// Nothing was added: empty lists.
  [[nodiscard]] Calibration finish() const;

 private:
  using Cell = std::pair<std::string, std::uint32_t>;  // input, AS number

  std::map<std::string, WordCount> words_;
  std::vector<ArchivedResult> results_;
  std::map<Cell, double> shares_;  // below 0: two measurements state different ones, so nobody knows
};

}  // namespace saksi
