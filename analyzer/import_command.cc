#include <ostream>

#include "analyzer/commands.h"
#include "analyzer/errors.h"
#include "analyzer/report/words.h"
#include "core/store.h"

namespace saksi {

namespace {

/// Reads every record: an index that opens can still stand over damaged pages.
bool can_be_read(const std::filesystem::path& file) {
  try {
    Store::open(file, Store::Mode::read_only).each([](const Measurement&, const StoredVerdict&) {});
    return true;
  } catch (const StoreError&) {
    return false;
  }
}

/// Whose fault a failed copy is decides whether the next file may still be tried.
std::size_t copy(Store& store, const std::filesystem::path& probe) {
  try {
    return store.import_from(probe);
  } catch (const StoreError& error) {
    if (can_be_read(probe)) throw;
    throw BadInput(error.what());
  }
}

}  // namespace

int run_import(const ImportOptions& options, std::ostream& out, std::ostream& problems) {
  Store store = Store::open(options.store, Store::Mode::create);
  std::size_t total = 0;
  std::size_t unusable = 0;
  for (const std::filesystem::path& probe : options.paths) {
    try {
      const std::size_t came = copy(store, probe);
      total += came;
      out << probe.string() << ": " << count_of(came, "new measurement", "new measurements") << "\n";
    } catch (const BadInput& error) {
      ++unusable;
      problems << "saksi-analyzer: import: " << probe.string() << " was left out: " << error.what() << "\n";
    }
  }
  out << count_of(total, "new measurement", "new measurements") << " in " << options.store << "\n";
  return unusable == 0 ? exit_ok : exit_bad_input;
}

}  // namespace saksi
