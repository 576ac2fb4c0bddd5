// One TCP connect -> one observation, and the connected socket for the TLS step.
#pragma once

#include <chrono>

#include "core/observation.h"
#include "probe/engine/descriptor.h"
#include "probe/steps/step_scope.h"

namespace saksi {

inline constexpr std::chrono::milliseconds kTcpTimeout{10000};

struct TcpStep {
  TcpObservation observation;
  Descriptor socket;  // open exactly when the observation is ok
};

/// Connects without blocking. Failures: connection_refused, connection_reset, host_unreachable,
/// network_unreachable, generic_timeout_error, permission_denied...
[[nodiscard]] Task<TcpStep> connect_tcp(StepScope& scope, Endpoint endpoint, std::int64_t transaction_id,
                                        std::chrono::milliseconds timeout);

}  // namespace saksi
