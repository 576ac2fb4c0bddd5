// Databases of saksi-probe (core/store.h) as a source of the archive.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>

#include "analyzer/archive/archive.h"
#include "core/judge/fingerprint.h"

namespace saksi {

struct ProbeImport {
  std::uint64_t measurements = 0;
  std::uint64_t fresh = 0;  // not in the archive before
};

/// Judges every measurement and adds what is not there yet. A run whose line failed is broken as a whole:
/// when it failed in the middle, nobody knows since when. A database that is still being written to may be
/// imported again and again. Throws StoreError when either of the two cannot be used. `stop`: as in
/// import_pool.h.
[[nodiscard]] ProbeImport import_probe(Archive& archive, const std::filesystem::path& database,
                                       const Fingerprints& fingerprints, const std::atomic<bool>& stop);

}  // namespace saksi
