// The single measurements that a report shows: all of a small archive; of a large one, for each cell with a
// finding, some of those that carry it. What is not shown is counted.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/questions/site_cells.h"
#include "analyzer/selection.h"

namespace saksi {

/// Up to this many measurements of the country are all shown.
inline constexpr std::size_t kCiteAll = 20'000;
/// Else so many in all, and at most so many for each cell with a finding.
inline constexpr std::size_t kMostCitations = 2'000;
inline constexpr std::size_t kMostOfCell = 12;

/// A row in words: ours judged anew from its evidence, others' as they were judged.
using Cite = std::function<Citation(const ArchivedResult&)>;

/// Fills the evidence of `sites`' cells.
void cite_cells(CountrySites& sites, const Archive& archive, const Selection& selection, const Cite& cite);

/// Measurements that were set aside, oldest first, and why; `not_listed` counts those that are too many.
[[nodiscard]] std::vector<SetAside> cite_set_aside(const Archive& archive, const Selection& selection,
                                                   const Cite& cite, std::size_t& not_listed);

/// Of a measurement that another probe made, from the row alone.
[[nodiscard]] Citation cite_foreign(const ArchivedResult& row, const std::vector<Source>& sources);

}  // namespace saksi
