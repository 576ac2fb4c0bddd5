// What a control tells probes of its experiments: under which addresses it can be reached, and whether it may
// promise that no DNS server runs there.
#pragma once

#include <cstdint>
#include <istream>
#include <vector>

#include "core/control_exchange.h"
#include "core/endpoint.h"

namespace saksi {

/// The addresses that callers see. `told` are the operator's words (--public-address, for a machine behind
/// NAT) and replace those of their family; without them they are where the servers listen, or this machine's
/// `own` ones when that is everywhere.
struct PublicView {
  std::vector<IpAddress> told;
  std::vector<IpAddress> own;
  bool allow_private = false;  // laboratories: offer loopback and private addresses too
};

/// `listening` as callers reach it, public addresses alone.
[[nodiscard]] std::vector<Endpoint> seen_from_outside(const std::vector<Endpoint>& listening,
                                                      const PublicView& view);

/// The addresses of `places` at which no process of this machine takes DNS over UDP. `bound` are local UDP
/// addresses with port 53 (0.0.0.0 and [::] stand for all of their family, [::] for both).
[[nodiscard]] std::vector<IpAddress> without_dns(const std::vector<Endpoint>& places,
                                                 const std::vector<IpAddress>& bound);

/// Local addresses of UDP sockets at `port`, from a table like /proc/net/udp or /proc/net/udp6. Lines that
/// are not understood are skipped.
[[nodiscard]] std::vector<IpAddress> bound_at(std::istream& table, std::uint16_t port);
/// The same for port 53, from this machine's tables.
[[nodiscard]] std::vector<IpAddress> bound_for_dns();

}  // namespace saksi
