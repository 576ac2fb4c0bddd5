// What earlier runs in a database took, for the next one's estimate: their time from their rows, their data
// reckoned from a sample of the evidence (how many questions, connections, handshakes and pages).
#pragma once

#include <cstdint>

#include "core/measurement.h"
#include "core/store.h"
#include "probe/estimate.h"

namespace saksi {

/// Of the newest run that came to its end in one go with at least kLeastExperience URLs, made in the same
/// kind of network (`simulated`). Nothing learnt (0 URLs) when there is none. Throws StoreError.
[[nodiscard]] Experience experience_in(const Store& store, bool simulated);

/// About how many bytes a measurement put on the wire, both ways. The wire itself is not stored; in the lab
/// the sum over a list comes within a tenth of it.
[[nodiscard]] std::uint64_t reckon_bytes(const Measurement& measurement);

}  // namespace saksi
