#include "analyzer/questions/weigh.h"

#include <algorithm>

#include "analyzer/questions/asked.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

Share share_of(const CellEstimate& estimate) {
  const bool enough = estimate.state != CellState::insufficient && estimate.state != CellState::not_tested;
  return {estimate.share, estimate.interval.low, estimate.interval.high, estimate.effective_runs, enough};
}

std::string share_words(const CellEstimate& estimate) {
  return share_text(estimate.share, estimate.interval.low, estimate.interval.high) +
         " of independent runs (95 % interval; worth " + count_of(estimate.runs, "run", "runs") + ")";
}

/// The rules see a change back and forth; the statistics see that nearly every run was blocked.
void decide_mixed(Cell& cell, const CellEstimate& estimate) {
  if (cell.verdict != VerdictWord::inconclusive || cell.blocked == 0) return;
  if (estimate.state != CellState::blocked || estimate.interval.low < kMostRuns) return;
  cell.verdict = VerdictWord::blocked;
  cell.certainty = std::min(estimate.certainty, Certainty::possible);
  cell.scope = estimate.scope;
  cell.layer = estimate.layer;
  cell.method = estimate.method;
  cell.reasons = {"Blocked in " + share_words(estimate) + ", although it opened in between."};
}

/// The rules see a few failures of the same kind; the statistics see no more than a quiet line shows.
void doubt_noise(Cell& cell, const CellEstimate& estimate) {
  if (cell.verdict != VerdictWord::blocked || cell.best != Certainty::possible) return;
  if (!share_of(estimate).sufficient || estimate.noise <= kRatherNoise) return;
  cell.verdict = VerdictWord::inconclusive;
  cell.certainty = Certainty::not_concluded;
  cell.reasons.push_back("Blocked in " + share_words(estimate) +
                         ": that is not more than lines show where nothing is blocked.");
}

}  // namespace

void weigh(Cell& cell, const CellEstimate& estimate) {
  if (!cell.tested() || estimate.runs == 0) return;
  cell.share = share_of(estimate);
  decide_mixed(cell, estimate);
  doubt_noise(cell, estimate);
}

}  // namespace saksi
