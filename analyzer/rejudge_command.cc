#include <filesystem>
#include <ostream>

#include "analyzer/commands.h"
#include "analyzer/errors.h"
#include "analyzer/report/words.h"
#include "core/store.h"

namespace saksi {

namespace fs = std::filesystem;

namespace {

/// Files of others' measurements; ours are judged from the evidence in the store itself.
std::vector<fs::path> files_of(const Archive& archive) {
  std::vector<fs::path> files;
  std::vector<std::string> missing;
  for (const Source& source : archive.sources()) {
    const bool holds_nothing = source.complete && source.lines + source.damaged == 0;
    if (source.kind == SourceKind::probe_database || holds_nothing) continue;
    std::error_code ignored;
    if (!fs::is_regular_file(source.path, ignored)) missing.push_back(source.path);
    files.emplace_back(source.path);
  }
  if (!missing.empty()) {
    throw BadInput("rejudge: " + count_of(missing.size(), "file is", "files are") +
                   " no longer where it was imported from: " + list_of(missing, 3) +
                   ". Put them back, or import what there is into a new store.");
  }
  return files;
}

bool has_evidence_of_ours(const std::string& store) {
  return store.find("://") == std::string::npos && !Store::open(store, Store::Mode::read_only).runs().empty();
}

}  // namespace

int run_rejudge(const RejudgeOptions& options, std::ostream& out, std::ostream& problems) {
  std::error_code ignored;
  if (fs::exists(options.out, ignored))
    throw BadInput("rejudge: " + options.out.string() + " is there already; name a new file with --out.");
  ImportOptions import;
  import.store = options.out.string();
  import.fingerprints = options.fingerprints;
  import.paths = files_of(*open_archive(options.store, false));
  if (has_evidence_of_ours(options.store)) import.paths.emplace_back(options.store);
  if (import.paths.empty()) throw BadInput("rejudge: " + options.store + " holds no measurement.");
  return run_import(import, out, problems);
}

}  // namespace saksi
