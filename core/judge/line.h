// The local network: what the run found out about the line itself. docs/verdicts.md, "Local network".
#pragma once

#include <optional>
#include <string>

#include "core/measurement.h"

namespace saksi {

/// Why failures on this line say nothing about the site; nothing when the line is good or nobody looked.
[[nodiscard]] std::optional<std::string> line_trouble(const LineCheck& line);

}  // namespace saksi
