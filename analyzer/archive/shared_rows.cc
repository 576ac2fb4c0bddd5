#include "analyzer/archive/shared_rows.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "core/hex.h"

namespace saksi {

std::string_view to_string(ValueKind kind) {
  switch (kind) {
    case ValueKind::address:
      return "address";
    case ValueKind::body:
      return "body";
    case ValueKind::certificate:
      return "certificate";
    case ValueKind::title:
      return "title";
  }
  return {};
}

std::string ValueKey::text() const {
  if (kind == ValueKind::address) return address.to_string();
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(hash >> (56 - 8 * i));
  return to_hex(bytes);
}

std::vector<ValueKey> values_of(const Observed& observed) {
  std::vector<ValueKey> values;
  if (observed.address) values.push_back({ValueKind::address, *observed.address, 0});
  const std::array<std::pair<ValueKind, std::uint64_t>, 3> hashes{
      {{ValueKind::body, observed.body_hash},
       {ValueKind::certificate, observed.certificate_hash},
       {ValueKind::title, observed.title_hash}}};
  for (const auto& [kind, hash] : hashes) {
    if (hash != 0) values.push_back({kind, {}, hash});
  }
  return values;
}

void ValueCount::add(std::uint32_t host, std::uint32_t network, std::int64_t started, const ResultKey& key) {
  hosts.insert(host);
  networks.insert(network);
  if (results == 0 || std::tie(started, key) < std::tie(first, example)) {
    first = started;
    example = key;
  }
  last = results == 0 ? started : std::max(last, started);
  ++results;
}

void ValueCount::merge(const ValueCount& other) {
  hosts.insert(other.hosts.begin(), other.hosts.end());
  open_hosts.insert(other.open_hosts.begin(), other.open_hosts.end());
  networks.insert(other.networks.begin(), other.networks.end());
  if (other.results == 0) return;
  if (results == 0 || std::tie(other.first, other.example) < std::tie(first, example)) {
    first = other.first;
    example = other.example;
  }
  last = results == 0 ? other.last : std::max(last, other.last);
  results += other.results;
}

void sort_shared_values(std::vector<SharedValue>& values) {
  std::sort(values.begin(), values.end(), [](const SharedValue& a, const SharedValue& b) {
    return std::tie(a.kind, b.hosts, a.value) < std::tie(b.kind, a.hosts, b.value);
  });
}

}  // namespace saksi
