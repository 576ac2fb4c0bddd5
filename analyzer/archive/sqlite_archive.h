// The archive in an SQLite file, beside the probe's tables (core/store.h), which stay as they are. A file
// that holds only those is an empty archive; `create` adds the tables of schema.sql. WAL mode, synchronous =
// FULL: what add() returned from survives kill -9 and the loss of power. Counting reads on as many threads as
// there are cores, each over a connection of its own.
#pragma once

#include <filesystem>
#include <memory>

#include "analyzer/archive/archive.h"
#include "analyzer/archive/sqlite_writer.h"
#include "core/sqlite.h"

namespace saksi {

class SqliteArchive final : public Archive {
 public:
  /// ":memory:": gone with the object. Without `create` the file must be there and is only read. Throws
  /// StoreError.
  SqliteArchive(const std::filesystem::path& file, bool create);

  [[nodiscard]] Source begin_source(const Source& source) override;
  std::size_t add(std::span<const ArchivedResult> results, std::span<const DamagedLine> damaged,
                  const Source& progress) override;
  void correct(std::span<const Correction> corrections) override;
  void set_property(const std::string& name, const std::string& value) override;

  [[nodiscard]] std::string property(const std::string& name) const override;
  [[nodiscard]] std::vector<Source> sources() const override;
  [[nodiscard]] std::vector<DamagedLine> damaged(std::size_t most) const override;
  [[nodiscard]] std::vector<Correction> corrections() const override;
  [[nodiscard]] Tallies tally(const Filter& filter) const override;
  [[nodiscard]] std::vector<ArchivedResult> results(const Filter& filter, std::size_t most) const override;
  [[nodiscard]] std::vector<ArchivedResult> find(const std::string& hex_prefix) const override;
  [[nodiscard]] std::size_t count(const Filter& filter) const override;
  [[nodiscard]] std::vector<NameAddress> name_addresses(const Filter& filter) const override;
  [[nodiscard]] std::vector<RunTally> run_tallies(const Filter& filter) const override;
  [[nodiscard]] std::vector<SharedValue> shared_values(std::uint32_t least_hosts) const override;

 private:
  void check_writable() const;
  [[nodiscard]] SqliteWriter& writer();
  std::filesystem::path file_;  // for messages
  bool writable_;
  std::filesystem::path scanned_file_;  // empty: only connection_ can read it
  sqlite::Connection connection_;
  std::unique_ptr<SqliteWriter> writer_;
};

}  // namespace saksi
