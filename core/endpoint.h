// Addresses, endpoints, AS numbers and country codes as types. Parsing is strict: an address is what
// inet_pton takes.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

struct sockaddr;
struct sockaddr_storage;

namespace saksi {

/// An IPv4 or IPv6 address. Ordered and hashable by value; IPv4 sorts first.
class IpAddress {
 public:
  IpAddress() = default;  // 0.0.0.0
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);
  /// 4 or 16 bytes in network order; nothing for another size.
  [[nodiscard]] static std::optional<IpAddress> from_bytes(std::string_view bytes);
  [[nodiscard]] static std::optional<IpAddress> from_sockaddr(const sockaddr& address);

  [[nodiscard]] bool is_v4() const { return !v6_; }
  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] bool is_unspecified() const;
  /// 4 or 16 bytes, network order.
  [[nodiscard]] std::string bytes() const;
  [[nodiscard]] std::string to_string() const;
  bool operator==(const IpAddress&) const = default;
  std::strong_ordering operator<=>(const IpAddress& other) const {
    if (v6_ != other.v6_) return v6_ <=> other.v6_;
    const auto first = word(0) <=> other.word(0);
    return first != 0 ? first : word(8) <=> other.word(8);
  }

 private:
  /// Eight bytes as a number: sorting addresses is most of what comparing them is for. (A loop over the bytes
  /// is not made into one load by g++ 12.)
  [[nodiscard]] std::uint64_t word(std::size_t from) const {
    std::uint64_t number = 0;
    std::memcpy(&number, bytes_.data() + from, sizeof number);
    return std::endian::native == std::endian::little ? __builtin_bswap64(number) : number;
  }

  bool v6_ = false;                       // first, so that IPv4 sorts first
  std::array<std::uint8_t, 16> bytes_{};  // IPv4 in the first four
};

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;

  /// "93.184.216.34:443", "[2606:2800::1]:443".
  [[nodiscard]] static std::optional<Endpoint> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;
  /// Fills `storage`; returns the length that connect(2) wants.
  unsigned int to_sockaddr(sockaddr_storage& storage) const;
  auto operator<=>(const Endpoint&) const = default;
};

/// An autonomous system number; 0 says "not known" (OONI's AS0).
struct Asn {
  std::uint32_t number = 0;
  [[nodiscard]] bool known() const { return number != 0; }
  [[nodiscard]] std::string to_string() const;                           // "AS4788"
  [[nodiscard]] static std::optional<Asn> parse(std::string_view text);  // "AS4788" or "4788"
  auto operator<=>(const Asn&) const = default;
};

/// ISO 3166-1 alpha-2, upper case; "ZZ" says "not known" (OONI's ZZ).
class CountryCode {
 public:
  CountryCode() = default;  // ZZ
  /// Takes "my" or "MY". Nothing unless it is two ASCII letters.
  [[nodiscard]] static std::optional<CountryCode> parse(std::string_view text);
  [[nodiscard]] const std::string& to_string() const { return letters_; }
  [[nodiscard]] bool known() const { return letters_ != "ZZ"; }
  auto operator<=>(const CountryCode&) const = default;

 private:
  std::string letters_ = "ZZ";
};

/// Special-use addresses that no public site can have (RFC 6890 and OONI's list; data/bogons.csv documents
/// each). Compiled in, so that judging needs no file.
[[nodiscard]] bool is_bogon(const IpAddress& address);

}  // namespace saksi

template <>
struct std::hash<saksi::IpAddress> {
  std::size_t operator()(const saksi::IpAddress& address) const {
    return std::hash<std::string>{}(address.bytes());
  }
};
