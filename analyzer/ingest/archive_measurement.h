// A measurement of saksi-probe as a row of the archive: the same columns, filled by the same code, as those
// of OONI's documents (judge_line.h).
#pragma once

#include "analyzer/archive/result.h"
#include "core/judge/fingerprint.h"
#include "core/measurement.h"

namespace saksi {

/// Judges it by today's rules. `source`, `offset` and `length` are left open. OONI's flags are those that its
/// present rules give, so that the two only differ where the verdicts do.
[[nodiscard]] ArchivedResult archived(const Measurement& measurement, const Fingerprints& fingerprints);

}  // namespace saksi
