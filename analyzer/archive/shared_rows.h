// Values that results of many hosts share: what both stores count them by. Private to the archive.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

/// SharedValue::kind, in its order.
enum class ValueKind : std::uint8_t { address, body, certificate, title };
[[nodiscard]] std::string_view to_string(ValueKind kind);

/// A value before it is text: an address, or a hash.
struct ValueKey {
  ValueKind kind = ValueKind::address;
  IpAddress address;
  std::uint64_t hash = 0;
  auto operator<=>(const ValueKey&) const = default;

  [[nodiscard]] std::string text() const;
};

/// The values that a result has.
[[nodiscard]] std::vector<ValueKey> values_of(const Observed& observed);

/// Whether results of that outcome are what candidates are made of.
[[nodiscard]] inline bool did_not_open(VerdictWord word) {
  return word == VerdictWord::blocked || word == VerdictWord::inconclusive;
}

/// What is known of one value while results are read; hosts and networks by number.
struct ValueCount {
  std::set<std::uint32_t> hosts, open_hosts, networks;
  std::uint32_t results = 0;
  std::int64_t first = 0, last = 0;
  ResultKey example{};

  void add(std::uint32_t host, std::uint32_t network, std::int64_t started, const ResultKey& key);
  void merge(const ValueCount& other);
};

/// As archive.h says.
void sort_shared_values(std::vector<SharedValue>& values);

}  // namespace saksi
