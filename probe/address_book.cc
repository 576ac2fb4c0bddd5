#include "probe/address_book.h"

#include <algorithm>

namespace saksi {
namespace {

/// A certificate that does not hold up came from a server that answered: nothing was cut off.
bool was_cut_off(const TlsObservation& tls) {
  return !tls.ok() && tls.peer_certificates.empty();
}

std::set<IpAddress> triggered(const Attempt& attempt) {
  std::set<IpAddress> addresses;
  for (const TlsObservation& tls : attempt.tls) {
    if (was_cut_off(tls)) addresses.insert(tls.endpoint.address);
  }
  for (const HttpObservation& http : attempt.http) {
    if (!http.ok()) addresses.insert(http.endpoint.address);
  }
  return addresses;
}

}  // namespace

std::set<IpAddress> addresses_of(const Attempt& attempt) {
  std::set<IpAddress> addresses;
  for (const TcpObservation& tcp : attempt.tcp) addresses.insert(tcp.endpoint.address);
  return addresses;
}

bool sent_a_trigger(const Attempt& attempt) {
  return !triggered(attempt).empty();
}

void AddressBook::note(const Attempt& attempt, const std::string& host, Time when) {
  for (const IpAddress& address : triggered(attempt)) failures_[address][host] = when;
}

bool AddressBook::disturbed(const Attempt& attempt, const std::string& host, Time from, Time to) const {
  for (const IpAddress& address : addresses_of(attempt)) {
    const auto found = failures_.find(address);
    if (found == failures_.end()) continue;
    const bool by_other = std::any_of(found->second.begin(), found->second.end(), [&](const auto& failure) {
      return failure.first != host && failure.second >= from - kQuietTime && failure.second <= to;
    });
    if (by_other) return true;
  }
  return false;
}

AddressBook::Time AddressBook::quiet_at(const Attempt& attempt, const std::string& host, Time now) const {
  Time quiet = now;
  for (const IpAddress& address : addresses_of(attempt)) {
    const auto found = failures_.find(address);
    if (found == failures_.end()) continue;
    for (const auto& [other, when] : found->second) {
      if (other != host) quiet = std::max(quiet, when + kQuietTime);
    }
  }
  return quiet;
}

}  // namespace saksi
