// Takes the person out of a DNS message without breaking it: what is removed becomes zero bytes, no length
// changes (RFC 1035 section 4). Used by core/scrub alone.
#pragma once

#include <string>

#include "core/scrub_find.h"

namespace saksi {

/// Zeroes own addresses in RDATA, the address in every EDNS client subnet option (RFC 7871: it is the
/// volunteer's own network or a part of it), and traces in names and texts. A message that cannot be
/// walked to its end is searched as plain bytes.
[[nodiscard]] std::string scrub_dns_message(std::string message, const TraceFinder& finder);

}  // namespace saksi
