#include "probe/control/offer.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace saksi {
namespace {

constexpr std::uint16_t kDnsPort = 53;

template <class Item>
void add_once(std::vector<Item>& items, const Item& item) {
  if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
}

bool has_v4(const std::vector<Endpoint>& endpoints) {
  return std::any_of(endpoints.begin(), endpoints.end(),
                     [](const Endpoint& endpoint) { return endpoint.address.is_v4(); });
}

/// Whether a socket bound to `bound` takes what is sent to `address`.
bool takes(const IpAddress& bound, const IpAddress& address, bool v6_takes_v4) {
  if (!bound.is_unspecified()) return bound == address;
  return bound.is_v4() == address.is_v4() || (!bound.is_v4() && v6_takes_v4);
}

std::vector<IpAddress> addresses_of(const Endpoint& endpoint, const PublicView& view, bool v6_takes_v4) {
  const bool everywhere = endpoint.address.is_unspecified();
  const auto is_reached = [&](const IpAddress& address) {
    if (everywhere) return takes(endpoint.address, address, v6_takes_v4);
    return address.is_v4() == endpoint.address.is_v4();
  };
  std::vector<IpAddress> addresses;
  std::copy_if(view.told.begin(), view.told.end(), std::back_inserter(addresses), is_reached);
  if (!addresses.empty()) return addresses;
  if (!everywhere) return {endpoint.address};
  std::copy_if(view.own.begin(), view.own.end(), std::back_inserter(addresses), is_reached);
  return addresses;
}

template <class Number>
std::optional<Number> hexadecimal(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// The kernel prints an address as 32-bit words of the machine's byte order: 127.0.0.1 is "0100007F" here.
std::optional<IpAddress> address_from_table(std::string_view text) {
  std::string bytes;
  for (; text.size() >= 8; text.remove_prefix(8)) {
    const auto word = hexadecimal<std::uint32_t>(text.substr(0, 8));
    if (!word) return std::nullopt;
    char four[sizeof *word];
    std::memcpy(four, &*word, sizeof four);
    bytes.append(four, sizeof four);
  }
  return text.empty() ? IpAddress::from_bytes(bytes) : std::nullopt;
}

}  // namespace

std::vector<Endpoint> seen_from_outside(const std::vector<Endpoint>& listening, const PublicView& view) {
  std::vector<Endpoint> places;
  const bool v6_takes_v4 = !has_v4(listening);
  for (const Endpoint& endpoint : listening) {
    for (const IpAddress& address : addresses_of(endpoint, view, v6_takes_v4)) {
      if (view.allow_private || !is_bogon(address)) add_once(places, Endpoint{address, endpoint.port});
    }
  }
  return places;
}

std::vector<IpAddress> without_dns(const std::vector<Endpoint>& places, const std::vector<IpAddress>& bound) {
  std::vector<IpAddress> result;
  for (const Endpoint& place : places) {
    const auto answers = [&place](const IpAddress& one) { return takes(one, place.address, true); };
    if (std::none_of(bound.begin(), bound.end(), answers)) add_once(result, place.address);
  }
  return result;
}

std::vector<IpAddress> bound_at(std::istream& table, std::uint16_t port) {
  std::vector<IpAddress> bound;
  std::string slot, local, rest;
  while (table >> slot >> local && std::getline(table, rest)) {
    const auto colon = local.find(':');
    if (colon == std::string::npos || hexadecimal<std::uint16_t>(local.substr(colon + 1)) != port) continue;
    if (const auto address = address_from_table(std::string_view(local).substr(0, colon)))
      add_once(bound, *address);
  }
  return bound;
}

std::vector<IpAddress> bound_for_dns() {
  std::vector<IpAddress> bound;
  for (const char* name : {"/proc/self/net/udp", "/proc/self/net/udp6"}) {
    std::ifstream table(name);
    for (const IpAddress& address : bound_at(table, kDnsPort)) add_once(bound, address);
  }
  return bound;
}

}  // namespace saksi
