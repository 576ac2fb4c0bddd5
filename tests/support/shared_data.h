// Where third-party data lies that tests read but the project does not hold: ../shared/data beside the source
// tree. Absent on most machines; a test that needs it skips, and says so.
#pragma once

#include <filesystem>

namespace saksi {

/// The folder, or an empty path when there is none.
[[nodiscard]] inline std::filesystem::path shared_data() {
  for (const char* up : {"..", "../.."}) {
    const auto folder = std::filesystem::path{SAKSI_SOURCE_DIR} / up / "shared" / "data";
    if (std::filesystem::is_directory(folder)) return folder;
  }
  return {};
}

}  // namespace saksi
