// What the volunteer reads: verdicts, methods and certainty in plain words.
#pragma once

#include <string>

#include "core/verdict.h"

namespace saksi {

/// "blocked", "open", "down for everybody", "refused by the site", "this line", "not clear".
[[nodiscard]] std::string plain(VerdictWord word);
/// "the DNS answer was \"no such name\"", "the connection was reset when the site was named (TLS)"...
[[nodiscard]] std::string plain(Layer layer, Method method);
/// "confirmed", "strong signs", "possible"...
[[nodiscard]] std::string plain(Certainty certainty);
/// "blocked (possible): the connection was reset when the site was named" - one line for a list.
[[nodiscard]] std::string one_line(const Verdict& verdict);

}  // namespace saksi
