#include <algorithm>
#include <map>

#include "analyzer/archive/row_codes.h"
#include "analyzer/archive/shared_rows.h"
#include "analyzer/archive/sqlite_names.h"
#include "analyzer/archive/sqlite_questions.h"
#include "analyzer/archive/sqlite_rows.h"
#include "analyzer/archive/sqlite_scan.h"

namespace saksi {
namespace {

constexpr const char* kColumns = "d.address, d.body_hash, d.title_hash, d.certificate_hash, d.key";

Observed observed_at(const sqlite::Statement& more) {
  Observed observed;
  observed.address = IpAddress::from_bytes(more.bytes(SqliteScan::kFirstMore));
  observed.body_hash = static_cast<std::uint64_t>(more.integer(SqliteScan::kFirstMore + 1));
  observed.title_hash = static_cast<std::uint64_t>(more.integer(SqliteScan::kFirstMore + 2));
  observed.certificate_hash = static_cast<std::uint64_t>(more.integer(SqliteScan::kFirstMore + 3));
  return observed;
}

/// Which values were seen at which hosts, each pair once: repeats are dropped now and then, so that memory
/// goes with the pairs and not with the results.
class ValueHosts {
 public:
  void add(const ValueKey& value, std::uint32_t host) {
    pairs_.push_back({value, host});
    if (pairs_.size() >= drop_at_) drop_repeats();
  }
  void drop_repeats() {
    std::sort(pairs_.begin(), pairs_.end());
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    drop_at_ = 2 * pairs_.size() + 65'536;
  }
  void merge(const ValueHosts& other) {
    for (const auto& [value, host] : other.pairs_) add(value, host);
  }
  /// Values of at least that many hosts.
  [[nodiscard]] std::map<ValueKey, ValueCount> shared(std::uint32_t least_hosts) {
    drop_repeats();
    std::map<ValueKey, std::uint32_t> hosts;
    for (const auto& [value, host] : pairs_) ++hosts[value];
    std::map<ValueKey, ValueCount> found;
    for (const auto& [value, count] : hosts) {
      if (count >= least_hosts) found.emplace(value, ValueCount{});
    }
    return found;
  }

 private:
  std::vector<std::pair<ValueKey, std::uint32_t>> pairs_;
  std::size_t drop_at_ = 65'536;
};

/// Both passes over the archive read the same results.
class SharedSearch {
 public:
  SharedSearch(const sqlite::Connection& connection, const std::filesystem::path& file)
      : connection_(connection),
        scan_(connection, file),
        selection_(selection_of(connection, Filter{}, Corrections::applied)),
        hosts_(ranked_hosts(connection, selection_)),
        networks_(ranked_networks(connection)),
        outcomes_(ranked_outcomes(connection)) {}

  [[nodiscard]] std::map<ValueKey, ValueCount> candidates(std::uint32_t least_hosts) const {
    std::vector<ValueHosts> seen(scan_.workers());
    scan_.over_rows(selection_, kColumns,
                    [&](std::size_t worker, const ScannedRow& row, const sqlite::Statement& more) {
                      if (!has_host(row) || !did_not_open(word_of(row))) return;
                      for (const ValueKey& value : values_of(observed_at(more))) {
                        seen[worker].add(value, hosts_.rank[row.input]);
                      }
                    });
    for (std::size_t worker = 1; worker < seen.size(); ++worker) seen[0].merge(seen[worker]);
    return seen[0].shared(least_hosts);
  }

  void count(std::map<ValueKey, ValueCount>& candidates) {
    std::vector<std::map<ValueKey, ValueCount>> counts(scan_.workers(), candidates);
    NewestNames names{scan_.workers()};
    scan_.over_rows(selection_, kColumns,
                    [&](std::size_t worker, const ScannedRow& row, const sqlite::Statement& more) {
                      names.saw(worker, row.network, row.started);
                      if (has_host(row)) count_row(row, more, counts[worker]);
                    });
    names.put_into(networks_, connection_);
    for (const auto& some : counts) {
      for (const auto& [value, count] : some) candidates[value].merge(count);
    }
  }

  [[nodiscard]] SharedValue answer(const ValueKey& key, const ValueCount& count) const {
    SharedValue value;
    value.kind = to_string(key.kind);
    value.value = key.text();
    value.hosts = static_cast<std::uint32_t>(count.hosts.size());
    value.open_hosts = static_cast<std::uint32_t>(count.open_hosts.size());
    value.results = count.results;
    for (const std::uint32_t network : count.networks) value.networks.push_back(networks_.values[network]);
    value.example = count.example;
    value.first = time_of(count.first);
    value.last = time_of(count.last);
    return value;
  }

 private:
  [[nodiscard]] bool has_host(const ScannedRow& row) const {
    return !hosts_.values[hosts_.rank[row.input]].empty();
  }
  [[nodiscard]] VerdictWord word_of(const ScannedRow& row) const {
    return outcomes_.values[outcomes_.rank[row.outcome]].word;
  }
  void count_row(const ScannedRow& row, const sqlite::Statement& more,
                 std::map<ValueKey, ValueCount>& counts) const {
    const VerdictWord word = word_of(row);
    if (!did_not_open(word) && word != VerdictWord::accessible) return;
    const std::uint32_t host = hosts_.rank[row.input];
    for (const ValueKey& value : values_of(observed_at(more))) {
      const auto found = counts.find(value);
      if (found == counts.end()) continue;
      if (word == VerdictWord::accessible) {
        found->second.open_hosts.insert(host);
      } else {
        found->second.add(host, networks_.rank[row.network], row.started,
                          key_from_bytes(more.bytes(SqliteScan::kFirstMore + 4)));
      }
    }
  }

  const sqlite::Connection& connection_;
  SqliteScan scan_;
  Selection selection_;
  Ranked<std::string> hosts_;
  Ranked<NetworkName> networks_;
  Ranked<Outcome> outcomes_;
};

}  // namespace

std::vector<SharedValue> values_of_many_hosts(const sqlite::Connection& connection,
                                              const std::filesystem::path& file, std::uint32_t least_hosts) {
  SharedSearch search{connection, file};
  std::map<ValueKey, ValueCount> found = search.candidates(least_hosts);
  if (found.empty()) return {};
  search.count(found);
  std::vector<SharedValue> values;
  for (const auto& [value, count] : found) values.push_back(search.answer(value, count));
  sort_shared_values(values);
  return values;
}

}  // namespace saksi
