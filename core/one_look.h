// Formats that know of one look at a URL, such as OONI's, get one: which, is decided here and nowhere else.
#pragma once

#include "core/measurement.h"

namespace saksi {

/// The look that stands for all: the first that counts (undisturbed, on a line that was not dead or captive);
/// unless it brought no page and a later one that counts did, for then its failure had passed: that one. When
/// none counts, the first.
[[nodiscard]] const Attempt& representative(const Measurement& measurement);

/// The measurement as if `look` had been the only one: begun when it began, no retests, no experiments.
[[nodiscard]] Measurement as_one_look(const Measurement& measurement, const Attempt& look);
/// The same with the representative look.
[[nodiscard]] Measurement as_one_look(const Measurement& measurement);

}  // namespace saksi
