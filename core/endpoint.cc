#include "core/endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace saksi {
namespace {

/// A decimal number without sign or leading blanks that fits into T.
template <class T>
std::optional<T> parse_decimal(std::string_view text) {
  T value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

/// Dotted decimal as inet_pton takes it: four numbers up to 255 without leading noughts. Written out because
/// analysis parses and prints some thirty addresses for every measurement.
bool parse_dotted(std::string_view text, std::uint8_t* bytes) {
  std::size_t at = 0;
  for (int i = 0; i < 4; ++i) {
    if (i > 0 && (at == text.size() || text[at++] != '.')) return false;
    unsigned value = 0;
    const std::size_t begin = at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && at - begin < 3; ++at)
      value = value * 10 + static_cast<unsigned>(text[at] - '0');
    const bool leading_nought = at - begin > 1 && text[begin] == '0';
    if (at == begin || value > 255 || leading_nought) return false;
    bytes[i] = static_cast<std::uint8_t>(value);
  }
  return at == text.size();
}

std::string print_dotted(const std::uint8_t* bytes) {
  std::array<char, 16> text{};
  char* end = text.data();
  for (int i = 0; i < 4; ++i) {
    if (i > 0) *end++ = '.';
    end = std::to_chars(end, text.data() + text.size(), bytes[i]).ptr;
  }
  return {text.data(), end};
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return std::nullopt;
  IpAddress address;
  address.v6_ = text.find(':') != std::string_view::npos;
  if (!address.v6_) return parse_dotted(text, address.bytes_.data()) ? std::optional{address} : std::nullopt;
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  text.copy(terminated.data(), text.size());
  if (inet_pton(AF_INET6, terminated.data(), address.bytes_.data()) != 1) return std::nullopt;
  return address;
}

std::optional<IpAddress> IpAddress::from_bytes(std::string_view bytes) {
  if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
  IpAddress address;
  address.v6_ = bytes.size() == 16;
  std::memcpy(address.bytes_.data(), bytes.data(), bytes.size());
  return address;
}

std::optional<IpAddress> IpAddress::from_sockaddr(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return from_bytes({reinterpret_cast<const char*>(&in.sin_addr), 4});
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 in6{};
    std::memcpy(&in6, &address, sizeof in6);
    return from_bytes({reinterpret_cast<const char*>(&in6.sin6_addr), 16});
  }
  return std::nullopt;
}

bool IpAddress::is_loopback() const {
  if (!v6_) return bytes_[0] == 127;
  static const IpAddress one = *parse("::1");
  static const IpAddress mapped = *parse("::ffff:127.0.0.0");
  // connect(2) takes ::ffff:127.0.0.1 to this machine too.
  return *this == one || std::equal(bytes_.begin(), bytes_.begin() + 13, mapped.bytes_.begin());
}

bool IpAddress::is_unspecified() const {
  return std::all_of(bytes_.begin(), bytes_.end(), [](std::uint8_t byte) { return byte == 0; });
}

std::string IpAddress::bytes() const {
  return {reinterpret_cast<const char*>(bytes_.data()), v6_ ? std::size_t{16} : std::size_t{4}};
}

std::string IpAddress::to_string() const {
  if (!v6_) return print_dotted(bytes_.data());
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, bytes_.data(), text.data(), text.size());
  return text.data();
}

std::optional<Endpoint> Endpoint::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  const auto port = parse_decimal<std::uint16_t>(text.substr(colon + 1));
  // "::1:443" is the address ::1:443 without a port: IPv6 needs its brackets (RFC 3986 3.2.2).
  if (!address || !port || address->is_v4() == bracketed) return std::nullopt;
  return Endpoint{*address, *port};
}

std::string Endpoint::to_string() const {
  const std::string port_text = std::to_string(port);
  if (address.is_v4()) return address.to_string() + ":" + port_text;
  return "[" + address.to_string() + "]:" + port_text;
}

unsigned int Endpoint::to_sockaddr(sockaddr_storage& storage) const {
  std::memset(&storage, 0, sizeof storage);
  const std::string raw = address.bytes();
  if (address.is_v4()) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    std::memcpy(&in.sin_addr, raw.data(), raw.size());
    std::memcpy(&storage, &in, sizeof in);
    return sizeof in;
  }
  sockaddr_in6 in6{};
  in6.sin6_family = AF_INET6;
  in6.sin6_port = htons(port);
  std::memcpy(&in6.sin6_addr, raw.data(), raw.size());
  std::memcpy(&storage, &in6, sizeof in6);
  return sizeof in6;
}

std::string Asn::to_string() const {
  return "AS" + std::to_string(number);
}

std::optional<Asn> Asn::parse(std::string_view text) {
  if (text.starts_with("AS") || text.starts_with("as")) text.remove_prefix(2);
  const auto number = parse_decimal<std::uint32_t>(text);
  if (!number) return std::nullopt;
  return Asn{*number};
}

std::optional<CountryCode> CountryCode::parse(std::string_view text) {
  if (text.size() != 2) return std::nullopt;
  CountryCode code;
  for (std::size_t i = 0; i < 2; ++i) {
    const char upper = static_cast<char>(text[i] & ~0x20);
    if (upper < 'A' || upper > 'Z') return std::nullopt;
    code.letters_[i] = upper;
  }
  return code;
}

}  // namespace saksi
