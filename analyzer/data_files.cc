#include "analyzer/data_files.h"

#include <algorithm>

#include "analyzer/errors.h"
#include "core/testlist.h"

namespace saksi {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> places() {
  std::vector<fs::path> out{fs::path(".")};
  std::error_code ignored;
  fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  for (int up = 0; up < 3 && !folder.empty(); ++up) {  // build/release/saksi-analyzer is two below the root
    out.push_back(folder);
    out.push_back(folder / "share" / "saksi");
    folder = folder.parent_path();
  }
  out.emplace_back("/usr/share/saksi");
  return out;
}

std::vector<fs::path> lists_with_program() {
  std::vector<fs::path> lists;
  const fs::path folder = find_with_program("testlists");
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".csv") lists.push_back(entry.path());
  }
  std::sort(lists.begin(), lists.end());
  return lists;
}

void add_entries(ListedSites& listed, const TestList& list) {
  for (const ListEntry& entry : list.entries) listed[entry.url.text()] = {entry.category, entry.notes};
}

}  // namespace

fs::path find_with_program(const fs::path& relative) {
  for (const fs::path& place : places()) {
    std::error_code ignored;
    if (fs::exists(place / relative, ignored)) return place / relative;
  }
  return {};
}

Fingerprints load_fingerprints(const std::vector<fs::path>& files) {
  std::vector<fs::path> wanted = files;
  if (wanted.empty()) wanted.push_back(find_with_program("data/fingerprints.csv"));
  if (wanted.front().empty()) {
    throw BadInput(
        "data/fingerprints.csv was not found next to the program; name a file with --fingerprints.");
  }
  Result<Fingerprints> fingerprints = Fingerprints::load(wanted);
  if (!fingerprints) throw BadInput(fingerprints.error().message);
  return std::move(*fingerprints);
}

ListedSites load_lists(const std::vector<fs::path>& files) {
  ListedSites listed;
  for (const fs::path& file : files.empty() ? lists_with_program() : files) {
    const Result<ListReading> reading = read_test_list(file);
    if (reading) {
      add_entries(listed, reading->list);
    } else if (!files.empty()) {
      throw BadInput(reading.error().message);
    }
  }
  return listed;
}

}  // namespace saksi
