// What an import says of itself on a terminal while it runs.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "analyzer/ingest/source_files.h"

namespace saksi {

struct ImportMoment {
  std::uint64_t bytes = 0;  // of the files on disk, done so far
  std::uint64_t unpacked = 0;
  std::uint64_t measurements = 0;
  std::chrono::duration<double> elapsed{0};
};

/// "[######--------------] 31 %  204,318 measurements, 31,204/s, 612 MB/s, 1 min 20 s left", at most
/// `columns` wide: the last parts go first.
[[nodiscard]] std::string progress_line(const Extent& all, const ImportMoment& now, std::size_t columns);

/// "4 s", "1 min 20 s", "3 h 05 min".
[[nodiscard]] std::string duration_words(std::chrono::duration<double> time);
/// 1234567 as "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);

}  // namespace saksi
