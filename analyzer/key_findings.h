// The three to six sentences that most readers will read, each with a certainty word. Never a motive; never a
// country where a network was measured; never "since" without "last seen open". Pure.
#pragma once

#include <vector>

#include "analyzer/report/model.h"

namespace saksi {

inline constexpr std::size_t kMostKeyFindings = 6;

/// Reads networks, sites and groups of a report that is otherwise complete.
[[nodiscard]] std::vector<KeyFinding> key_findings(const Report& report);

}  // namespace saksi
