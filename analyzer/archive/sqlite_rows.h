// Whole rows of the SQLite archive as ArchivedResult. Private to SqliteArchive. Throws sqlite::Failure.
#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/archive/archive.h"
#include "core/sqlite.h"

namespace saksi {

class SqliteRows {
 public:
  explicit SqliteRows(const sqlite::Connection& connection);
  /// The result of that id, as judged; nothing when it is not there.
  [[nodiscard]] std::optional<ArchivedResult> read(std::int64_t id);

 private:
  sqlite::Statement statement_;
};

/// 16 bytes; zeros for another size.
[[nodiscard]] ResultKey key_from_bytes(std::string_view bytes);

}  // namespace saksi
