#include "analyzer/archive/clickhouse_archive.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "analyzer/archive/clickhouse_questions.h"
#include "analyzer/archive/clickhouse_rows.h"
#include "analyzer/archive/clickhouse_schema.h"
#include "analyzer/archive/clickhouse_selection.h"
#include "analyzer/archive/row_codes.h"

namespace saksi {
namespace {

/// New servers take at most 100 partitions in one insertion.
constexpr std::size_t kMostMonths = 50;

std::string_view bytes_of(const ResultKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

ResultKey read_key(RowBinaryReader& row) {
  ResultKey key{};
  const std::string_view bytes = row.fixed(key.size());
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

Source read_source(RowBinaryReader& row) {
  Source source;
  source.id = row.number<std::uint32_t>();
  source.kind = enum_at(row.number<std::int8_t>(), SourceKind::ooni_lines);
  source.path = row.string();
  source.sha256 = row.string();
  source.bytes = row.number<std::uint64_t>();
  source.done = row.number<std::uint64_t>();
  source.lines = row.number<std::uint64_t>();
  source.damaged = row.number<std::uint64_t>();
  source.complete = row.truth();
  source.trouble = row.string();
  return source;
}

/// In the order of time, and each key once.
std::vector<const ArchivedResult*> each_once(std::span<const ArchivedResult> results) {
  std::vector<const ArchivedResult*> sorted;
  std::set<ResultKey> keys;
  for (const ArchivedResult& result : results) {
    if (keys.insert(result.key).second) sorted.push_back(&result);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const ArchivedResult* a, const ArchivedResult* b) { return a->started < b->started; });
  return sorted;
}

/// Tests and countries as conditions, so that the server reads only where such results are.
std::string where_they_would_be(const std::vector<const ArchivedResult*>& sorted) {
  std::set<TestName> tests;
  std::set<std::string> countries;
  std::set<std::uint32_t> months;
  for (const ArchivedResult* result : sorted) {
    tests.insert(result->test);
    countries.insert(result->vantage.country.to_string());
    months.insert(month_of(seconds_of(result->started)));
  }
  std::string sql = "started >= " + std::to_string(seconds_of(sorted.front()->started)) +
                    " AND started <= " + std::to_string(seconds_of(sorted.back()->started));
  std::string list;
  for (const TestName test : tests) list += (list.empty() ? "" : ", ") + sql_text(to_string(test));
  sql += " AND test IN (" + list + ")";
  list.clear();
  for (const std::string& country : countries) list += (list.empty() ? "" : ", ") + sql_text(country);
  sql += " AND country IN (" + list + ")";
  list.clear();
  for (const std::uint32_t month : months) list += (list.empty() ? "" : ", ") + std::to_string(month);
  return sql + " AND month IN (" + list + ")";
}

void drop_known(ClickhouseClient& client, std::vector<const ArchivedResult*>& sorted) {
  if (sorted.empty()) return;
  RowBinaryWriter keys;
  for (const ArchivedResult* result : sorted) keys.fixed(bytes_of(result->key));
  const ExternalTable wanted{"wanted", "key FixedString(16)", keys.bytes()};
  std::set<ResultKey> known;
  client.each_row(
      "SELECT key FROM result WHERE " + where_they_would_be(sorted) + " AND key IN wanted",
      [&](RowBinaryReader& row) { known.insert(read_key(row)); }, &wanted);
  std::erase_if(sorted, [&](const ArchivedResult* result) { return known.contains(result->key); });
}

}  // namespace

ClickhouseArchive::ClickhouseArchive(const ClickhousePlace& place, bool create)
    : client_(place), writable_(create) {
  if (create) make_clickhouse_archive(client_);
  check_clickhouse_archive(client_);
}

// ---- Writing

void ClickhouseArchive::check_writable() const {
  if (!writable_)
    throw StoreError{client_.place().text() + ": was opened only to be read; nothing was written"};
}

Source ClickhouseArchive::begin_source(const Source& source) {
  check_writable();
  const std::vector<Source> known = ask_sources("WHERE sha256 = " + sql_text(source.sha256));
  if (!known.empty() && known[0].path == source.path) return known[0];
  Source found = known.empty() ? source : known[0];
  found.path = source.path;
  if (known.empty()) {
    found.id = static_cast<std::uint32_t>(client_.number("SELECT toUInt64(max(id)) FROM source") + 1);
  }
  insert_source(found);
  return found;
}

std::size_t ClickhouseArchive::add(std::span<const ArchivedResult> results,
                                   std::span<const DamagedLine> damaged, const Source& progress) {
  check_writable();
  std::vector<const ArchivedResult*> fresh = each_once(results);
  drop_known(client_, fresh);
  insert_results(fresh);
  insert_damaged(damaged);
  insert_source(progress);
  return fresh.size();
}

void ClickhouseArchive::insert_results(std::span<const ArchivedResult* const> results) {
  RowBinaryWriter rows;
  std::set<std::uint32_t> months;
  const auto flush = [&] {
    if (!rows.bytes().empty()) client_.insert("result", kClickhouseColumns, rows.bytes());
    rows.clear();
    months.clear();
  };
  for (const ArchivedResult* result : results) {
    const std::uint32_t month = month_of(seconds_of(result->started));
    if (!months.contains(month) && months.size() == kMostMonths) flush();
    months.insert(month);
    write_result(*result, rows);
  }
  flush();
}

void ClickhouseArchive::insert_damaged(std::span<const DamagedLine> damaged) {
  if (damaged.empty()) return;
  RowBinaryWriter rows;
  for (const DamagedLine& line : damaged) {
    rows.number(line.source);
    rows.number(line.offset);
    rows.number(line.length);
    rows.string(line.reason);
    rows.string(line.beginning);
  }
  client_.insert("damaged_line", "source, offset, length, reason, beginning", rows.bytes());
}

void ClickhouseArchive::insert_source(const Source& source) {
  if (!source_version_) source_version_ = client_.number("SELECT max(version) FROM source");
  const std::uint64_t version = ++*source_version_;
  RowBinaryWriter row;
  row.number(source.id);
  row.number(static_cast<std::int8_t>(source.kind));
  row.string(source.path);
  row.string(source.sha256);
  row.number(source.bytes);
  row.number(source.done);
  row.number(source.lines);
  row.number(source.damaged);
  row.truth(source.complete);
  row.string(source.trouble);
  row.number(version);
  client_.insert("source", "id, kind, path, sha256, bytes, done, lines, damaged, complete, trouble, version",
                 row.bytes());
}

/// A new version beside the old one; the property says which one holds, so that nobody sees half of it.
void ClickhouseArchive::correct(std::span<const Correction> corrections) {
  check_writable();
  const std::uint64_t version = client_.number("SELECT max(version) FROM correction") + 1;
  std::map<ResultKey, const Correction*> last;  // one for each key
  for (const Correction& correction : corrections) last[correction.key] = &correction;
  RowBinaryWriter rows;
  for (const auto& [key, entry] : last) {
    const Correction& correction = *entry;
    rows.number(version);
    rows.fixed(bytes_of(correction.key));
    write_outcome(correction.outcome, rows);
    rows.string(correction.rule);
    rows.truth(correction.set_aside);
  }
  if (!corrections.empty()) {
    client_.insert("correction", "version, key, verdict, certainty, scope, layer, method, rule, set_aside",
                   rows.bytes());
  }
  const std::uint64_t before = corrections_version();
  set_property("store_corrections", corrections.empty() ? "" : std::to_string(version));
  if (before != 0) client_.run("ALTER TABLE correction DROP PARTITION " + std::to_string(before));
}

void ClickhouseArchive::set_property(const std::string& name, const std::string& value) {
  check_writable();
  RowBinaryWriter row;
  row.string(name);
  row.string(value);
  row.number(client_.number("SELECT max(version) FROM archive_property") + 1);
  client_.insert("archive_property", "name, value, version", row.bytes());
}

// ---- Reading

std::string ClickhouseArchive::property(const std::string& name) const {
  std::string value;
  client_.each_row(
      "SELECT value FROM archive_property WHERE name = " + sql_text(name) + " ORDER BY version DESC LIMIT 1",
      [&](RowBinaryReader& row) { value = row.string(); });
  return value;
}

std::uint64_t ClickhouseArchive::corrections_version() const {
  const std::string version = property("store_corrections");
  return version.empty() ? 0 : std::stoull(version);
}

std::vector<Source> ClickhouseArchive::sources() const {
  return ask_sources("");
}

std::vector<Source> ClickhouseArchive::ask_sources(const std::string& condition) const {
  std::vector<Source> sources;
  client_.each_row(
      "SELECT id, kind, path, sha256, bytes, done, lines, damaged, complete, trouble FROM source FINAL " +
          condition + " ORDER BY id",
      [&](RowBinaryReader& row) { sources.push_back(read_source(row)); });
  return sources;
}

std::vector<DamagedLine> ClickhouseArchive::damaged(std::size_t most) const {
  std::vector<DamagedLine> lines;
  client_.each_row(
      "SELECT source, offset, length, reason, beginning FROM damaged_line FINAL "
      "ORDER BY source, offset LIMIT " +
          std::to_string(most),
      [&](RowBinaryReader& row) {
        DamagedLine line;
        line.source = row.number<std::uint32_t>();
        line.offset = row.number<std::uint64_t>();
        line.length = row.number<std::uint64_t>();
        line.reason = row.string();
        line.beginning = row.string();
        lines.push_back(std::move(line));
      });
  return lines;
}

std::vector<Correction> ClickhouseArchive::corrections() const {
  std::vector<Correction> corrections;
  client_.each_row(
      "SELECT key, verdict, certainty, scope, layer, method, rule, set_aside FROM correction "
      "WHERE version = " +
          std::to_string(corrections_version()) + " ORDER BY key",
      [&](RowBinaryReader& row) {
        Correction correction;
        correction.key = read_key(row);
        correction.outcome = read_outcome(row);
        correction.rule = row.string();
        correction.set_aside = row.truth();
        corrections.push_back(std::move(correction));
      });
  return corrections;
}

Tallies ClickhouseArchive::tally(const Filter& filter) const {
  return ask_tallies(client_, filter, corrections_version());
}

std::vector<ArchivedResult> ClickhouseArchive::results(const Filter& filter, std::size_t most) const {
  return ask_results(client_, filter, corrections_version(), most);
}

std::vector<ArchivedResult> ClickhouseArchive::find(const std::string& hex_prefix) const {
  return ask_by_prefix(client_, hex_prefix);
}

std::size_t ClickhouseArchive::count(const Filter& filter) const {
  return client_.number("SELECT count() FROM " + selected(filter, "key", corrections_version()));
}

std::vector<NameAddress> ClickhouseArchive::name_addresses(const Filter& filter) const {
  return ask_name_addresses(client_, filter);
}

std::vector<RunTally> ClickhouseArchive::run_tallies(const Filter& filter) const {
  return ask_run_tallies(client_, filter);
}

std::vector<SharedValue> ClickhouseArchive::shared_values(std::uint32_t least_hosts) const {
  return ask_shared_values(client_, least_hosts, corrections_version());
}

}  // namespace saksi
