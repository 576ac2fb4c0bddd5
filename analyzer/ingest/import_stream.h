// Private to the import pool: one open source of lines, which several workers read by turns.
#pragma once

#include <atomic>
#include <mutex>

#include "analyzer/ingest/delivery.h"
#include "analyzer/ingest/line_cutter.h"
#include "analyzer/ingest/source_files.h"

namespace saksi {

class ImportStream {
 public:
  ImportStream(SourceFile from, const Source& begun, LineCutter cutter, LockedArchive archive)
      : file(std::move(from)), source(begun), lines(std::move(cutter)), delivery(archive, begun) {}

  const SourceFile file;
  const Source source;  // as it was when it was begun
  std::mutex reading;   // of the next three
  LineCutter lines;
  std::uint64_t batches = 0;
  std::uint64_t counted_bytes = 0;  // of the file, that the meter knows of
  std::atomic<bool> ended{false};   // nothing is left to be cut
  Delivery delivery;
};

}  // namespace saksi
