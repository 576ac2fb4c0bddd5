#include <algorithm>
#include <tuple>

#include "analyzer/archive/clickhouse_questions.h"
#include "analyzer/archive/clickhouse_rows.h"
#include "analyzer/archive/clickhouse_schema.h"
#include "analyzer/archive/clickhouse_selection.h"
#include "analyzer/archive/key_prefix.h"

namespace saksi {
namespace {

/// Keys that travel with one query.
constexpr std::size_t kKeysAtATime = 100'000;

struct Found {
  std::int64_t started = 0;
  std::string key;
};

Found read_found(RowBinaryReader& row) {
  Found found;
  found.started = row.number<std::int64_t>();
  found.key = row.fixed(ResultKey{}.size());
  return found;
}

/// `found` is sorted by time.
void fetch(ClickhouseClient& client, std::span<const Found> found, std::vector<ArchivedResult>& results) {
  RowBinaryWriter keys;
  for (const Found& one : found) keys.fixed(one.key);
  const ExternalTable wanted{"wanted", "key FixedString(16)", keys.bytes()};
  Filter times;
  times.since = SystemTime{std::chrono::seconds{found.front().started}};
  times.until = SystemTime{std::chrono::seconds{found.back().started + 1}};
  client.each_row(
      "SELECT " + std::string{kClickhouseColumns} + " FROM result WHERE " + condition_of(times) +
          " AND key IN wanted",
      [&](RowBinaryReader& row) { results.push_back(read_result(row)); }, &wanted);
}

std::vector<ArchivedResult> fetch_all(ClickhouseClient& client, const std::vector<Found>& found) {
  std::vector<ArchivedResult> results;
  const std::span<const Found> all{found};
  for (std::size_t at = 0; at < all.size(); at += kKeysAtATime) {
    fetch(client, all.subspan(at, std::min(kKeysAtATime, all.size() - at)), results);
  }
  std::sort(results.begin(), results.end(), [](const ArchivedResult& a, const ArchivedResult& b) {
    return std::tie(a.started, a.key) < std::tie(b.started, b.key);
  });
  return results;
}

std::vector<Found> ask_found(ClickhouseClient& client, const std::string& sql) {
  std::vector<Found> found;
  client.each_row(sql, [&](RowBinaryReader& row) { found.push_back(read_found(row)); });
  return found;
}

std::string key_literal(const ResultKey& key) {
  return "toFixedString(" + sql_text({reinterpret_cast<const char*>(key.data()), key.size()}) + ", 16)";
}

}  // namespace

std::vector<ArchivedResult> ask_results(ClickhouseClient& client, const Filter& filter,
                                        std::uint64_t corrections, std::size_t most) {
  if (most == 0) return {};
  return fetch_all(
      client, ask_found(client, "SELECT started, key FROM " + selected(filter, "started, key", corrections) +
                                    " ORDER BY started, key LIMIT " + std::to_string(most)));
}

std::vector<ArchivedResult> ask_by_prefix(ClickhouseClient& client, const std::string& hex_prefix) {
  const auto keys = keys_of_prefix(hex_prefix);
  if (!keys) return {};
  return fetch_all(
      client, ask_found(client, "SELECT started, key FROM result WHERE key >= " + key_literal(keys->first) +
                                    " AND key <= " + key_literal(keys->second) + " ORDER BY started, key"));
}

}  // namespace saksi
