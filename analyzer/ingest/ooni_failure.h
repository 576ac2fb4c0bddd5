// OONI's failure strings of every age, as the closed vocabulary of core/failure.h.
#pragma once

#include <string_view>

#include "core/failure.h"

namespace saksi {

/// Of today's probes (df-007), measurement-kit and the Python probe. A string that none of them means a
/// particular thing by becomes unknown_failure with that text.
[[nodiscard]] Ended ended_from_ooni(std::string_view failure);

/// Which operation a failure of a whole request belongs to: old probes record only that.
enum class FailedOperation : std::uint8_t { dns, tcp, tls, http };
[[nodiscard]] FailedOperation operation_of(const Ended& ended);

}  // namespace saksi
