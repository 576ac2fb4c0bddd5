// The nettest `line`: is there a network at all, does a captive portal answer in the place of others, and do
// sites open that are open everywhere? Without this, a dead line or a hotel's login page would read as
// censorship of the whole list.
#pragma once

#include <string>
#include <vector>

#include "core/measurement.h"
#include "probe/steps/step_scope.h"

namespace saksi {

/// A page that portal detectors of browsers and telephones fetch over plain HTTP, and what it must hold.
struct PortalCheck {
  Url url;
  int status = 200;
  std::string body;  // after trimming white space
};

/// Asks all portal checks. `online` when one is answered as it should; `captive_portal` when none is but
/// somebody answers; `offline` when nothing does.
[[nodiscard]] Task<LineState> check_portal(Network& network, std::vector<PortalCheck> checks);

/// DNS, TCP and (for https) TLS to sites that should open everywhere; how many did not.
struct AlwaysOpen {
  int tested = 0;
  int failed = 0;
  bool has_ipv6 = false;  // one was reached over IPv6
};
[[nodiscard]] Task<AlwaysOpen> check_always_open(Network& network, std::vector<Url> sites);

/// Both, one after the other.
[[nodiscard]] Task<LineCheck> check_line(Network& network, std::vector<PortalCheck> checks,
                                         std::vector<Url> sites);

}  // namespace saksi
