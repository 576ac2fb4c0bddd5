// is_bogon of core/endpoint.h. IPv4: the ranges that OONI takes for bogons, which are those of RFC 6890 that
// no public site can have (192.88.99.0/24, the old 6to4 relays, is globally reachable and not among them).
// IPv6: RFC 6890 and its successors in the IANA special-purpose registry, and the transition prefixes, which
// are as bogus as the IPv4 address inside them.
#include <array>

#include "core/endpoint.h"

namespace saksi {
namespace {

struct Range {
  std::array<std::uint8_t, 16> prefix;
  unsigned bits;
};

constexpr std::array kBogons4{
    Range{{0}, 8},              // "this network", RFC 791
    Range{{10}, 8},             // private use, RFC 1918
    Range{{100, 64}, 10},       // shared address space, RFC 6598
    Range{{127}, 8},            // loopback, RFC 1122; holds 127.0.53.53 (name collision)
    Range{{169, 254}, 16},      // link local, RFC 3927
    Range{{172, 16}, 12},       // private use, RFC 1918
    Range{{192, 0, 0}, 24},     // IETF protocol assignments, RFC 6890
    Range{{192, 0, 2}, 24},     // documentation, RFC 5737
    Range{{192, 168}, 16},      // private use, RFC 1918
    Range{{198, 18}, 15},       // benchmarking, RFC 2544
    Range{{198, 51, 100}, 24},  // documentation, RFC 5737
    Range{{203, 0, 113}, 24},   // documentation, RFC 5737
    Range{{224}, 4},            // multicast, RFC 5771
    Range{{240}, 4},            // reserved, RFC 1112; holds the broadcast address
};

constexpr std::array kBogons6{
    Range{{0}, 96},                                         // ::/128, ::1/128 and IPv4-compatible, RFC 4291
    Range{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96},  // IPv4-mapped: never in DNS, RFC 4291
    Range{{0x00, 0x64, 0xff, 0x9b, 0, 1}, 48},              // local translation, RFC 8215
    Range{{0x01}, 64},                                      // discard only, RFC 6666
    Range{{0x20, 0x01, 0, 0x02}, 48},                       // benchmarking, RFC 5180
    Range{{0x20, 0x01, 0, 0x10}, 28},                       // ORCHID, RFC 4843
    Range{{0x20, 0x01, 0x0d, 0xb8}, 32},                    // documentation, RFC 3849
    Range{{0x3f, 0xff}, 20},                                // documentation, RFC 9637
    Range{{0xfc}, 7},                                       // unique local, RFC 4193
    Range{{0xfe, 0x80}, 10},                                // link local, RFC 4291
    Range{{0xfe, 0xc0}, 10},                                // site local, RFC 3879
    Range{{0xff}, 8},                                       // multicast, RFC 4291
};

/// IPv6 prefixes that carry an IPv4 address, and where in the sixteen bytes it stands.
struct Carrier {
  Range range;
  std::size_t at;
};

constexpr std::array kCarriers{
    Carrier{{{0x20, 0x02}, 16}, 2},               // 6to4, RFC 3056
    Carrier{{{0x20, 0x01, 0, 0}, 32}, 4},         // Teredo: its server, RFC 4380
    Carrier{{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},  // NAT64, RFC 6052
};

bool contains(const Range& range, const std::string& bytes) {
  for (unsigned bit = 0; bit < range.bits; bit += 8) {
    const unsigned left = range.bits - bit;
    const auto mask = static_cast<std::uint8_t>(left >= 8 ? 0xff : 0xff << (8 - left));
    const auto byte = static_cast<std::uint8_t>(bytes[bit / 8]);
    if ((byte & mask) != (range.prefix[bit / 8] & mask)) return false;
  }
  return true;
}

template <std::size_t N>
bool in_any(const std::array<Range, N>& ranges, const std::string& bytes) {
  for (const Range& range : ranges) {
    if (contains(range, bytes)) return true;
  }
  return false;
}

/// First bytes of the ranges in kBogons4: nearly every address has another.
bool may_be_bogon4(char first) {
  const auto byte = static_cast<std::uint8_t>(first);
  switch (byte) {
    case 0:
    case 10:
    case 100:
    case 127:
    case 169:
    case 172:
    case 192:
    case 198:
    case 203:
      return true;
    default:
      return byte >= 224;
  }
}

}  // namespace

bool is_bogon(const IpAddress& address) {
  const std::string bytes = address.bytes();
  if (address.is_v4()) return may_be_bogon4(bytes[0]) && in_any(kBogons4, bytes);
  if (in_any(kBogons6, bytes)) return true;
  for (const Carrier& carrier : kCarriers) {
    if (contains(carrier.range, bytes)) return in_any(kBogons4, bytes.substr(carrier.at, 4));
  }
  return false;
}

}  // namespace saksi
