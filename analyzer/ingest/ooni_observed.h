// The observed values that the archive keeps in columns (Observed of archive/result.h), from a measurement of
// the web.
#pragma once

#include <string_view>

#include "analyzer/archive/result.h"
#include "core/measurement.h"

namespace saksi {

/// `leaf_certificate`: base64 of the first certificate of the first handshake; empty: none, or it stands in
/// the measurement itself.
[[nodiscard]] Observed observe(const Measurement& measurement, std::string_view leaf_certificate);

/// Some page came back, from whomever.
[[nodiscard]] bool got_any_page(const Measurement& measurement);

}  // namespace saksi
