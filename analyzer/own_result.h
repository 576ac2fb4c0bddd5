// From a measurement of saksi-probe and the verdict on it to a row of the archive. Pure.
#pragma once

#include "analyzer/archive/result.h"
#include "core/measurement.h"
#include "core/verdict.h"

namespace saksi {

/// Fills everything but `source`, `offset`, `length` and `line_broken`, which is a fact of the whole run.
/// `run_country`: where no geolocation knew the network's.
[[nodiscard]] ArchivedResult own_result(const Measurement& measurement, const Verdict& verdict,
                                        const CountryCode& run_country);

}  // namespace saksi
