// A measurement told in plain words, for the volunteer: the verdict, the reasons, and what each step saw.
#pragma once

#include <string>

#include "core/measurement.h"
#include "core/verdict.h"

namespace saksi {

/// Several lines, ends with a line end. Text that servers sent is made harmless for a terminal.
[[nodiscard]] std::string explain(const Measurement& measurement, const Verdict& verdict);

/// Control characters (and what a terminal would obey) replaced by '?'; cut to `most` bytes.
[[nodiscard]] std::string harmless(const std::string& text, std::size_t most);

}  // namespace saksi
