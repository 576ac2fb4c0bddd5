#include "core/store_file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "core/schema_text.h"

namespace saksi {
namespace {

namespace fs = std::filesystem;

constexpr int kBusyTimeoutMs = 5000;

std::string advice(int code) {
  switch (code) {
    case SQLITE_FULL:
      return "the disk is full. Nothing of this was written and nothing that was there is lost; free some "
             "space, then go on";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program is using it. Wait until that is done, or name another file";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "it cannot be written. Check the permissions of the file and of its folder, or name another "
             "file";
    case SQLITE_CANTOPEN:
      return "it cannot be opened. Check that the folder exists and that you may use it";
    case SQLITE_NOTADB:
      return "it is not a Saksi store (not even an SQLite file). Name another file";
    case SQLITE_CORRUPT:
      return "it is damaged. Keep it as it is; 'sqlite3 FILE .recover' may save what can be read, or take a "
             "copy";
    case SQLITE_IOERR:
      return "the disk reports an error. Check the disk (dmesg), copy the file elsewhere and try again";
    case SQLITE_CONSTRAINT:
      return "its rows do not fit together. It was not written by Saksi alone; nothing was taken";
    case SQLITE_TOOBIG:
      return "a value is larger than SQLite can hold (1 GB)";
    default:
      return "SQLite did not expect this. Please report it";
  }
}

/// Verdicts say since version 2 how many looks they rest on, and where the interference sits. The rows are as
/// they were: what is new stands in verdict_json.
constexpr const char* kFromVersion1 = R"sql(
DROP VIEW v_verdicts;
CREATE VIEW v_verdicts AS
  SELECT m.id, m.run_id, m.url, m.host, m.category, m.started_at, m.runtime_ms, m.probe_asn, m.probe_as_name,
         m.probe_cc, m.simulated, m.verdict, m.layer, m.method, m.certainty, m.scope, m.rules_version,
         m.fingerprints_version, r.list_name, r.line_state,
         coalesce(json_extract(m.verdict_json, '$.attempts'), 1) AS attempts,
         coalesce(json_extract(m.verdict_json, '$.agreed'), 1) AS agreed,
         json_extract(m.verdict_json, '$.location.place') AS location_place
    FROM measurement AS m JOIN run AS r ON r.id = m.run_id
   ORDER BY m.started_at, m.seq;
)sql";

constexpr std::array kMigrations{Migration{1, kFromVersion1}};

/// Made by us and not by SQLite, because only then is it never readable by others, not even for a moment;
/// SQLite gives -wal and -shm the mode of the file.
void make_private_file(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0) {
    ::close(descriptor);
  } else if (errno != EEXIST) {
    throw StoreError{file.string() + ": cannot be made (" + std::generic_category().message(errno) +
                     "). Check that the folder exists and that you may write there"};
  }
}

bool is_fresh(const sqlite::Connection& connection) {
  return connection.integer("PRAGMA application_id") == 0 && connection.integer("PRAGMA user_version") == 0 &&
         connection.integer("SELECT count(*) FROM sqlite_schema") == 0;
}

void make_schema(const sqlite::Connection& connection) {
  sqlite::Transaction transaction{connection};
  if (!is_fresh(connection)) return;  // another process was quicker
  connection.run(kSchema);
  connection.run("PRAGMA application_id = " + std::to_string(kApplicationId));
  connection.run("PRAGMA user_version = " + std::to_string(kStoreVersion));
  transaction.commit();
}

/// A file from a stranger may hold a schema made to harm: no unsafe functions in views, no writing to the
/// schema's shadow, cells checked as they are read.
void harden(const sqlite::Connection& connection) {
  sqlite3_busy_timeout(connection.handle(), kBusyTimeoutMs);
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  connection.run("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON");
}

sqlite::Connection open_for_writing(const fs::path& file, Store::Mode mode) {
  const std::string uri = sqlite::file_uri(fs::absolute(file).string(), "mode=rw");
  sqlite::Connection connection{uri, SQLITE_OPEN_READWRITE};
  // SQLite opens what it may not write for reading, and would tell only at the first measurement.
  if (sqlite3_db_readonly(connection.handle(), "main") == 1) {
    throw sqlite::Failure{SQLITE_READONLY, "write-protected"};
  }
  harden(connection);
  const bool fresh = is_fresh(connection);
  if (!fresh || mode != Store::Mode::create) check_is_store(connection, "main", file);
  connection.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  if (fresh) make_schema(connection);
  migrate(connection, migrations(), kStoreVersion);
  return connection;
}

sqlite::Connection open_for_reading(const fs::path& file) {
  sqlite::Connection connection{read_only_uri(file), SQLITE_OPEN_READONLY};
  harden(connection);
  check_is_store(connection, "main", file);
  return connection;
}

}  // namespace

void throw_store_error(const fs::path& file, const std::string& doing, const sqlite::Failure& failure) {
  throw StoreError{file.string() + ": " + doing + " failed: " + advice(failure.code()) +
                   ". (SQLite: " + failure.what() + ", " + std::to_string(failure.extended_code()) + ")"};
}

std::span<const Migration> migrations() {
  return kMigrations;
}

void migrate(const sqlite::Connection& connection, std::span<const Migration> steps, int to) {
  for (const Migration& step : steps) {
    if (step.from >= to) return;
    sqlite::Transaction transaction{connection};
    if (connection.integer("PRAGMA user_version") != step.from) continue;
    connection.run(step.sql);
    connection.run("PRAGMA user_version = " + std::to_string(step.from + 1));
    transaction.commit();
  }
}

std::string read_only_uri(const fs::path& file) {
  const fs::path whole = fs::absolute(file);
  // In WAL mode even a reader wants to make a -shm file beside. Where it may not (a read-only disk, a folder
  // of somebody else) and no -wal is there to be read, the file alone is all of the store.
  std::error_code ignored;
  const bool has_wal = fs::file_size(whole.string() + "-wal", ignored) != 0 && !ignored;
  const bool may_write = ::faccessat(AT_FDCWD, whole.parent_path().c_str(), W_OK, AT_EACCESS) == 0;
  return sqlite::file_uri(whole.string(), has_wal || may_write ? "mode=ro" : "mode=ro&immutable=1");
}

void check_is_store(const sqlite::Connection& connection, const std::string& schema, const fs::path& file) {
  if (connection.integer("PRAGMA " + schema + ".application_id") != kApplicationId) {
    throw StoreError{file.string() + ": is not a Saksi store. It was left as it is; name another file"};
  }
  const auto version = connection.integer("PRAGMA " + schema + ".user_version");
  if (version > kStoreVersion || version < 1) {
    throw StoreError{file.string() + ": was written by a newer Saksi (store version " +
                     std::to_string(version) + ", this program knows " + std::to_string(kStoreVersion) +
                     "). Update this program to use it"};
  }
}

sqlite::Connection open_store_file(const fs::path& file, Store::Mode mode) {
  if (mode == Store::Mode::create) make_private_file(file);
  std::error_code error;
  if (!fs::exists(file, error)) throw StoreError{file.string() + ": there is no such store. Check the path"};
  if (!fs::is_regular_file(file, error))
    throw StoreError{file.string() + ": is not a file. Name the store's file"};
  return guarded(file, "opening the store", [&] {
    return mode == Store::Mode::read_only ? open_for_reading(file) : open_for_writing(file, mode);
  });
}

}  // namespace saksi
