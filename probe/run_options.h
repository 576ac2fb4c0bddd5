// The options of `saksi-probe run`: what they are, and reading them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "probe/command.h"
#include "probe/options.h"
#include "probe/plan.h"
#include "probe/schedule.h"

namespace saksi {

struct RunOptions {
  Targets targets;
  std::filesystem::path database;
  std::vector<std::string> controls;
  std::vector<std::string> control_operators;  // of presets, for the consent
  std::vector<std::string> resolvers;
  std::vector<std::string> geo;
  std::vector<std::filesystem::path> fingerprints;
  std::size_t parallel = 100;
  RetestRules retests;
  bool follow_ups = true;
  std::optional<std::chrono::seconds> max_runtime;
  std::optional<std::uint64_t> max_data;  // bytes
  std::string max_data_given;             // as it was written
  bool resume = false, yes = false, json = false, simulated = false, estimate = false;
};

/// With the text of --help.
[[nodiscard]] Usage run_usage();

/// Throws UsageError, which names the option and what it takes, and InputError for a file that is not there.
[[nodiscard]] RunOptions run_options(const po::variables_map& values, const Environment& environment);

}  // namespace saksi
