#include "analyzer/archive/sqlite_sources.h"

#include <sqlite3.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

#include "analyzer/archive/row_codes.h"

namespace saksi {
namespace {

constexpr const char* kSources =
    "SELECT id, kind, path, sha256, bytes, done, lines, damaged, complete, trouble FROM source ";

std::int64_t as_signed(std::uint64_t number) {
  return std::bit_cast<std::int64_t>(number);
}

std::uint64_t unsigned_at(const sqlite::Statement& row, int column) {
  return static_cast<std::uint64_t>(row.integer(column));
}

Source read_source(const sqlite::Statement& row) {
  Source source;
  source.id = static_cast<std::uint32_t>(row.integer(0));
  source.kind = enum_at(row.integer(1), SourceKind::ooni_lines);
  source.path = row.text(2);
  source.sha256 = row.text(3);
  source.bytes = unsigned_at(row, 4);
  source.done = unsigned_at(row, 5);
  source.lines = unsigned_at(row, 6);
  source.damaged = unsigned_at(row, 7);
  source.complete = row.integer(8) != 0;
  source.trouble = row.text(9);
  return source;
}

void insert_source(const sqlite::Connection& connection, const Source& source) {
  sqlite::Statement insert{
      connection,
      "INSERT INTO source (kind, path, sha256, bytes, done, lines, damaged, complete, trouble) "
      "VALUES (?,?,?,?,?,?,?,?,?)"};
  insert
      .bind_all(static_cast<int>(source.kind), source.path, source.sha256, as_signed(source.bytes),
                as_signed(source.done), as_signed(source.lines), as_signed(source.damaged), source.complete,
                source.trouble)
      .run();
}

void move_source(const sqlite::Connection& connection, const Source& known, const std::string& path) {
  if (known.path == path) return;
  sqlite::Statement update{connection, "UPDATE source SET path = ? WHERE id = ?"};
  update.bind_all(path, std::int64_t{known.id}).run();
}

}  // namespace

Source find_or_add_source(const sqlite::Connection& connection, const Source& source) {
  sqlite::Transaction transaction{connection};
  Source found = source;
  sqlite::Statement known{connection, std::string{kSources} + "WHERE sha256 = ?"};
  known.bind(1, source.sha256);
  if (known.step()) {
    found = read_source(known);
    move_source(connection, found, source.path);
    found.path = source.path;
  } else {
    insert_source(connection, source);
    found.id = static_cast<std::uint32_t>(sqlite3_last_insert_rowid(connection.handle()));
  }
  known.run();
  transaction.commit();
  return found;
}

std::vector<Source> read_sources(const sqlite::Connection& connection) {
  std::vector<Source> sources;
  sqlite::Statement rows{connection, std::string{kSources} + "ORDER BY id"};
  while (rows.step()) sources.push_back(read_source(rows));
  return sources;
}

std::vector<DamagedLine> read_damaged(const sqlite::Connection& connection, std::size_t most) {
  std::vector<DamagedLine> lines;
  sqlite::Statement rows{connection,
                         "SELECT source, offset, length, reason, beginning FROM damaged_line "
                         "ORDER BY source, offset < 0, offset LIMIT ?"};
  rows.bind(1,
            static_cast<std::int64_t>(std::min<std::size_t>(most, std::numeric_limits<std::int64_t>::max())));
  while (rows.step()) {
    lines.push_back({static_cast<std::uint32_t>(rows.integer(0)), unsigned_at(rows, 1), unsigned_at(rows, 2),
                     rows.text(3), rows.text(4)});
  }
  return lines;
}

}  // namespace saksi
