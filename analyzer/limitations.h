// What weakens this very report, computed from it. Pure.
#pragma once

#include <string>
#include <vector>

#include "analyzer/report/model.h"

namespace saksi {

/// Reads a report that is otherwise complete. `unchecked_runs`: runs of ours whose line was never
/// checked against always-open sites.
[[nodiscard]] std::vector<std::string> computed_limitations(const Report& report, std::size_t unchecked_runs);

}  // namespace saksi
