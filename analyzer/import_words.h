// What `import` says when it is done, and its table of damaged lines.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

#include "analyzer/archive/archive.h"
#include "analyzer/ingest/import_counts.h"

namespace saksi {

struct ImportEnd {
  ImportCounts counts;
  std::uint64_t unpacked = 0;  // bytes
  std::chrono::duration<double> elapsed{0};
  bool stopped = false;
};

/// `store` is spelled as it was given.
void say_import_end(const ImportEnd& end, const std::string& store, std::ostream& out);

/// The lines that were set aside, at most `most`: where each is, why, and how it begins.
void say_damaged(const Archive& archive, std::size_t most, std::ostream& out);

}  // namespace saksi
