// Measurements with random content in every field, for properties that must hold of all of them. The same
// seed makes the same measurement.
#pragma once

#include <cstdint>
#include <string>

#include "core/measurement.h"
#include "core/scrub.h"
#include "core/verdict.h"

namespace saksi {

[[nodiscard]] Measurement random_measurement(std::uint32_t seed);
[[nodiscard]] Verdict random_verdict(std::uint32_t seed);
/// random_measurement(), scrubbed of nothing in particular: what can be stored.
[[nodiscard]] Scrubbed<Measurement> random_scrubbed(std::uint32_t seed);

}  // namespace saksi
