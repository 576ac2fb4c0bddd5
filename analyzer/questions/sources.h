// What was imported: files, how far, and the lines that were set aside. Pure.
#pragma once

#include <span>

#include "analyzer/archive/archive.h"
#include "analyzer/questions/table.h"

namespace saksi {

/// A row per file.
[[nodiscard]] Table sources_table(std::span<const Source> sources);
/// A row per line that is no measurement.
[[nodiscard]] Table damaged_table(std::span<const DamagedLine> lines, std::span<const Source> sources);

}  // namespace saksi
