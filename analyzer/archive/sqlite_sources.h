// The tables of sources and damaged lines of the SQLite archive. Private to SqliteArchive. Throws
// sqlite::Failure.
#pragma once

#include <vector>

#include "analyzer/archive/archive.h"
#include "core/sqlite.h"

namespace saksi {

/// See Archive::begin_source(). A file found again under another path is from now on known by that one.
[[nodiscard]] Source find_or_add_source(const sqlite::Connection& connection, const Source& source);
[[nodiscard]] std::vector<Source> read_sources(const sqlite::Connection& connection);
/// By source, then by offset.
[[nodiscard]] std::vector<DamagedLine> read_damaged(const sqlite::Connection& connection, std::size_t most);

}  // namespace saksi
