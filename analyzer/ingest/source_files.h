// Which files a list of paths names: files as they are, folders with all that is below them, in the order of
// their names. Lists one folder at a time, so that an archive of a million files costs no memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace saksi {

struct SourceFile {
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  bool named = false;  // by the user, not found in a folder
};

class SourceFiles {
 public:
  /// Told of what cannot be read, and why; the walk goes on.
  using Complain = std::function<void(const std::filesystem::path&, const std::string& why)>;
  SourceFiles(std::vector<std::filesystem::path> paths, Complain complain);

  /// The next file; nothing at the end. Links are followed; a folder that was visited is not entered again,
  /// so that a ring of links ends. What is neither file nor folder is passed over.
  [[nodiscard]] std::optional<SourceFile> next();

 private:
  struct Waiting {
    std::filesystem::path path;
    bool named = false;
  };
  void open_folder(const std::filesystem::path& folder);
  [[nodiscard]] bool first_visit(const std::filesystem::path& folder);

  std::vector<Waiting> waiting_;                               // the next one at the end
  std::set<std::pair<std::uint64_t, std::uint64_t>> visited_;  // device and inode of folders
  Complain complain_;
};

/// How many files and bytes there are: what progress is measured against.
struct Extent {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};
[[nodiscard]] Extent extent_of(const std::vector<std::filesystem::path>& paths);

}  // namespace saksi
