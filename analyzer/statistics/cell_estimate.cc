#include "analyzer/statistics/cell_estimate.h"

#include <algorithm>

#include "analyzer/statistics/cell_evidence.h"
#include "analyzer/statistics/cell_words.h"
#include "analyzer/statistics/learning.h"
#include "analyzer/statistics/posterior.h"
#include "core/enum_names.h"

namespace saksi {

namespace {

constexpr EnumNames<CellState, 7> kCellStates{{
    {CellState::blocked, "blocked"},
    {CellState::accessible, "accessible"},
    {CellState::site_down, "site_down"},
    {CellState::refused_by_server, "refused_by_server"},
    {CellState::inconclusive, "inconclusive"},
    {CellState::insufficient, "insufficient"},
    {CellState::not_tested, "not_tested"},
}};
static_assert(names_every_enumerator(kCellStates, CellState::not_tested));

/// Cells with more blocked runs than this do not hang on one of them: no need to try.
constexpr std::uint32_t kFewRuns = 12;

constexpr const char* kOnAnotherNetwork =
    "The same failure at the same step on another network of the country.";

/// One pass over all cells. Holds views of the tallies, and what was learnt from them.
class Estimator {
 public:
  Estimator(const Tallies& tallies, const Learnt& learnt, double level)
      : tallies_(tallies),
        pooled_(learnt.clustering),
        most_looks_(learnt.most_looks),
        level_(level),
        posteriors_(learnt.prior, level, kLeastShare) {}

  /// The cells of one input, each judged by itself and then against the other networks.
  void estimate_input(std::span<const CountedCell> cells, std::vector<CellEstimate>& out) {
    const std::vector<Baseline> elsewhere = baselines_of(cells, tallies_, posteriors_.prior().quiet_share());
    std::vector<CellEstimate> estimates;
    for (std::size_t i = 0; i < cells.size(); ++i) estimates.push_back(estimated(cells[i], elsewhere[i]));
    const std::vector<bool> raised = raise_by_networks(estimates);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      give_reasons(estimates[i], blocked_evidence(estimates[i], cells[i].tallies));
      if (raised[i]) estimates[i].reasons.insert(estimates[i].reasons.begin() + 1, kOnAnotherNetwork);
      out.push_back(std::move(estimates[i]));
    }
  }

 private:
  const CountryCode& country_of(std::uint32_t network) const { return tallies_.networks[network].country; }

  CellEstimate estimated(const CountedCell& cell, const Baseline& elsewhere) {
    CellEstimate out;
    const Word word = judged(cell.tallies, cell.days, elsewhere, out);
    out.state = word.state;
    out.certainty = word.certainty;
    if (out.blocked_runs <= kFewRuns) out.hangs_on_one_run = hangs_on_one_run(cell, elsewhere, word);
    return out;
  }

  Word judged(CellTallies tallies, std::span<const DayCount> days, const Baseline& elsewhere,
              CellEstimate& out) {
    out.input = tallies.front().input;
    out.network = tallies.front().network;
    out.baseline = elsewhere;
    out.clustering = cell_clustering(discordance_of(days), pooled_);
    const EffectiveCount count = effective_count(days, out.clustering, pooled_);
    out.effective_runs = count.runs;
    const Posterior& posterior = posteriors_.of(count, elsewhere.share, looks_of(elsewhere, most_looks_));
    out.share = posterior.share;
    out.interval = posterior.interval;
    out.noise = posterior.noise;
    count_evidence(out, tallies, level_);
    return word_of(out, posterior, blocked_evidence(out, tallies));
  }

  /// Takes one blocked run away, wherever it matters most: from each tally in turn.
  bool hangs_on_one_run(const CountedCell& cell, const Baseline& elsewhere, const Word& word) {
    if (word.state != CellState::blocked) return false;
    for (std::size_t i = 0; i < cell.tallies.size(); ++i) {
      if (what_it_says(cell.tallies[i].outcome) != Says::blocked) continue;
      const std::vector<Tally> rest = without_a_run(cell.tallies, i);
      if (rest.empty()) return true;
      CellEstimate other;
      if (is_weaker(judged(rest, day_counts(rest), elsewhere, other), word)) return true;
    }
    return false;
  }

  static std::vector<Tally> without_a_run(CellTallies tallies, std::size_t index) {
    std::vector<Tally> rest(tallies.begin(), tallies.end());
    Tally& tally = rest[index];
    const std::uint32_t runs = runs_of(tally);
    if (runs <= 1) {
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(index));
    } else {
      tally.runs = runs - 1;
      tally.count = std::max(tally.runs, tally.count - (tally.count + runs - 1) / runs);
    }
    return rest;
  }

  /// The same failure at the same layer on two networks of a country is strong, unless it comes and goes.
  std::vector<bool> raise_by_networks(std::vector<CellEstimate>& cells) const {
    std::vector<bool> raised;
    for (const CellEstimate& cell : cells) {
      raised.push_back(cell.certainty == Certainty::possible && cell.state == CellState::blocked &&
                       cell.interval.low > 0.5 && networks_like(cell, cells) >= kNetworksForStrongWord);
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (raised[i]) cells[i].certainty = Certainty::strong;
    }
    return raised;
  }

  std::uint32_t networks_like(const CellEstimate& cell, const std::vector<CellEstimate>& cells) const {
    return static_cast<std::uint32_t>(
        std::count_if(cells.begin(), cells.end(), [&](const CellEstimate& other) {
          return other.state == CellState::blocked && other.layer == cell.layer &&
                 other.method == cell.method && country_of(other.network) == country_of(cell.network);
        }));
  }

  const Tallies& tallies_;
  double pooled_;
  double most_looks_;
  double level_;
  Posteriors posteriors_;
};

}  // namespace

std::string_view to_string(CellState state) {
  return enum_to_text(kCellStates, state);
}

std::optional<CellState> cell_state_from_string(std::string_view text) {
  return enum_from_text(kCellStates, text);
}

Learnt learn(const Tallies& tallies) {
  std::vector<CountedCell> cells = cells_of(tallies);
  return learn_from(cells, tallies);
}

std::vector<CellEstimate> estimate_cells(const Tallies& tallies, const EstimateOptions& options) {
  std::vector<CountedCell> cells = cells_of(tallies);
  Learnt learnt = learn_from(cells, tallies);
  if (options.prior) learnt.prior = *options.prior;
  Estimator estimator{tallies, learnt, options.level};
  std::vector<CellEstimate> out;
  out.reserve(cells.size());
  for (const auto& input : by_input(cells)) estimator.estimate_input(input, out);
  return out;
}

}  // namespace saksi
