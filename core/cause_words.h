// Plain words for what stands behind a verdict: how often it was seen, by which experiments its cause was
// singled out, and where on the way it sits. Both programs tell it alike.
#pragma once

#include <string>
#include <string_view>

#include "core/follow_up.h"
#include "core/verdict.h"

namespace saksi {

/// "the TLS handshake with another name": what was done, fits behind "by" and, in upper case, as a title.
[[nodiscard]] std::string_view in_words(Experiment experiment);
/// "no answer", "the connection was reset": what a trigger met.
[[nodiscard]] std::string_view in_words(PathReply reply);
/// "in the provider's network"; empty when not known.
[[nodiscard]] std::string_view in_words(Place place);
/// "hop 2 or 3 on the way, in the provider's network (AS4788), near 175.139.1.1".
[[nodiscard]] std::string in_words(const Location& location);
/// "1 attempt", "3 attempts, all agree", "3 attempts, 2 agree".
[[nodiscard]] std::string attempts_in_words(const Verdict& verdict);
/// "the TLS handshake with another name; the way to the server, hop by hop"; empty when by none.
[[nodiscard]] std::string isolation_in_words(const Verdict& verdict);

}  // namespace saksi
