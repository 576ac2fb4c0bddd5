// The dictionaries of the SQLite archive as answers need them: sorted, with the way from a row's number to
// the rank. Private to SqliteArchive. Throws sqlite::Failure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"
#include "analyzer/archive/sqlite_scan.h"
#include "core/sqlite.h"

namespace saksi {

/// Sorted values; rank[number of the dictionary] is the index of its value.
template <class Value>
struct Ranked {
  std::vector<Value> values;
  std::vector<std::uint32_t> rank;
};

/// Only those that the selection takes.
[[nodiscard]] Ranked<InputName> ranked_inputs(const sqlite::Connection& connection,
                                              const Selection& selection);
/// Hosts by the number of the input; likewise.
[[nodiscard]] Ranked<std::string> ranked_hosts(const sqlite::Connection& connection,
                                               const Selection& selection);
/// By AS number and country; as_name is empty yet.
[[nodiscard]] Ranked<NetworkName> ranked_networks(const sqlite::Connection& connection);
[[nodiscard]] Ranked<Outcome> ranked_outcomes(const sqlite::Connection& connection);

/// Finds for each network the name that was used last, among the rows that it is told of.
class NewestNames {
 public:
  explicit NewestNames(std::size_t workers) : last_(workers) {}
  void saw(std::size_t worker, std::uint32_t network, std::int64_t started) {
    std::vector<std::int64_t>& last = last_[worker];
    if (network >= last.size()) last.resize(network + std::size_t{network} / 2 + 16, kNever);
    if (last[network] < started) last[network] = started;
  }
  /// Of two names used last in the same second, the greater; an empty one only when there is no other.
  void put_into(Ranked<NetworkName>& networks, const sqlite::Connection& connection) const;

 private:
  static constexpr std::int64_t kNever = INT64_MIN;
  [[nodiscard]] std::int64_t last_of(std::size_t network) const;
  std::vector<std::vector<std::int64_t>> last_;  // by worker, then by the dictionary's number
};

}  // namespace saksi
