// From the measurements of one URL on one network to one word: docs/report.md states the rules in prose.
// Pure.
#pragma once

#include <set>
#include <vector>

#include "analyzer/judged.h"

namespace saksi {

/// This many days with the same failure raise "possible" to "strong".
inline constexpr std::size_t kDaysForStrong = 3;

/// `measurements` of one URL on one network, oldest first, all of which count. On `down_days` the site was
/// down for the control too, so a failure on them that is no more than possible says nothing.
[[nodiscard]] Cell judge_cell(const std::vector<const Judged*>& measurements, const std::set<Day>& down_days);

}  // namespace saksi
