// Adds batches to the SQLite archive: prepared statements, one transaction a batch, dictionaries of bounded
// memory. Private to SqliteArchive. Throws sqlite::Failure; then nothing of the batch is there.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>

#include "analyzer/archive/archive.h"
#include "analyzer/archive/sqlite_dictionary.h"
#include "core/sqlite.h"

namespace saksi {

class SqliteWriter {
 public:
  explicit SqliteWriter(const sqlite::Connection& connection);

  /// See Archive::add() and correct().
  [[nodiscard]] std::size_t add(std::span<const ArchivedResult> results, std::span<const DamagedLine> damaged,
                                const Source& progress);
  void correct(std::span<const Correction> corrections);

 private:
  [[nodiscard]] std::size_t insert_new(std::span<const ArchivedResult> results);
  [[nodiscard]] bool insert_key(const ArchivedResult& result, std::int64_t id);
  void insert_row(const ArchivedResult& result, std::int64_t id);
  void insert_detail(const ArchivedResult& result, std::int64_t id);
  void insert_damaged(const DamagedLine& line);
  void note_progress(const Source& progress);
  void insert_corrections(std::span<const Correction> corrections);
  void resolve_correction(const ResultKey& key, std::int64_t id);
  void resolve_known_corrections();
  [[nodiscard]] std::int64_t number_of_input(const ArchivedResult& result);
  [[nodiscard]] std::int64_t number_of_network(const Vantage& vantage);
  void read_unresolved();
  void forget();

  const sqlite::Connection& connection_;
  SqliteDictionary inputs_, networks_, software_, fingerprints_;
  SqliteOutcomes outcomes_;
  sqlite::Statement insert_key_, insert_row_, insert_detail_, insert_damaged_, note_progress_, resolve_;
  std::set<ResultKey> unresolved_;  // corrections of measurements that are not here yet
  bool unresolved_known_ = false;
  std::string spelling_;  // kept, so that it need not grow anew
};

}  // namespace saksi
