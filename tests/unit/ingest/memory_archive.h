// An archive in memory, for tests of what writes to one: keeps what add() was given, in order, and can fail
// like a full disk.
#pragma once

#include <map>
#include <set>

#include "analyzer/archive/archive.h"

namespace saksi {

class MemoryArchive : public Archive {
 public:
  Source begin_source(const Source& source) override {
    for (const Source& one : sources_) {
      if (one.sha256 == source.sha256) return one;
    }
    sources_.push_back(source);
    sources_.back().id = static_cast<std::uint32_t>(sources_.size());
    return sources_.back();
  }

  std::size_t add(std::span<const ArchivedResult> results, std::span<const DamagedLine> damaged,
                  const Source& progress) override {
    if (adds_ == fail_after) throw StoreError("the disk is full");
    ++adds_;
    std::size_t fresh = 0;
    for (const ArchivedResult& result : results) {
      if (!keys_.insert(result.key).second) continue;
      ++fresh;
      results_.push_back(result);
    }
    damaged_.insert(damaged_.end(), damaged.begin(), damaged.end());
    sources_.at(progress.id - 1) = progress;
    largest_add = std::max(largest_add, results.size());
    return fresh;
  }

  void correct(std::span<const Correction>) override {}
  void set_property(const std::string& name, const std::string& value) override { properties_[name] = value; }
  [[nodiscard]] std::string property(const std::string& name) const override {
    const auto found = properties_.find(name);
    return found == properties_.end() ? "" : found->second;
  }
  [[nodiscard]] std::vector<Source> sources() const override { return sources_; }
  [[nodiscard]] std::vector<DamagedLine> damaged(std::size_t most) const override {
    return {damaged_.begin(),
            damaged_.begin() + static_cast<std::ptrdiff_t>(std::min(most, damaged_.size()))};
  }
  [[nodiscard]] std::vector<Correction> corrections() const override { return {}; }
  [[nodiscard]] Tallies tally(const Filter&) const override { return {}; }
  [[nodiscard]] std::vector<ArchivedResult> results(const Filter&, std::size_t) const override {
    return results_;
  }
  [[nodiscard]] std::vector<ArchivedResult> find(const std::string&) const override { return {}; }
  [[nodiscard]] std::size_t count(const Filter&) const override { return results_.size(); }
  [[nodiscard]] std::vector<NameAddress> name_addresses(const Filter&) const override { return {}; }
  [[nodiscard]] std::vector<RunTally> run_tallies(const Filter&) const override { return {}; }
  [[nodiscard]] std::vector<SharedValue> shared_values(std::uint32_t) const override { return {}; }

  int fail_after = -1;
  std::size_t largest_add = 0;

 private:
  int adds_ = 0;
  std::vector<Source> sources_;
  std::vector<ArchivedResult> results_;
  std::vector<DamagedLine> damaged_;
  std::set<ResultKey> keys_;
  std::map<std::string, std::string> properties_;
};

}  // namespace saksi
