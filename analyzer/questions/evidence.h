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

/// "dns, anomaly", "ok": OONI's blocking and flags of one result.
[[nodiscard]] std::string ooni_words(const ArchivedResult& row);

/// Ours and OONI's side by side, counted by test, by why they differ and by both words.
[[nodiscard]] Table differences_table(std::span<const ArchivedResult> rows, std::size_t all,
                                      const Filter& asked);

}  // namespace saksi
