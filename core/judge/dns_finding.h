// The DNS layer: does the resolver that an ordinary visitor uses lead to the site, and does anybody on the
// path answer in the name of others? docs/verdicts.md, "DNS".
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/judge/dns_names.h"
#include "core/judge/evidence.h"

namespace saksi {

struct NameFinding : LayerFinding {
  std::string host;
  /// The system resolver's own answer leads the visitor astray (other resolvers may still know the way).
  bool misled = false;
  /// A notice address, or a bogon against DoH: needs no control to stand.
  bool stands_alone = false;
  /// The name exists for nobody, and still an address was given.
  bool invented = false;
  /// Public resolvers asked in the clear tell the same lie: it is told on the path, not by one resolver.
  bool on_path = false;
  AddressSet system_addresses;
  AddressSet misleading;
};

struct DnsFinding {
  LayerFinding overall;
  std::vector<NameFinding> names;  // ascending depth

  /// The shallowest name at which the visitor is misled; null when none.
  [[nodiscard]] const NameFinding* first_lie() const;
  /// The finding for the name of this hop; null when it was not looked up.
  [[nodiscard]] const NameFinding* of(const std::string& host) const;
  /// What a connection to this address does says nothing about the site.
  [[nodiscard]] bool misleads_to(const IpAddress& address) const;
};

[[nodiscard]] DnsFinding judge_dns(const Evidence& evidence);

/// How a lookup's failure is called; nothing for a failure that is not DNS's (no network, no permission...).
[[nodiscard]] std::optional<Method> dns_method(Failure failure);

}  // namespace saksi
