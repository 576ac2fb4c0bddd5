// From the options of `run` to what will be measured: lists, single URLs, or the rest of a broken run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/store.h"
#include "probe/command.h"

namespace saksi {

/// What was asked for on the command line.
struct Targets {
  std::string country;                       // "MY": testlists/my.csv
  std::vector<std::filesystem::path> lists;  // CSV files
  std::vector<std::string> urls;
};

struct Targeted {
  std::vector<PlannedUrl> urls;  // no URL twice
  std::string list_name;         // "my", "my+urls"
  std::string list_hash;
  std::vector<std::string> left_out;  // list rows that are not usable, each named
};

/// Throws InputError: unknown country (names those there are), unreadable list, bad URL, nothing to measure.
[[nodiscard]] Targeted read_targets(const Targets& targets, const Environment& environment);

}  // namespace saksi
