// What the archive's tallies say of each cell: one input on one network over the period that was asked for.
// A posterior of the share of independent runs that are blocked, with an interval; a state; a certainty in
// the words of docs/verdicts.md; and why. Formulas, references and reasons for every threshold:
// docs/statistics.md. Used by the report and by the tables. Pure: equal tallies give equal estimates, in
// whatever order they come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/archive/archive.h"
#include "analyzer/statistics/prior.h"

namespace saksi {

/// `insufficient`: below the floor, whatever the few runs say. `not_tested` is never made from tallies;
/// tables use it for a cell that has none.
enum class CellState : std::uint8_t {
  blocked,
  accessible,
  site_down,
  refused_by_server,
  inconclusive,
  insufficient,
  not_tested
};
[[nodiscard]] std::string_view to_string(CellState state);
[[nodiscard]] std::optional<CellState> cell_state_from_string(std::string_view text);

/// The floor under `blocked` and `accessible`.
inline constexpr std::uint32_t kLeastRuns = 3;
inline constexpr std::uint32_t kLeastDays = 2;
inline constexpr double kLeastEffectiveRuns = 2;
/// `blocked` needs a local false discovery rate of at most this: so of all cells that are called blocked, at
/// most this share is expected to be noise.
inline constexpr double kMostNoise = 0.05;
/// ...and a share that is at least this with 97.5 % (lower end of the equal-tailed interval).
inline constexpr double kLeastShare = 0.1;
/// What fails in at least this share of runs in other countries too is no sign of a block
/// here, unless a known notice was met.
inline constexpr double kMostElsewhere = 0.5;
/// Days with the same failure at the same layer that raise `possible` to `strong`, and networks.
inline constexpr std::uint32_t kDaysForStrongWord = 3;
inline constexpr std::uint32_t kNetworksForStrongWord = 2;

/// Measurements, by what was found. `doubtful`: `blocked` with a certainty below possible.
struct CellCounts {
  std::uint32_t measurements = 0;
  std::uint32_t blocked = 0, accessible = 0, refused_by_server = 0;
  std::uint32_t site_down = 0, local_network = 0, inconclusive = 0, doubtful = 0;
  auto operator<=>(const CellCounts&) const = default;
};

/// One way of blocking in a cell: its share of all runs that say something.
struct MethodShare {
  Layer layer = Layer::dns;
  Method method = Method::timed_out;
  std::uint32_t measurements = 0;
  std::uint32_t runs = 0;
  std::uint32_t days = 0;
  double share = 0;  // posterior mean under Jeffreys' prior
  Interval interval;
  Certainty best = Certainty::possible;  // the most certain among the measurements
  Scope scope = Scope::unknown;          // of that one
  std::uint16_t isolated_by = 0;
};

/// The same input elsewhere: does it fail there as well?
struct Baseline {
  std::uint32_t countries = 0;  // other ones that measured it
  std::uint32_t networks = 0;   // in these
  double effective_runs = 0;    // in these
  double share = 0;  // blocked, where the input mostly works, or of all if it mostly fails (baseline.h)
  std::uint32_t networks_here = 0;  // other networks of the same country with at least kLeastRuns runs
  std::uint32_t blocked_here = 0;   // of these, with more than half of the runs blocked
};

struct CellEstimate {
  std::uint32_t input = 0;                   // index in Tallies::inputs
  std::uint32_t network = 0;                 // index in Tallies::networks
  std::int32_t first_day = 0, last_day = 0;  // measured, days since 1970-01-01
  CellCounts counts;
  std::uint32_t runs = 0, blocked_runs = 0;  // that say blocked or reached
  std::uint32_t days = 0, blocked_days = 0;  // with such runs
  double clustering = 0;                     // how alike runs of one day are: 0 independent, 1 the same
  double effective_runs = 0;                 // independent runs that would say as much; never above `runs`
  double share = 0;                          // posterior mean: of independent runs, how many are blocked
  Interval interval;                         // shortest 95 % credible interval (Options::level)
  double noise = 1;  // local false discovery rate: that all this is what a quiet cell shows
  CellState state = CellState::not_tested;
  Certainty certainty = Certainty::not_tested;
  Scope scope = Scope::unknown;
  std::optional<Layer> layer;     // of a cell that has blocked runs: the most frequent among the most certain
  std::optional<Method> method;   // likewise
  bool hangs_on_one_run = false;  // without one of its runs, state or certainty would be weaker
  std::vector<MethodShare> methods;  // most runs first
  Baseline baseline;
  std::optional<std::int64_t> first_blocked, last_blocked;  // seconds since 1970-01-01
  std::optional<std::int64_t> last_open;   // reached, last before first_blocked; last of all if never blocked
  std::optional<std::int64_t> open_again;  // reached, first after last_blocked
  std::vector<std::string> reasons;        // plain sentences, the most telling first
};

struct EstimateOptions {
  double level = 0.95;         // of every interval
  std::optional<Prior> prior;  // instead of the one learnt from the tallies
};

/// One per cell, sorted by input and network. `tallies` is one period; sorted by input and network as
/// Archive::tally gives it (within a cell in any order).
[[nodiscard]] std::vector<CellEstimate> estimate_cells(const Tallies& tallies,
                                                       const EstimateOptions& options = {});

inline constexpr double kUsualLooks = 20;

/// What estimate_cells learns from all cells before it looks at one.
struct Learnt {
  Prior prior;
  double clustering = kUsualClustering;  // of runs of one day
  double most_looks = kUsualLooks;       // that a baseline counts as at most (prior_of_input)
};
[[nodiscard]] Learnt learn(const Tallies& tallies);

}  // namespace saksi
