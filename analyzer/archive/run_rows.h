// How runs went, from results in any order. Private to the archive.
#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

/// What it needs of one result.
struct RunRow {
  std::uint64_t run = 0;
  std::uint32_t input = 0;  // ranks
  std::uint32_t network = 0;
  bool reached = false;
};

/// What one input adds to one run.
struct RunShare {
  std::uint64_t run = 0;
  std::uint32_t network = 0;  // the lowest
  std::uint32_t measured = 0;
  std::uint32_t failed = 0;
  bool judged_alone = false;  // it opened for at least nine tenths of the other runs, of which there is one
};

/// Sorts `rows`, which hold all rows of each of their inputs, and appends one share for each input and run.
void append_run_shares(std::vector<RunRow>& rows, std::vector<RunShare>& shares);

/// By run.
[[nodiscard]] std::vector<RunTally> tallies_of_runs(std::vector<RunShare> shares,
                                                    const std::vector<NetworkName>& networks);

}  // namespace saksi
