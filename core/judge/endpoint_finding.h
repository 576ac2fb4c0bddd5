// What TCP and TLS have in common: attempts at endpoints, each set against the control's attempt at the same
// one.
#pragma once

#include <string>
#include <vector>

#include "core/judge/dns_finding.h"
#include "core/judge/evidence.h"

namespace saksi {

struct EndpointTry {
  const Flow* flow = nullptr;
  const Operation* operation = nullptr;
  std::optional<bool> control_succeeded;
  std::optional<Method> method;  // what the failure is called; nothing when it is no sign of interference
};

/// Groups the attempts by hop and port and judges each group: interfered when the control succeeded where the
/// probe did not and either every attempt of the group failed or one was actively broken off; ok when one
/// succeeded; fails_for_all when the control failed as well. `subject` begins the
/// sentence: "The <subject> a was reset".
[[nodiscard]] HopFindings judge_attempts(const Evidence& evidence, const std::vector<EndpointTry>& attempts,
                                         const std::string& subject);

/// Failures that this machine made itself.
[[nodiscard]] bool is_local_failure(Failure failure);

}  // namespace saksi
