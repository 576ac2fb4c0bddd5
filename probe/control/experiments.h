// The probe's side of what a control offers to follow-up experiments.
#pragma once

#include <string>
#include <vector>

#include "core/control_exchange.h"
#include "probe/steps/step_scope.h"

namespace saksi {

/// GET /saksi/v1/experiments of every control at the same time; what the first of them (in their order) that
/// offers anything offers. Empty when none does: OONI's helpers do not. Only public addresses are believed.
/// Takes at most ten seconds.
[[nodiscard]] Task<ControlExperiments> ask_experiments(Network& network, std::vector<std::string> controls);

}  // namespace saksi
