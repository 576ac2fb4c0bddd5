// The words in which reasons speak of failures, resolvers and addresses: whole, plain English sentences.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/judge/flat_set.h"
#include "core/measurement.h"

namespace saksi {

/// "NXDOMAIN", "was reset", "was refused", "timed out": after "the connection" or "answered" as fits.
[[nodiscard]] std::string dns_failure_in_words(Failure failure);  // "answered NXDOMAIN (no such name)"
[[nodiscard]] std::string failure_in_words(const Ended& ended);   // "was reset", "timed out"

/// "The provider's resolver (AS4788)" when it is in the network measured from, else "The system resolver".
[[nodiscard]] std::string system_resolver(const Measurement& measurement);
/// "8.8.8.8", "dns.google".
[[nodiscard]] std::string short_resolver_name(const std::string& resolver);

/// "93.184.216.34", "a, b and c", at most four and a count of the rest.
[[nodiscard]] std::string list_addresses(const AddressSet& addresses);
[[nodiscard]] std::string list_endpoints(const std::set<Endpoint>& endpoints);

}  // namespace saksi
