// Holding an archive's measurements against each other (analyzer/truth), by itself or behind an import.
#pragma once

#include <iosfwd>

#include "analyzer/truth/correct_archive.h"

namespace saksi {

/// A property of the archive: whether its corrections know all of its results.
inline constexpr const char* kCorrectedProperty = "corrections";
inline constexpr const char* kCorrectionsStale = "stale";
inline constexpr const char* kCorrectionsCurrent = "current";

/// Computes and stores all corrections. Throws StoreError.
[[nodiscard]] CorrectionSummary correct(Archive& archive);
void say_corrections(const CorrectionSummary& summary, std::ostream& out);

}  // namespace saksi
