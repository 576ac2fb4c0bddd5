// Causes from DNS: another transport, an address without a server, a resolver asked for its identity.
#pragma once

#include "core/judge/cause_scene.h"

namespace saksi {

/// The resolver lies while others on the same line do not; or UDP lies while TCP and DoH do not.
[[nodiscard]] Cause dns_transport_cause(const CauseScene& scene, const FollowUp& follow_up);
/// Any answer from an address that runs no DNS server is forged.
[[nodiscard]] Cause dns_no_server_cause(const FollowUp& follow_up);
/// A public resolver that is really the provider's.
[[nodiscard]] Cause dns_identity_cause(const CauseScene& scene, const FollowUp& follow_up);

}  // namespace saksi
