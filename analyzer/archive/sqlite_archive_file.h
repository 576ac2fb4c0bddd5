// Private to SqliteArchive: opening its file and bringing the archive's tables up to date.
#pragma once

#include <filesystem>

#include "core/sqlite.h"

namespace saksi {

inline constexpr int kArchiveVersion = 1;  // property 'archive_version'

/// A connection to an archive of our version, whose tables are all there. `memory` says that it is none to
/// the file: ":memory:", or a file without the archive's tables that is only read. Throws StoreError.
struct OpenedArchive {
  sqlite::Connection connection;
  bool memory = false;
};
[[nodiscard]] OpenedArchive open_archive_file(const std::filesystem::path& file, bool create);

}  // namespace saksi
