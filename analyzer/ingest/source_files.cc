#include "analyzer/ingest/source_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace saksi {

namespace fs = std::filesystem;

SourceFiles::SourceFiles(std::vector<fs::path> paths, Complain complain) : complain_(std::move(complain)) {
  for (auto path = paths.rbegin(); path != paths.rend(); ++path) waiting_.push_back({std::move(*path), true});
}

std::optional<SourceFile> SourceFiles::next() {
  while (!waiting_.empty()) {
    const Waiting one = std::move(waiting_.back());
    waiting_.pop_back();
    struct stat status {};
    if (::stat(one.path.c_str(), &status) != 0) {
      complain_(one.path, std::generic_category().message(errno));
    } else if (S_ISDIR(status.st_mode)) {
      open_folder(one.path);
    } else if (S_ISREG(status.st_mode)) {
      return SourceFile{one.path, static_cast<std::uint64_t>(status.st_size), one.named};
    } else if (one.named) {
      complain_(one.path,
                "it is neither a file nor a folder. Measurements are kept by reference: save them first");
    }
  }
  return std::nullopt;
}

bool SourceFiles::first_visit(const fs::path& folder) {
  struct stat status {};
  return ::stat(folder.c_str(), &status) == 0 && visited_.emplace(status.st_dev, status.st_ino).second;
}

void SourceFiles::open_folder(const fs::path& folder) {
  if (!first_visit(folder)) return;
  std::error_code error;
  std::vector<fs::path> names;
  fs::directory_iterator entries(folder, error);
  while (!error && entries != fs::directory_iterator()) {
    names.push_back(entries->path());
    entries.increment(error);
  }
  if (error) complain_(folder, error.message());
  std::sort(names.begin(), names.end(), std::greater<>());
  for (fs::path& name : names) waiting_.push_back({std::move(name), false});
}

Extent extent_of(const std::vector<fs::path>& paths) {
  Extent extent;
  SourceFiles files(paths, [](const fs::path&, const std::string&) {});
  while (const std::optional<SourceFile> file = files.next()) {
    ++extent.files;
    extent.bytes += file->bytes;
  }
  return extent;
}

}  // namespace saksi
