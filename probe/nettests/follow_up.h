// The experiments that turn a failure into a cause: run for doubtful URLs only, each changing one variable of
// what failed (docs/verdicts.md section 10). Sequences steps and records; what it means is core/judge's.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/control_exchange.h"
#include "core/measurement.h"
#include "core/verdict.h"
#include "probe/nettests/timeouts.h"
#include "probe/steps/dns.h"
#include "probe/steps/step_scope.h"

namespace saksi {

/// What the experiments can make use of.
struct FollowUpPlan {
  ControlExperiments
      control;  // places of the control; experiments that need one it does not have are left out
  std::vector<Resolver> udp;  // public resolvers
  std::vector<Resolver> doh;
  Timeouts timeouts;
};

/// Which experiments fit what is interfered with, in the order in which they must run: those that a censor's
/// shadow would spoil come first.
[[nodiscard]] std::vector<std::pair<Experiment, Layer>> experiments_for(const Verdict& verdict,
                                                                        const Attempt& newest);

/// Runs them one after the other and appends them to `measurement.follow_ups`. `began` is when the
/// measurement did. An interrupted loop leaves out the rest.
[[nodiscard]] Task<void> run_follow_ups(Network& network, FollowUpPlan plan, Verdict verdict,
                                        Measurement& measurement,
                                        std::chrono::steady_clock::time_point began);

/// Repeats the swaps of names, on an address that was quiet in the meantime.
[[nodiscard]] Task<void> swap_names_again(Network& network, FollowUpPlan plan, Measurement& measurement,
                                          std::chrono::steady_clock::time_point began);

/// In the swaps so far a neutral name failed at the site's own address as well: either the address is
/// blocked, or the name before it left the address dead for a while.
[[nodiscard]] bool swap_is_unsettled(const Measurement& measurement);

}  // namespace saksi
