// Holding an archive's measurements against each other (analyzer/truth): by itself, or before the first
// question after an import.
#pragma once

#include <iosfwd>
#include <string>

#include "analyzer/truth/correct_archive.h"

namespace saksi {

/// A property of the archive: whether its corrections know all of its results.
inline constexpr const char* kCorrectedProperty = "truth";
inline constexpr const char* kCorrectionsStale = "stale";
inline constexpr const char* kCorrectionsCurrent = "current";

/// Computes and stores all corrections. Throws StoreError.
[[nodiscard]] CorrectionSummary correct(Archive& archive);
/// Does so when something was imported since the last time, and says so; says what is to be done when the
/// archive cannot be written.
void bring_up_to_date(const std::string& store, std::ostream& problems);

}  // namespace saksi
