// Archives whose truth is known because we made them: inputs in several countries, some of them blocked, some
// unreliable everywhere, seen by probes whose looks err, cluster by day and fail together. The same seed
// gives the same archive on any machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

struct WorldPlan {
  std::string name;
  std::size_t inputs = 300;
  std::size_t countries = 6;
  std::size_t networks_per_country = 3;
  std::int32_t days = 30;
  double most_runs_per_day = 4;    // of a network: each has its own mean below
  double blocked_share = 0.08;     // of inputs, in each country
  double partial_share = 0.25;     // of those blocked, on and off or in parts of the network
  double unreliable_share = 0.05;  // of inputs, which fail everywhere now and then
  double noise = 0.015;            // mean rate at which a look at an open input says blocked
  double most_clustering = 0;      // intraclass correlation of runs of one day, drawn per cell below this
  double fault_days = 0;  // of a network: all looks at a tenth of the inputs say blocked, whatever is so
  bool noise_of_country = false;  // each country has its own noise for an input, not one for all
  double notice_share = 0.3;      // of blocked cells, which show a known notice
};

struct TrueCell {
  std::uint32_t input = 0, network = 0;
  bool is_blocked = false;  // by somebody, at least now and then
  double share = 0;         // probability that a run on a day without a fault says blocked
  bool next_run = false;    // whether it did, on a day that the archive does not have
};

struct World {
  Tallies tallies;
  std::vector<TrueCell> cells;  // by input and network; cells without any run are left out
};

[[nodiscard]] World simulate_world(std::uint64_t seed, const WorldPlan& plan);

/// The plans that calibration is shown on: independent runs, clustered ones, failures of many inputs at once,
/// little data.
[[nodiscard]] std::vector<WorldPlan> calibration_plans();

}  // namespace saksi
