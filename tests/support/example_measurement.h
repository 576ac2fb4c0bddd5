// One measurement by hand, of the kind that golden files show: an http URL whose system resolver gives a
// notice page's address, while others and the control see the site; with one redirect followed.
#pragma once

#include "core/measurement.h"
#include "core/ooni_keys.h"
#include "core/verdict.h"

namespace saksi {

[[nodiscard]] Measurement example_measurement();
[[nodiscard]] Verdict example_verdict();
[[nodiscard]] OoniKeys example_ooni_keys();

}  // namespace saksi
