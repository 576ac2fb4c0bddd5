// What an import found, for its last words. Each worker counts for itself; the counts are added up at the
// end.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "analyzer/archive/result.h"

namespace saksi {

struct ImportCounts {
  std::uint64_t files = 0;          // that measurements were read from
  std::uint64_t files_known = 0;    // imported whole before, under this name or another
  std::uint64_t files_foreign = 0;  // hold no measurements
  std::uint64_t files_empty = 0;
  std::uint64_t files_cut = 0;     // end early
  std::uint64_t files_unread = 0;  // cannot be read, or were named and hold no measurements
  std::uint64_t measurements = 0;  // read and judged now
  std::uint64_t fresh = 0;         // of these, not in the archive before
  std::uint64_t damaged = 0;
  std::map<std::string, std::uint64_t> reasons;  // of the damaged; kOtherReasons when there are too many
  std::array<std::uint64_t, static_cast<std::size_t>(TestName::other) + 1> tests{};

  static constexpr std::size_t kMostReasons = 20;
  static constexpr const char* kOtherReasons = "other reasons";
  void count(const ArchivedResult& result);
  void count_damaged(const std::string& reason, std::uint64_t times = 1);
  void add(const ImportCounts& other);
};

}  // namespace saksi
