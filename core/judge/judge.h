// From observations to a verdict: pure, no I/O, no clock, no SQL. The same function serves the probe (to tell
// the volunteer what it saw) and the analyzer (to judge anew when rules or fingerprints change).
#pragma once

#include <string_view>
#include <vector>

#include "core/judge/fingerprint.h"
#include "core/measurement.h"
#include "core/ooni_keys.h"
#include "core/verdict.h"

namespace saksi {

/// Raised whenever a rule changes what some measurement is called.
inline constexpr std::string_view kRulesVersion = "3";

[[nodiscard]] Verdict judge(const Measurement& measurement, const Fingerprints& fingerprints);

/// judge() and ooni_keys() of one measurement in less time than both alone.
struct Judgement {
  Verdict verdict;
  OoniKeys keys;
  std::vector<const Fingerprint*> prints;  // of the responses that were searched; point into `fingerprints`
};
[[nodiscard]] Judgement judge_with_keys(const Measurement& measurement, const Fingerprints& fingerprints);

}  // namespace saksi
