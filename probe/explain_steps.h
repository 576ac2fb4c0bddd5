// What was observed, a line for each operation, in the order in which they ended. For probe/explain alone.
#pragma once

#include <string>

#include "core/measurement.h"

namespace saksi {

/// Each line begins with the time in seconds and ends with a line end; empty when nothing was observed.
[[nodiscard]] std::string steps_in_words(const Attempt& attempt);
/// The operations of an experiment, then its triggers, each with what it met.
[[nodiscard]] std::string steps_in_words(const FollowUp& follow_up);

}  // namespace saksi
