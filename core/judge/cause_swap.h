// Causes from exchanging the name or the address: TLS by server name, HTTP by Host, the rate of a transfer.
#pragma once

#include "core/judge/cause_scene.h"

namespace saksi {

/// Holds four handshakes against each other: {the site's name, a neutral one} x {the site's address, the
/// control's}.
[[nodiscard]] Cause sni_swap_cause(const CauseScene& scene, const FollowUp& follow_up);
/// The same with requests in the clear. The control's echo server repeats a random header, so that an answer
/// that does not is somebody else's.
[[nodiscard]] Cause host_swap_cause(const CauseScene& scene, const FollowUp& follow_up);
/// Bytes a second of the site's name against a neutral name from the same server.
[[nodiscard]] Cause rate_cause(const CauseScene& scene, const FollowUp& follow_up);

}  // namespace saksi
