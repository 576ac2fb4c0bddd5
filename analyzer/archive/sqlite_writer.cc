#include "analyzer/archive/sqlite_writer.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "analyzer/archive/row_codes.h"

namespace saksi {
namespace {

// Slots of 24 bytes; what falls out is looked up in the table again.
constexpr std::size_t kManySlots = 65'536;
constexpr std::size_t kFewSlots = 4'096;

std::string_view bytes_of(const ResultKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::int64_t as_signed(std::uint64_t number) {
  return std::bit_cast<std::int64_t>(number);
}

ResultKey key_of(std::string_view bytes) {
  ResultKey key{};
  if (bytes.size() == key.size()) std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

/// Appends the length too, so that "a" "bc" is not "ab" "c".
void spell(std::string& spelling, std::string_view part) {
  const std::size_t length = part.size();
  spelling.append(reinterpret_cast<const char*>(&length), sizeof length).append(part);
}

/// In the order of the index, so that a batch writes each of its pages once.
std::vector<const ArchivedResult*> by_time(std::span<const ArchivedResult> results) {
  std::vector<const ArchivedResult*> sorted;
  sorted.reserve(results.size());
  for (const ArchivedResult& result : results) sorted.push_back(&result);
  std::stable_sort(sorted.begin(), sorted.end(), [](const ArchivedResult* a, const ArchivedResult* b) {
    return std::tie(a->started, a->key) < std::tie(b->started, b->key);
  });
  return sorted;
}

constexpr const char* kInsertRow =
    "INSERT INTO result (id, started, input, network, outcome, flags, attempts, agreed, isolated_by, run) "
    "VALUES (?,?,?,?,?,?,?,?,?,?)";
constexpr const char* kInsertDetail =
    "INSERT INTO detail (id, key, source, offset, length, resolver_asn, software, fingerprint, layers, "
    "place, "
    "ooni, difference, address, address_asn, observed, failures, status, body_length, body_hash, title_hash, "
    "certificate_hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

}  // namespace

SqliteWriter::SqliteWriter(const sqlite::Connection& connection)
    : connection_(connection),
      inputs_(connection, "SELECT id FROM input WHERE input = ? AND host = ? AND test = ?",
              "INSERT INTO input (input, host, test) VALUES (?,?,?)", kManySlots),
      networks_(connection, "SELECT id FROM network WHERE asn = ? AND country = ? AND as_name = ?",
                "INSERT INTO network (asn, country, as_name) VALUES (?,?,?)", kManySlots),
      software_(connection, "SELECT id FROM software WHERE name = ?",
                "INSERT INTO software (name) VALUES (?)", kFewSlots),
      fingerprints_(connection, "SELECT id FROM fingerprint WHERE name = ?",
                    "INSERT INTO fingerprint (name) VALUES (?)", kFewSlots),
      outcomes_(connection),
      insert_key_(connection, "INSERT OR IGNORE INTO result_key (started, key, result) VALUES (?,?,?)"),
      insert_row_(connection, kInsertRow),
      insert_detail_(connection, kInsertDetail),
      insert_damaged_(connection,
                      "INSERT OR IGNORE INTO damaged_line (source, offset, length, reason, beginning) "
                      "VALUES (?,?,?,?,?)"),
      note_progress_(connection,
                     "UPDATE source SET done = ?, lines = ?, damaged = ?, complete = ?, trouble = ? "
                     "WHERE id = ?"),
      resolve_(connection, "UPDATE correction SET result = ? WHERE key = ?") {}

// ---- One batch

std::size_t SqliteWriter::add(std::span<const ArchivedResult> results, std::span<const DamagedLine> damaged,
                              const Source& progress) {
  try {
    sqlite::Transaction transaction{connection_};
    const std::size_t added = insert_new(results);
    for (const DamagedLine& line : damaged) insert_damaged(line);
    note_progress(progress);
    transaction.commit();
    return added;
  } catch (...) {
    forget();
    throw;
  }
}

std::size_t SqliteWriter::insert_new(std::span<const ArchivedResult> results) {
  if (!unresolved_known_) read_unresolved();
  const std::int64_t last = connection_.integer("SELECT max(id) FROM result");
  std::int64_t next = last + 1;
  for (const ArchivedResult* result : by_time(results)) {
    if (!insert_key(*result, next)) continue;
    insert_row(*result, next);
    insert_detail(*result, next);
    if (!unresolved_.empty()) resolve_correction(result->key, next);
    ++next;
  }
  return static_cast<std::size_t>(next - last - 1);
}

bool SqliteWriter::insert_key(const ArchivedResult& result, std::int64_t id) {
  insert_key_.bind(1, seconds_of(result.started));
  insert_key_.bind_bytes(2, bytes_of(result.key));
  insert_key_.bind(3, id);
  insert_key_.run();
  return connection_.changes() == 1;
}

void SqliteWriter::insert_row(const ArchivedResult& result, std::int64_t id) {
  insert_row_
      .bind_all(id, seconds_of(result.started), number_of_input(result), number_of_network(result.vantage),
                outcomes_.number(result.outcome), flags_code(result), result.attempts, result.agreed,
                int{result.isolated_by}, as_signed(result.run))
      .run();
}

void SqliteWriter::insert_detail(const ArchivedResult& result, std::int64_t id) {
  const Observed& seen = result.observed;
  std::string address;
  if (seen.address) address = seen.address->bytes();
  sqlite::Statement& row = insert_detail_;
  row.bind(1, id);
  row.bind_bytes(2, bytes_of(result.key));
  row.bind(3, std::int64_t{result.source});
  row.bind(4, as_signed(result.offset));
  row.bind(5, std::int64_t{result.length});
  row.bind(6, std::int64_t{result.resolver_asn.number});
  row.bind(7, software_.number(result.software, result.software));
  row.bind(8, fingerprints_.number(result.fingerprint, result.fingerprint));
  row.bind(9, layers_code(result.layers));
  row.bind(10, static_cast<std::int64_t>(result.place));
  row.bind(11, ooni_code(result));
  row.bind(12, static_cast<std::int64_t>(result.difference));
  row.bind_bytes(13, seen.address ? std::optional<std::string_view>{address} : std::nullopt);
  row.bind(14, std::int64_t{seen.address_asn.number});
  row.bind(15, observed_code(seen));
  row.bind(16, failures_code(seen));
  row.bind(17, seen.status);
  row.bind(18, seen.body_length);
  row.bind(19, as_signed(seen.body_hash));
  row.bind(20, as_signed(seen.title_hash));
  row.bind(21, as_signed(seen.certificate_hash));
  row.run();
}

void SqliteWriter::insert_damaged(const DamagedLine& line) {
  insert_damaged_
      .bind_all(std::int64_t{line.source}, as_signed(line.offset), as_signed(line.length), line.reason,
                line.beginning)
      .run();
}

void SqliteWriter::note_progress(const Source& progress) {
  note_progress_
      .bind_all(as_signed(progress.done), as_signed(progress.lines), as_signed(progress.damaged),
                progress.complete, progress.trouble, std::int64_t{progress.id})
      .run();
}

// ---- Dictionaries

std::int64_t SqliteWriter::number_of_input(const ArchivedResult& result) {
  spelling_.assign(1, static_cast<char>(result.test));
  spell(spelling_, result.input);
  spelling_.append(result.host);
  return inputs_.number(spelling_, result.input, result.host, static_cast<int>(result.test));
}

std::int64_t SqliteWriter::number_of_network(const Vantage& vantage) {
  spelling_.assign(vantage.asn.to_string()).append(vantage.country.to_string()).append(vantage.as_name);
  return networks_.number(spelling_, std::int64_t{vantage.asn.number}, vantage.country.to_string(),
                          vantage.as_name);
}

void SqliteWriter::forget() {
  for (SqliteDictionary* dictionary : {&inputs_, &networks_, &software_, &fingerprints_})
    dictionary->forget();
  outcomes_.forget();
  unresolved_known_ = false;
}

// ---- Corrections

void SqliteWriter::correct(std::span<const Correction> corrections) {
  try {
    sqlite::Transaction transaction{connection_};
    connection_.run("DELETE FROM correction");
    insert_corrections(corrections);
    if (!corrections.empty()) resolve_known_corrections();
    transaction.commit();
    unresolved_known_ = false;
  } catch (...) {
    forget();
    throw;
  }
}

void SqliteWriter::insert_corrections(std::span<const Correction> corrections) {
  sqlite::Statement insert{
      connection_, "INSERT OR REPLACE INTO correction (key, outcome, rule, set_aside) VALUES (?,?,?,?)"};
  for (const Correction& correction : corrections) {
    insert.bind_bytes(1, bytes_of(correction.key));
    insert.bind(2, outcomes_.number(correction.outcome));
    insert.bind(3, correction.rule);
    insert.bind(4, correction.set_aside);
    insert.run();
  }
}

/// One walk over all keys: there is no index by key alone, and corrections are rare acts.
void SqliteWriter::resolve_known_corrections() {
  read_unresolved();
  sqlite::Statement keys{connection_, "SELECT key, result FROM result_key"};
  while (keys.step() && !unresolved_.empty()) resolve_correction(key_of(keys.bytes(0)), keys.integer(1));
}

void SqliteWriter::read_unresolved() {
  unresolved_.clear();
  sqlite::Statement open{connection_, "SELECT key FROM correction WHERE result IS NULL"};
  while (open.step()) unresolved_.insert(key_of(open.bytes(0)));
  unresolved_known_ = true;
}

void SqliteWriter::resolve_correction(const ResultKey& key, std::int64_t id) {
  if (unresolved_.erase(key) == 0) return;
  resolve_.bind(1, id);
  resolve_.bind_bytes(2, bytes_of(key));
  resolve_.run();
}

}  // namespace saksi
