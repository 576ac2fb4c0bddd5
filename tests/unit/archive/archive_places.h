// Where the suite's archives are: made for one test, gone with it.
#pragma once

#include <memory>
#include <string>

#include "analyzer/archive/archive.h"

namespace saksi {

class ArchivePlace {
 public:
  virtual ~ArchivePlace() = default;
  [[nodiscard]] virtual std::unique_ptr<Archive> open(bool create) const = 0;
  [[nodiscard]] virtual bool lasts() const { return true; }
};

/// "memory", "sqlite" or "clickhouse"; nothing when the last one's server is not installed.
[[nodiscard]] std::unique_ptr<ArchivePlace> make_archive_place(const std::string& kind);

}  // namespace saksi
