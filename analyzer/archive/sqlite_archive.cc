#include "analyzer/archive/sqlite_archive.h"

#include "analyzer/archive/sqlite_archive_file.h"
#include "analyzer/archive/sqlite_questions.h"
#include "analyzer/archive/sqlite_sources.h"
#include "core/store_file.h"

namespace saksi {
namespace {

OpenedArchive open_and_say_where(const std::filesystem::path& file, bool create,
                                 std::filesystem::path& scanned_file) {
  OpenedArchive opened = open_archive_file(file, create);
  if (!opened.memory) scanned_file = file;
  return opened;
}

}  // namespace

SqliteArchive::SqliteArchive(const std::filesystem::path& file, bool create)
    : file_(file),
      writable_(create || file == ":memory:"),
      connection_(open_and_say_where(file, create, scanned_file_).connection) {}

// ---- Writing

void SqliteArchive::check_writable() const {
  if (!writable_) throw StoreError{file_.string() + ": was opened only to be read; nothing was written"};
}

SqliteWriter& SqliteArchive::writer() {
  check_writable();
  if (!writer_) writer_ = std::make_unique<SqliteWriter>(connection_);
  return *writer_;
}

Source SqliteArchive::begin_source(const Source& source) {
  check_writable();
  return guarded(file_, "adding a source", [&] { return find_or_add_source(connection_, source); });
}

std::size_t SqliteArchive::add(std::span<const ArchivedResult> results, std::span<const DamagedLine> damaged,
                               const Source& progress) {
  return guarded(file_, "adding measurements", [&] { return writer().add(results, damaged, progress); });
}

void SqliteArchive::correct(std::span<const Correction> corrections) {
  guarded(file_, "storing corrections", [&] { writer().correct(corrections); });
}

void SqliteArchive::set_property(const std::string& name, const std::string& value) {
  check_writable();
  guarded(file_, "storing a property", [&] {
    sqlite::Statement insert{connection_,
                             "INSERT OR REPLACE INTO archive_property (name, value) VALUES (?,?)"};
    insert.bind_all(name, value).run();
  });
}

// ---- Reading

std::string SqliteArchive::property(const std::string& name) const {
  return guarded(file_, "reading a property", [&]() -> std::string {
    sqlite::Statement row{connection_, "SELECT value FROM archive_property WHERE name = ?"};
    row.bind(1, name);
    return row.step() ? row.text(0) : std::string{};
  });
}

std::vector<Source> SqliteArchive::sources() const {
  return guarded(file_, "reading the sources", [&] { return read_sources(connection_); });
}

std::vector<DamagedLine> SqliteArchive::damaged(std::size_t most) const {
  return guarded(file_, "reading damaged lines", [&] { return read_damaged(connection_, most); });
}

std::vector<Correction> SqliteArchive::corrections() const {
  return guarded(file_, "reading corrections", [&] { return read_corrections(connection_); });
}

Tallies SqliteArchive::tally(const Filter& filter) const {
  return guarded(file_, "counting", [&] { return tally_rows(connection_, scanned_file_, filter); });
}

std::vector<ArchivedResult> SqliteArchive::results(const Filter& filter, std::size_t most) const {
  return guarded(file_, "reading measurements",
                 [&] { return read_results(connection_, scanned_file_, filter, most); });
}

std::vector<ArchivedResult> SqliteArchive::find(const std::string& hex_prefix) const {
  return guarded(file_, "looking up a measurement", [&] { return find_results(connection_, hex_prefix); });
}

std::size_t SqliteArchive::count(const Filter& filter) const {
  return guarded(file_, "counting", [&] { return count_rows(connection_, scanned_file_, filter); });
}

std::vector<NameAddress> SqliteArchive::name_addresses(const Filter& filter) const {
  return guarded(file_, "reading addresses",
                 [&] { return addresses_of_names(connection_, scanned_file_, filter); });
}

std::vector<RunTally> SqliteArchive::run_tallies(const Filter& filter) const {
  return guarded(file_, "counting runs", [&] { return tally_runs(connection_, scanned_file_, filter); });
}

std::vector<SharedValue> SqliteArchive::shared_values(std::uint32_t least_hosts) const {
  return guarded(file_, "looking for shared values",
                 [&] { return values_of_many_hosts(connection_, scanned_file_, least_hosts); });
}

}  // namespace saksi
