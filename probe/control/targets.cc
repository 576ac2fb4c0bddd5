#include "probe/control/targets.h"

#include <ifaddrs.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace saksi {
namespace {

bool contains(const std::vector<IpAddress>& list, const IpAddress& address) {
  return std::find(list.begin(), list.end(), address) != list.end();
}

std::optional<IpAddress> v4_at(const std::string& bytes, std::size_t offset, bool inverted = false) {
  std::string four = bytes.substr(offset, 4);
  if (inverted) {
    for (char& byte : four) byte = static_cast<char>(~byte);
  }
  return IpAddress::from_bytes(four);
}

bool starts_with(const std::string& bytes, std::initializer_list<unsigned char> prefix) {
  return std::equal(prefix.begin(), prefix.end(), bytes.begin(),
                    [](unsigned char a, char b) { return a == static_cast<unsigned char>(b); });
}

/// The IPv4 address that an IPv6 address leads to, for the ways of RFC 4291 2.5.5, 6052, 8215, 3056 and 4380.
std::optional<IpAddress> embedded_v4(const IpAddress& address) {
  if (address.is_v4()) return std::nullopt;
  const std::string bytes = address.bytes();
  if (starts_with(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) return v4_at(bytes, 12);
  if (starts_with(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})) return v4_at(bytes, 12);
  // Local-use translation says nothing about where in the address the IPv4 one stands: 0.0.0.0 is refused.
  if (starts_with(bytes, {0x00, 0x64, 0xff, 0x9b, 0x00, 0x01})) return IpAddress();
  if (starts_with(bytes, {0x00, 0x64, 0xff, 0x9b})) return v4_at(bytes, 12);
  if (starts_with(bytes, {0x20, 0x02})) return v4_at(bytes, 2);
  if (starts_with(bytes, {0x20, 0x01, 0x00, 0x00})) return v4_at(bytes, 12, true);
  return std::nullopt;
}

// The Fetch standard, "bad port" (fetch.spec.whatwg.org/#port-blocking), in order.
constexpr std::array<std::uint16_t, 82> kBadPorts{
    0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,   42,   43,
    53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,  117,  119,
    123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,  530,  531,
    532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720, 1723, 2049,
    3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697};

}  // namespace

TargetPolicy::TargetPolicy(bool allow_private, std::vector<IpAddress> exceptions, std::vector<IpAddress> own)
    : allow_private_(allow_private), exceptions_(std::move(exceptions)), own_(std::move(own)) {}

bool TargetPolicy::allows(const IpAddress& address) const {
  if (allow_private_ || contains(exceptions_, address)) return true;
  if (is_bogon(address) || address.is_loopback() || address.is_unspecified()) return false;
  if (contains(own_, address)) return false;
  const auto inner = embedded_v4(address);
  return !inner || allows(*inner);
}

std::vector<IpAddress> TargetPolicy::allowed(const std::vector<IpAddress>& addresses) const {
  std::vector<IpAddress> result;
  for (const IpAddress& address : addresses) {
    if (allows(address) && !contains(result, address)) result.push_back(address);
  }
  return result;
}

std::vector<IpAddress> own_addresses() {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(first, &freeifaddrs);
  std::vector<IpAddress> result;
  for (const ifaddrs* item = first; item != nullptr; item = item->ifa_next) {
    if (item->ifa_addr == nullptr) continue;
    if (const auto address = IpAddress::from_sockaddr(*item->ifa_addr)) result.push_back(*address);
  }
  return result;
}

bool is_web_port(std::uint16_t port) {
  return !std::binary_search(kBadPorts.begin(), kBadPorts.end(), port);
}

std::vector<std::uint16_t> ports_to_try(const Url& url) {
  if (url.has_explicit_port()) return {url.port()};
  if (url.is_https()) return {443};
  return {80, 443};
}

std::vector<Endpoint> endpoints_to_try(const Url& url, const std::vector<IpAddress>& addresses) {
  std::vector<Endpoint> result;
  const auto ports = ports_to_try(url);
  for (const IpAddress& address : addresses) {
    if (result.size() + ports.size() > kMaxControlEndpoints) break;
    for (const std::uint16_t port : ports) result.push_back(Endpoint{address, port});
  }
  return result;
}

std::vector<IpAddress> interleave(const std::vector<IpAddress>& ours, const std::vector<IpAddress>& theirs) {
  std::vector<IpAddress> result;
  for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
    if (i < ours.size() && !contains(result, ours[i])) result.push_back(ours[i]);
    if (i < theirs.size() && !contains(result, theirs[i])) result.push_back(theirs[i]);
  }
  return result;
}

}  // namespace saksi
