#include "analyzer/statistics/cell_estimate.h"

#include <algorithm>

#include "analyzer/statistics/baseline.h"
#include "analyzer/statistics/cell_evidence.h"
#include "analyzer/statistics/cell_words.h"
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

std::uint32_t total_runs(std::span<const DayCount> days) {
  std::uint32_t runs = 0;
  for (const DayCount& day : days) runs += day.runs;
  return runs;
}

struct Cell {
  CellTallies tallies;
  std::vector<DayCount> days;
  EffectiveCount count;
};

std::vector<Cell> cells_of(const Tallies& tallies) {
  std::vector<Cell> cells;
  for (const CellTallies& cell : split_cells(tallies.tallies)) cells.push_back({cell, day_counts(cell), {}});
  return cells;
}

double clustering_of_all(std::span<const Cell> cells) {
  Discordance all;
  for (const Cell& cell : cells) all += discordance_of(cell.days);
  return pooled_clustering(all);
}

EffectiveCount count_of(std::span<const DayCount> days, double pooled) {
  return effective_count(days, cell_clustering(discordance_of(days), pooled), pooled);
}

Learnt learn_from(std::vector<Cell>& cells) {
  Learnt learnt;
  learnt.clustering = clustering_of_all(cells);
  std::vector<EffectiveCount> counts;
  counts.reserve(cells.size());
  for (Cell& cell : cells) {
    cell.count = count_of(cell.days, learnt.clustering);
    counts.push_back(cell.count);
  }
  learnt.prior = fit_prior(counts);
  return learnt;
}

/// One pass over all cells. Holds views of the tallies, and what was learnt from them.
class Estimator {
 public:
  Estimator(const Tallies& tallies, const Learnt& learnt, double level)
      : tallies_(tallies),
        pooled_(learnt.clustering),
        level_(level),
        posteriors_(learnt.prior, level, kLeastShare) {}

  /// The cells of one input, each judged by itself and then against the other networks.
  void estimate_input(std::span<const Cell> cells, std::vector<CellEstimate>& out) {
    const std::vector<Baseline> elsewhere = baselines_of(cells);
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

  std::vector<Baseline> baselines_of(std::span<const Cell> cells) const {
    std::vector<Neighbour> neighbours;
    for (const Cell& cell : cells) {
      neighbours.push_back({country_of(cell.tallies.front().network), total_runs(cell.days), cell.count});
    }
    return baselines(neighbours, posteriors_.prior().quiet_share());
  }

  CellEstimate estimated(const Cell& cell, const Baseline& elsewhere) {
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
    const Posterior& posterior = posteriors_.of(count, elsewhere.share, looks_of(elsewhere));
    out.share = posterior.share;
    out.interval = posterior.interval;
    out.noise = posterior.noise;
    count_evidence(out, tallies, level_);
    return word_of(out, posterior, blocked_evidence(out, tallies));
  }

  /// Takes one blocked run away, wherever it matters most: from each tally in turn.
  bool hangs_on_one_run(const Cell& cell, const Baseline& elsewhere, const Word& word) {
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
  std::vector<Cell> cells = cells_of(tallies);
  return learn_from(cells);
}

std::vector<CellEstimate> estimate_cells(const Tallies& tallies, const EstimateOptions& options) {
  std::vector<Cell> cells = cells_of(tallies);
  Learnt learnt = learn_from(cells);
  if (options.prior) learnt.prior = *options.prior;
  Estimator estimator{tallies, learnt, options.level};
  std::vector<CellEstimate> out;
  out.reserve(cells.size());
  for (std::size_t begin = 0, end = 0; begin < cells.size(); begin = end) {
    const std::uint32_t input = cells[begin].tallies.front().input;
    while (end < cells.size() && cells[end].tallies.front().input == input) ++end;
    estimator.estimate_input(std::span{cells}.subspan(begin, end - begin), out);
  }
  return out;
}

}  // namespace saksi
