// OONI's Web Connectivity verdict keys, by OONI's rules (Web Connectivity 0.5, "LTE"), recomputed from
// observations and control alone. Where we judge otherwise, that is in core/judge/judge.h; here OONI is
// followed even where its own authors doubt it, so that every tool that reads OONI data reads ours alike.
#pragma once

#include "core/judge/evidence.h"
#include "core/measurement.h"
#include "core/ooni_keys.h"

namespace saksi {

[[nodiscard]] OoniKeys ooni_keys(const Measurement& measurement);
/// The same of a measurement that is laid out already.
[[nodiscard]] OoniKeys ooni_keys(const Layout& layout);

}  // namespace saksi
