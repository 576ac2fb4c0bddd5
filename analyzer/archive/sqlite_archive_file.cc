#include "analyzer/archive/sqlite_archive_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <string>

#include "analyzer/archive/row_codes.h"
#include "analyzer/archive/schema_text.h"
#include "core/store_file.h"

namespace saksi {
namespace {

namespace fs = std::filesystem;

bool has_archive(const sqlite::Connection& connection) {
  return connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'archive_property'") == 1;
}

void insert_words(const sqlite::Connection& connection) {
  sqlite::Statement insert{connection, "INSERT OR IGNORE INTO word (kind, number, text) VALUES (?,?,?)"};
  for (const Word& word : all_words()) insert.bind_all(word.kind, word.number, word.text).run();
}

void make_archive(const sqlite::Connection& connection) {
  sqlite::Transaction transaction{connection};
  if (has_archive(connection)) return;  // another process was quicker
  connection.run(kArchiveSchema);
  connection.run(kArchiveViews);
  insert_words(connection);
  connection.run("INSERT INTO archive_property VALUES ('archive_version', '" +
                 std::to_string(kArchiveVersion) + "')");
  transaction.commit();
}

/// Numbers mean what `word` says; an enumerator that was added in between would turn one word into another.
bool words_agree(const sqlite::Connection& connection) {
  const std::vector<Word> ours = all_words();
  sqlite::Statement rows{connection, "SELECT kind, number, text FROM word"};
  while (rows.step()) {
    const Word theirs{rows.text(0), rows.integer(1), rows.text(2)};
    if (!std::binary_search(ours.begin(), ours.end(), theirs)) return false;
  }
  return true;
}

void check_version(const sqlite::Connection& connection, const fs::path& file) {
  const auto version = connection.integer(
      "SELECT CAST(value AS INTEGER) FROM archive_property WHERE name = 'archive_version'");
  if (version > kArchiveVersion) {
    throw StoreError{file.string() + ": its archive was written by a newer Saksi (archive version " +
                     std::to_string(version) + ", this program knows " + std::to_string(kArchiveVersion) +
                     "). Update this program to use it"};
  }
  if (version < 1 || !words_agree(connection)) {
    throw StoreError{
        file.string() +
        ": its archive was written by another version of Saksi, with other words for what is found. "
        "It was left as it is; import the measurements into a new file"};
  }
}

sqlite::Connection empty_archive() {
  sqlite::Connection connection{":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
  make_archive(connection);
  return connection;
}

/// Settings of a connection that writes millions of rows: memory that does not grow, a log that is folded
/// into the file every 16 MiB and not every 4, because pages of the index are written again and again.
void prepare_for_batches(const sqlite::Connection& connection) {
  connection.run("PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4096");
}

}  // namespace

OpenedArchive open_archive_file(const fs::path& file, bool create) {
  if (file == ":memory:") return {empty_archive(), true};
  sqlite::Connection connection =
      open_store_file(file, create ? Store::Mode::create : Store::Mode::read_only);
  return guarded(file, "opening the archive", [&]() -> OpenedArchive {
    if (!has_archive(connection)) {
      if (!create) return {empty_archive(), true};
      make_archive(connection);
    }
    check_version(connection, file);
    if (create) prepare_for_batches(connection);
    if (create) insert_words(connection);  // those that were added since
    return {std::move(connection), false};
  });
}

}  // namespace saksi
