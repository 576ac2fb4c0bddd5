// All that stands behind one cell: each result, ours and OONI's word on it, why they differ, whether other
// measurements correct it, and where its raw line is. Pure.
#pragma once

#include <span>

#include "analyzer/archive/archive.h"
#include "analyzer/questions/table.h"

namespace saksi {

/// `all`: how many there are; `rows` may be fewer.
[[nodiscard]] Table evidence_table(std::span<const ArchivedResult> rows,
                                   std::span<const Correction> corrections, std::span<const Source> sources,
                                   std::size_t all, const Filter& asked);

/// Ours and OONI's side by side, counted by why they differ.
[[nodiscard]] Table differences_table(std::span<const DifferenceCount> counts, const Filter& asked);

}  // namespace saksi
