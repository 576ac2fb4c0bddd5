// Censored Planet's signatures of notice pages and of pages known to be none: one JSON object a line,
// {"fingerprint": name, "pattern": expression}; PCRE, the dot spans lines. The name tells scope and country:
// a_prod_ product, b_nat_CC national, c_isp_CC provider, d_corp_ institution, e_ and f_ unknown or generic;
// every other name is of the list of false positives.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/judge/fingerprint.h"

namespace saksi {

/// Whether a file is of this form: its first line that is not empty begins with a brace.
[[nodiscard]] bool are_signatures(std::string_view text);

/// Names get "censoredplanet." before them. A pattern without special characters becomes a fixed string; one
/// that begins with a header's name ("Server: ") is held against that header. Lines that are no such object,
/// and patterns that RE2 cannot read, are left out and named in `skipped`. An error only when nothing is
/// left.
[[nodiscard]] Result<std::vector<Fingerprint>> parse_signatures(std::string_view text,
                                                                const std::string& origin,
                                                                std::vector<SkippedPrint>& skipped);

}  // namespace saksi
