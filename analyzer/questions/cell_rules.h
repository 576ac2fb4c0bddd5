// From what was counted of one input on one network to one word: docs/report.md states the rules in prose.
// Pure, and on day tallies: the store counts, so that the number of measurements costs nothing here.
#pragma once

#include <cstdint>
#include <set>
#include <span>

#include "analyzer/archive/archive.h"
#include "analyzer/report/model.h"

namespace saksi {

using DayNumbers = std::set<std::int32_t>;  // days since 1970-01-01

/// `tallies` of one input on one network, by day. On `down_days` the site was down for the control too, so a
/// failure on them that is no more than possible says nothing. Of the measurements of one day with one
/// outcome only the first and the last have a time. Fills all but what single measurements tell: evidence,
/// places, isolated_by, and the first reason.
[[nodiscard]] Cell judge_cell(std::span<const Tally> tallies, const DayNumbers& down_days);

}  // namespace saksi
