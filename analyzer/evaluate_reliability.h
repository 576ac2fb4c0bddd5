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
#include "analyzer/statistics/cell_estimate.h"

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

/// Cells that are blocked in about the same share of runs, by construction, and what we say of them.
struct ShareCount {
  double share = 0;      // exactly 0 or 1; or the upper end of a fifth, when partial
  bool partial = false;  // from 0.2 below `share` up to it
  std::size_t cells = 0;
  std::size_t blocked = 0, accessible = 0, undecided = 0;
  std::size_t unseen = 0;  // of those called accessible: no run of them was blocked, so nobody could know
};

/// One cell whose share is known, beside what we estimate.
struct EstimatedCell {
  std::string input;
  std::uint32_t asn = 0;
  double truth = 0;
  CellEstimate estimate;
};

struct Reliability {
  std::vector<WordCount> measurements;   // by word
  std::vector<WordCount> cells;          // a URL on a network, over all its measurements
  std::vector<EstimatedCell> estimates;  // of the cells, by URL and network
  std::vector<ShareCount> shares;        // of the cells, by share
  std::vector<IntervalCount> intervals;  // of cells with a blocked run
};

/// Collects measurements that state `truth_verdict` or `truth_share`; others are left out.
class ReliabilityCount {
 public:
  void add(const Expectation& expectation, const ArchivedResult& result);
  /// Nothing was added: empty lists.
  [[nodiscard]] Reliability finish() const;

 private:
  using Cell = std::pair<std::string, std::uint32_t>;  // input, AS number

  std::map<std::string, WordCount> words_;
  std::vector<ArchivedResult> results_;
  std::map<Cell, double> shares_;  // below 0: two measurements state different ones, so nobody knows
};

}  // namespace saksi
