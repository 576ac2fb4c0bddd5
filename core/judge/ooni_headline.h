// OONI's headline keys `blocking`, `accessible` and `http_experiment_failure`: a walk from the newest thing
// that happened to the oldest, in which the first that tells something decides. Follows Web Connectivity
// 0.5.28.
#pragma once

#include <vector>

#include "core/judge/control_view.h"
#include "core/judge/flow.h"
#include "core/ooni_keys.h"

namespace saksi {

/// Reads keys.dns_consistent, which must be set: inconsistent DNS takes the blame for what comes after it.
void set_headline(const Measurement& measurement, const ControlView& control, const FlowList& classic_flows,
                  OoniKeys& keys);

[[nodiscard]] bool went_over_tls(const Flow& flow_with_http);

}  // namespace saksi
