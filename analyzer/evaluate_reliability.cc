#include "analyzer/evaluate_reliability.h"

#include <charconv>
#include <cmath>

#include "analyzer/archive/archive.h"
#include "analyzer/evaluate_ours.h"
#include "analyzer/statistics/cell_estimate.h"

namespace saksi {

namespace {

constexpr std::array kLevels{0.5, 0.8, 0.95};  // the last is that of every table
constexpr double kNobodyKnows = -1;

std::optional<double> share_of(const Expectation& expectation) {
  const std::string* const text = expectation.find("truth_share");
  if (text == nullptr) return std::nullopt;
  double share = 0;
  const char* const end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, share);
  if (error != std::errc{} || rest != end || !(share >= 0 && share <= 1)) return std::nullopt;
  return share;
}

void count(std::map<std::string, WordCount>& words, const std::string& word, bool decides, bool right) {
  WordCount& one = words.try_emplace(word, WordCount{word, decides, 0, 0}).first->second;
  ++one.said;
  one.right += decides && right ? 1 : 0;
}

std::vector<WordCount> listed(const std::map<std::string, WordCount>& words) {
  std::vector<WordCount> out;
  for (const auto& [word, one] : words) out.push_back(one);
  return out;
}

bool decides(VerdictWord word) {
  return word != VerdictWord::inconclusive && word != VerdictWord::local_network;
}

bool decides(CellState state) {
  return state == CellState::blocked || state == CellState::accessible;
}

/// A URL is blocked when somebody blocks it, be it in a part of all runs. It is rightly called accessible
/// when nobody does, or when none of the runs that there are was blocked.
bool is_right(const CellEstimate& cell, double share) {
  if (cell.state == CellState::blocked) return share > 0;
  return share == 0 || cell.blocked_runs == 0;
}

/// As the archive counts them: the same code as in every question.
Tallies tallies_of(const std::vector<ArchivedResult>& results) {
  const auto archive = open_archive(":memory:", true);
  Source source;
  source.path = "evaluate";
  source.sha256 = std::string(64, '0');
  source = archive->begin_source(source);
  archive->add(results, {}, source);
  return archive->tally({});
}

bool is_never_or_always(double share) {
  return share == 0 || share == 1;
}

/// Fifths of all runs; what is blocked never or always stands for itself.
double upper_fifth(double share) {
  return is_never_or_always(share) ? share : std::ceil(share * 5) / 5;
}

void count_share(ShareCount& into, double share, const CellEstimate& cell) {
  into.share = share;
  ++into.cells;
  if (cell.state == CellState::blocked) {
    ++into.blocked;
  } else if (cell.state == CellState::accessible) {
    ++into.accessible;
    into.unseen += cell.blocked_runs == 0 ? 1 : 0;
  } else {
    ++into.undecided;
  }
}

using Shares = std::map<std::pair<std::string, std::uint32_t>, double>;

std::vector<EstimatedCell> estimated(const Tallies& tallies, const Shares& shares, double level) {
  EstimateOptions options;
  options.level = level;
  std::vector<EstimatedCell> out;
  for (CellEstimate& cell : estimate_cells(tallies, options)) {
    const std::string& input = tallies.inputs[cell.input].input;
    const std::uint32_t asn = tallies.networks[cell.network].asn.number;
    const auto share = shares.find({input, asn});
    if (share != shares.end() && share->second != kNobodyKnows)
      out.push_back({input, asn, share->second, std::move(cell)});
  }
  return out;
}

std::vector<WordCount> words_of(const std::vector<EstimatedCell>& cells) {
  std::map<std::string, WordCount> counted;
  for (const auto& [input, asn, truth, cell] : cells) {
    const std::string word =
        std::string{to_string(cell.state)} + " " + std::string{to_string(cell.certainty)};
    count(counted, word, decides(cell.state), is_right(cell, truth));
  }
  return listed(counted);
}

std::vector<ShareCount> by_share(const std::vector<EstimatedCell>& cells) {
  // 1 as the upper end of the last fifth stands before what is always blocked.
  std::map<std::pair<double, bool>, ShareCount> counted;
  for (const EstimatedCell& cell : cells) {
    const double share = upper_fifth(cell.truth);
    count_share(counted[{share, cell.truth == 1}], share, cell.estimate);
  }
  std::vector<ShareCount> out;
  for (const auto& [key, one] : counted) {
    out.push_back(one);
    out.back().partial = !is_never_or_always(key.first) || (key.first == 1 && !key.second);
  }
  return out;
}

/// An interval is about what may be true given what was seen, so that it is held to account by what was seen,
/// not by what is true: cells without a blocked run have intervals that begin at 0, where the truth of most
/// lies.
IntervalCount covered(const std::vector<EstimatedCell>& cells, double level) {
  IntervalCount out{level, 0, 0};
  for (const auto& [input, asn, truth, cell] : cells) {
    if (cell.blocked_runs == 0) continue;
    ++out.cells;
    out.covered += cell.interval.low <= truth && truth <= cell.interval.high ? 1 : 0;
  }
  return out;
}

}  // namespace

void ReliabilityCount::add(const Expectation& expectation, const ArchivedResult& result) {
  if (const std::string* const truth = expectation.find("truth_verdict"); truth != nullptr) {
    const VerdictWord word = result.outcome.word;
    const std::string said{to_string(word)};
    count(words_, said + " " + std::string{to_string(result.outcome.certainty)}, decides(word),
          is_one_of(*truth, said));
  }
  const std::optional<double> share = share_of(expectation);
  if (!share) return;
  const auto [known, is_new] = shares_.try_emplace({result.input, result.vantage.asn.number}, *share);
  if (!is_new && known->second != *share) known->second = kNobodyKnows;
  results_.push_back(result);
}

Reliability ReliabilityCount::finish() const {
  Reliability out;
  out.measurements = listed(words_);
  if (results_.empty()) return out;
  const Tallies tallies = tallies_of(results_);
  for (const double level : kLevels) {
    out.estimates = estimated(tallies, shares_, level);
    if (const IntervalCount counted = covered(out.estimates, level); counted.cells > 0)
      out.intervals.push_back(counted);
  }
  out.cells = words_of(out.estimates);
  out.shares = by_share(out.estimates);
  return out;
}

}  // namespace saksi
