// Two messages that contradict each other in answer to one question: somebody on the path answered too.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "core/judge/dns_names.h"

namespace saksi {

struct Injection {
  std::string resolver;  // the one that was asked
  AddressSet bogus;      // addresses told by the false messages
  const Fingerprint* print = nullptr;
  bool saw_true_answer = false;
};

/// Repeated messages that say the same, and different addresses that all lead to the site (a CDN that
/// rotates), are no injection.
[[nodiscard]] std::optional<Injection> find_injection(const NameJudge& judge, const NameLookups& lookups);

}  // namespace saksi
