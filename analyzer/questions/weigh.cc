#include "analyzer/questions/weigh.h"

#include <algorithm>
#include <span>

#include "analyzer/questions/asked.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

using OfInput = std::span<const CellEstimate>;

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
  if (!share_of(estimate).sufficient || estimate.state == CellState::blocked) return;
  cell.verdict = VerdictWord::inconclusive;
  cell.certainty = Certainty::not_concluded;
  cell.reasons.push_back("Blocked in " + share_words(estimate) +
                         ": that is not more than lines show where nothing is blocked.");
}

void weigh(CountrySites& country, Site& site, OfInput estimates) {
  for (Cell& cell : site.cells) {
    const std::uint32_t network = country.positions.at(cell.network);
    const auto found =
        std::lower_bound(estimates.begin(), estimates.end(), network,
                         [](const CellEstimate& one, std::uint32_t wanted) { return one.network < wanted; });
    if (!cell.tested() || found == estimates.end() || found->network != network || found->runs == 0) continue;
    cell.share = share_of(*found);
    decide_mixed(cell, *found);
    doubt_noise(cell, *found);
  }
}

OfInput of_input(const std::vector<CellEstimate>& estimates, std::uint32_t input) {
  const auto begin =
      std::lower_bound(estimates.begin(), estimates.end(), input,
                       [](const CellEstimate& one, std::uint32_t wanted) { return one.input < wanted; });
  const auto end =
      std::find_if(begin, estimates.end(), [input](const CellEstimate& one) { return one.input != input; });
  return {begin, end};
}

}  // namespace

void weigh(std::vector<CountrySites>& countries, const std::vector<CellEstimate>& estimates) {
  for (CountrySites& country : countries) {
    for (std::size_t i = 0; i < country.sites.size(); ++i)
      weigh(country, country.sites[i], of_input(estimates, country.inputs[i]));
  }
}

}  // namespace saksi
