// From results in any order to Tallies: sorted, counted, distinct runs counted exactly. Both stores end here
// or follow its order. By sorting and not by hashing: the answer must be sorted anyway, and with millions of
// groups a table of sets of runs would be larger than the rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

/// What counting needs of one result. `outcome` is a rank among outcomes sorted as Outcome compares.
struct TallyRow {
  std::uint32_t input = 0;
  std::uint32_t network = 0;
  std::int32_t day = 0;
  std::uint16_t outcome = 0;
  std::uint16_t isolated_by = 0;
  std::uint32_t second = 0;  // of the day
  std::uint32_t attempts = 0;
  std::uint32_t agreed = 0;
  bool reached = false;
  std::uint64_t run = 0;
};

/// Sorts `rows` (destroys their order) and appends their tallies to `tallies`, sorted. `outcomes` by rank.
void append_tallies(std::vector<TallyRow>& rows, const std::vector<Outcome>& outcomes,
                    std::vector<Tally>& tallies);

/// Sorts and puts in place what an answer must be: only inputs and networks that are used, in their order,
/// tallies numbered by them and sorted. The dictionaries are sorted already; the numbers are theirs.
void drop_unused_names(Tallies& tallies);

}  // namespace saksi
