// Times and durations. Durations inside a measurement come from the steady clock; the wall clock is read once
// per measurement, for its start.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace saksi {

using SystemTime = std::chrono::sys_time<std::chrono::microseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

/// Time since the start of the measurement (steady clock), microseconds.
using Offset = std::chrono::microseconds;

[[nodiscard]] SystemTime now_utc();

/// "2026-11-21 16:51:05" (UTC): OONI's spelling, and the one used in the store and in reports.
[[nodiscard]] std::string to_text(SystemTime time);
/// "2026-11-21T16:51:05Z" (RFC 3339).
[[nodiscard]] std::string to_rfc3339(SystemTime time);
/// The same with six digits of a fraction, unless that is 0: what parse_time reads back without loss.
[[nodiscard]] std::string to_rfc3339_exact(SystemTime time);
/// Reads either spelling above, with or without a fraction of a second.
[[nodiscard]] Result<SystemTime> parse_time(std::string_view text);

/// Seconds as OONI's JSON wants them.
[[nodiscard]] inline double seconds(Offset offset) {
  return std::chrono::duration<double>(offset).count();
}

}  // namespace saksi
