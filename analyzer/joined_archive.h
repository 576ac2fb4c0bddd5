// Two archives read as one: what others measured, from a store, and ours, judged anew in memory because rules
// or fingerprints have changed since. Everything that reads an archive reads this one too. Cannot be written.
#pragma once

#include <memory>

#include "analyzer/archive/archive.h"

namespace saksi {

class JoinedArchive final : public Archive {
 public:
  /// Of `store` only what is not ours counts; of `ours` everything.
  JoinedArchive(std::unique_ptr<Archive> store, std::unique_ptr<Archive> ours);

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
  /// Of the store alone, as it was judged there.
  [[nodiscard]] std::vector<NameAddress> name_addresses(const Filter& filter) const override;
  [[nodiscard]] std::vector<RunTally> run_tallies(const Filter& filter) const override;
  [[nodiscard]] std::vector<SharedValue> shared_values(std::uint32_t least_hosts) const override;

 private:
  std::unique_ptr<Archive> store_, ours_;
};

}  // namespace saksi
