// Fingerprints as they stand in a CSV file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/judge/fingerprint.h"

namespace saksi {

/// A bad row is an error that names line and column; with `skipped` only one of ours (named "saksi."), and
/// others are left out and named there. Regexps are checked by compiling them.
[[nodiscard]] Result<std::vector<Fingerprint>> parse_fingerprint_rows(std::string_view csv,
                                                                      const std::string& origin,
                                                                      std::vector<SkippedPrint>* skipped);

}  // namespace saksi
