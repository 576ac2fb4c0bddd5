// The verdict that one attempt alone carries: layer by layer against the control, nothing repeated, nothing
// isolated. What several attempts and the follow-up experiments make of it: core/judge/judge.h.
#pragma once

#include "core/judge/evidence.h"
#include "core/measurement.h"
#include "core/verdict.h"

namespace saksi {

/// Looks at the measurement's own attempt, and at neither its retests nor its follow-ups.
[[nodiscard]] Verdict judge_attempt(const Measurement& measurement, const Fingerprints& fingerprints);
[[nodiscard]] Verdict judge_attempt(const Evidence& evidence);

}  // namespace saksi
