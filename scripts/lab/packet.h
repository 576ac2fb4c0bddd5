// IP packets as the lab's censor needs them: parse what the kernel hands over, build what is forged.
//
// Parsing is bounded by the span given; a packet that is cut short, fragmented or of another protocol
// than TCP or UDP yields nothing. Building fills in lengths and checksums (RFC 791, 8200, 768, 9293).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lab {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// An IPv4 or IPv6 address in network order; IPv4 uses the first four bytes and leaves the others zero.
struct Address {
  int version = 4;
  std::array<std::uint8_t, 16> octets{};
  auto operator<=>(const Address&) const = default;
};

/// Reads "192.0.2.1" or "2001:db8::1"; nothing when it is neither.
std::optional<Address> parse_address(const std::string& text);

inline constexpr std::uint8_t kFin = 0x01;
inline constexpr std::uint8_t kSyn = 0x02;
inline constexpr std::uint8_t kRst = 0x04;
inline constexpr std::uint8_t kPsh = 0x08;
inline constexpr std::uint8_t kAck = 0x10;

/// One TCP segment or UDP datagram. `payload` points into the bytes it was parsed from.
struct Packet {
  Address source;
  Address destination;
  bool is_tcp = false;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
  std::uint8_t flags = 0;
  ByteView payload;
};

std::optional<Packet> parse_packet(ByteView bytes);

/// Serialises the packet with the given IP TTL (hop limit), ready for a raw socket.
Bytes build_packet(const Packet& packet, std::uint8_t ttl);

}  // namespace lab
