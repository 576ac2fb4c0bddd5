// The archive in a database of a ClickHouse server, for what is larger than one machine should hold: same
// questions, same answers as SqliteArchive; counting runs in the server. Docs: docs/format-archive.md,
// docs/scale.md.
//
// One writer at a time is assumed: what is in the archive already is asked before a batch is inserted. A
// batch is not one transaction: a source's progress is written last, so that what a killed import left behind
// is found, and not added again, when the import goes on. Throws StoreError.
#pragma once

#include "analyzer/archive/archive.h"
#include "analyzer/archive/clickhouse_client.h"

namespace saksi {

class ClickhouseArchive final : public Archive {
 public:
  /// `create` makes the database and its tables where they are missing.
  ClickhouseArchive(const ClickhousePlace& place, bool create);

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
  void insert_results(std::span<const ArchivedResult* const> results);
  void insert_damaged(std::span<const DamagedLine> damaged);
  void insert_source(const Source& source);
  /// The version of the corrections that hold; 0: none.
  [[nodiscard]] std::uint64_t corrections_version() const;

  [[nodiscard]] std::vector<Source> ask_sources(const std::string& condition) const;

  mutable ClickhouseClient client_;  // its buffers change with every question
  bool writable_;
  std::optional<std::uint64_t> source_version_;  // the last one written: there is no other writer
};

}  // namespace saksi
