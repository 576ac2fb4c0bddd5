// Which addresses were lately disturbed: some censors, after a packet that names a site, keep the pair of
// addresses dead for a minute or three (residual blocking). Another site at the same address then fails for
// its neighbour's sake. Pure: the time is given.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/measurement.h"

namespace saksi {

/// Longer than the residual blocking that was seen in the wild is as a rule (60 s; up to 180 s in China).
inline constexpr std::chrono::seconds kQuietTime{75};

class AddressBook {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Notes where a handshake or a request of `host` failed after its name had been sent.
  void note(const Attempt& attempt, const std::string& host, Time when);

  /// Whether another host's name failed at one of the attempt's addresses between `from`, less the quiet
  /// time, and `to`.
  [[nodiscard]] bool disturbed(const Attempt& attempt, const std::string& host, Time from, Time to) const;

  /// When the addresses of the attempt will have been quiet of other hosts for long enough; `now` when they
  /// are.
  [[nodiscard]] Time quiet_at(const Attempt& attempt, const std::string& host, Time now) const;

 private:
  std::map<IpAddress, std::map<std::string, Time>> failures_;  // address -> host -> the last one
};

/// The addresses that an attempt connected to.
[[nodiscard]] std::set<IpAddress> addresses_of(const Attempt& attempt);
/// A handshake or a request got no proper answer, so that the name had been sent: a censor may have been
/// triggered.
[[nodiscard]] bool sent_a_trigger(const Attempt& attempt);

}  // namespace saksi
