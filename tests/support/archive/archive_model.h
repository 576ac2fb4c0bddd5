// The archive as plainly as it can be written: everything in vectors, every answer by going through all of
// it. What the stores are compared with.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

class ArchiveModel final : public Archive {
 public:
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
  /// Those that count, with their outcome after correction.
  [[nodiscard]] std::vector<ArchivedResult> corrected(const Filter& filter) const;
  [[nodiscard]] std::vector<ArchivedResult> chosen(const Filter& filter, bool with_corrections,
                                                   bool corrected_outcomes) const;
  std::vector<Source> sources_;
  std::vector<DamagedLine> damaged_;
  std::map<ResultKey, Correction> corrections_;
  std::map<std::string, std::string> properties_;
  std::vector<ArchivedResult> results_;
};

}  // namespace saksi
