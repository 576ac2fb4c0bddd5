// What was seen of one host on a day and its neighbours, by everybody who may vouch. Private to
// analyzer/truth.
#pragma once

#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "analyzer/truth/corrections.h"
#include "analyzer/truth/witnesses.h"

namespace saksi {

struct AddressSeen {
  Witnesses vouched;   // proven by TLS, or given by the control too
  Witnesses answered;  // told first by the system's resolver
  Witnesses open;      // of these, who got the site there
};

struct HostDay {
  // Of the day and the one before and after it.
  std::map<IpAddress, AddressSeen> addresses;
  std::map<Asn, Witnesses> proven_networks;  // of addresses proven by TLS
  struct Refusal {
    CountryCode country;
    int status = 0;
    auto operator<=>(const Refusal&) const = default;
  };
  std::map<Refusal, Witnesses> refused;           // by the server itself
  std::map<CountryCode, Witnesses> interfered;    // below HTTP: dns, tcp, tls
  std::map<CountryCode, Witnesses> came_through;  // accessible
  // Of the day alone.
  Witnesses up;              // opened it, or had a control that did
  Witnesses failed;          // did not open it
  Witnesses control_failed;  // and their control did not either
};

/// Of the results of one host: by day, only for days that have results.
using HostDays = std::map<std::int32_t, HostDay>;
[[nodiscard]] HostDays days_of_host(std::span<const ArchivedResult* const> results,
                                    const SuspectRuns& suspects);

}  // namespace saksi
