// Finds IP addresses that are written out in a text, whoever's they are. One pass, bounded work a byte.
#pragma once

#include <functional>
#include <string_view>

#include "core/endpoint.h"

namespace saksi {

struct Literal {
  std::size_t begin = 0;
  std::size_t end = 0;  // with the "%eth0" or "/24" behind it
  IpAddress address;
  int prefix_length = -1;    // of "203.0.113.0/24"
  bool is_url_host = false;  // right behind "//", "//[": the name of a server
};

/// Dotted IPv4 (leading zeros allowed, four parts alone) and RFC 4291 IPv6, in order of appearance.
void each_literal(std::string_view text, const std::function<void(const Literal&)>& visit);

/// The IPv4 address that an IPv6 one holds: mapped, compatible, NAT64 (RFC 6052), 6to4 (RFC 3056).
[[nodiscard]] std::optional<IpAddress> embedded_v4(const IpAddress& address);

/// Both have the same first `bits` bits, and the same family.
[[nodiscard]] bool same_prefix(const IpAddress& left, const IpAddress& right, int bits);

}  // namespace saksi
