// Which addresses in a measurement belong to it and not to the person, and which look so and do not. Used by
// core/scrub alone.
#pragma once

#include <vector>

#include "core/measurement.h"
#include "core/scrub.h"

namespace saksi {

/// Endpoints, DNS answers and addresses in the URL, of every look and every experiment; sorted. Not who a
/// resolver says it is (dns_identity).
[[nodiscard]] std::vector<IpAddress> known_addresses(const Measurement& measurement);

/// What a whoami name answers is the address from which a resolver asks. Of a resolver in the house that is
/// the volunteer's own, perhaps unknown to us: so every such answer in the volunteer's network, or in one
/// that is not known, is added to the addresses of the person, unless it is one of `servers` (sorted).
[[nodiscard]] PersonalTraces with_identities(PersonalTraces traces, const Measurement& measurement,
                                             const std::vector<IpAddress>& servers);

}  // namespace saksi
