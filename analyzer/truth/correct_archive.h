// Holds an archive's results against each other and stores what follows (corrections.h). Reads in pieces:
// what it keeps in memory at a time is some hosts' results, or one country's of a few days.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "analyzer/truth/corrections.h"

namespace saksi {

struct CorrectionSummary {
  std::uint64_t results_read = 0;  // some more than once
  std::uint64_t suspect_runs = 0;
  std::map<std::string, std::uint64_t> by_rule;  // how many results each rule corrects
};

/// Replaces all of the archive's corrections. `progress` is told the share that is done (0 to 1) now and
/// then. Throws StoreError.
CorrectionSummary correct_archive(Archive& archive, const std::function<void(double)>& progress = {});

}  // namespace saksi
