// Private to core/json_*.cc: one look at a URL and the experiments that followed, as the evidence record has
// them (docs/format-evidence.md).
#pragma once

#include "core/json_support.h"
#include "core/measurement.h"

namespace saksi::json_support {

/// Adds what every attempt has: line, disturbed, dns, tcp, tls, http, control, hop_controls. Its times are
/// the caller's, who knows whether it is the first.
void put_attempt(Ordered& value, const Attempt& attempt);
/// A later attempt, whole.
[[nodiscard]] Ordered retest_value(const Attempt& attempt);
[[nodiscard]] Ordered follow_up_value(const FollowUp& follow_up);

// The inverses. They throw JsonProblem. Records of before retests have no `disturbed` and no `hop_controls`.
void read_attempt(const Fields& fields, Attempt& attempt);
[[nodiscard]] Attempt read_retest(const Parsed& value, const std::string& where);
[[nodiscard]] FollowUp read_follow_up(const Parsed& value, const std::string& where);

}  // namespace saksi::json_support
