// What is in a file: told by its first bytes, unpacked, since names lie.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "analyzer/ingest/unpack.h"

namespace saksi {

enum class Content {
  empty,
  probe_database,  // an SQLite file
  lines,           // one JSON object on each line
  document,        // one JSON object over several lines
  foreign          // nothing that holds measurements
};

struct Look {
  Packing packing = Packing::plain;
  Content content = Content::foreign;
};

/// Fails when the file cannot be read.
[[nodiscard]] Result<Look> look_into(const std::filesystem::path& path);

/// Of the unpacked beginning of a file. `name` counts only where the beginning is no JSON at all: a file
/// called .jsonl whose first lines are damaged still holds lines.
[[nodiscard]] Content content_of(std::string_view beginning, const std::string& name);

}  // namespace saksi
