// Experiments that exchange the name or the address of what failed: sni_swap, host_swap and rate of
// docs/verdicts.md section 10. The neutral name goes first, because the site's own may leave the address dead
// for a while.
#pragma once

#include <vector>

#include "core/follow_up.h"
#include "probe/nettests/suspect.h"
#include "probe/nettests/timeouts.h"
#include "probe/steps/step_scope.h"

namespace saksi {

/// A name that belongs to the administrators of names, and that nobody has reason to block.
inline constexpr const char* kNeutralName = "www.iana.org";

struct SwapPlaces {
  std::vector<Endpoint> tls;   // the control's: any server name
  std::vector<Endpoint> echo;  // the control's: any Host
  Timeouts timeouts;
};

/// Handshakes: neutral name and site's name, at the site's address and at the control's.
[[nodiscard]] Task<void> swap_server_names(StepScope& scope, SwapPlaces places, Suspect suspect,
                                           FollowUp& record);
/// Requests in the clear, likewise.
[[nodiscard]] Task<void> swap_hosts(StepScope& scope, SwapPlaces places, Suspect suspect, FollowUp& record);
/// The page under a neutral name and under the site's, from the same server.
[[nodiscard]] Task<void> compare_rates(StepScope& scope, SwapPlaces places, Suspect suspect,
                                       FollowUp& record);

}  // namespace saksi
