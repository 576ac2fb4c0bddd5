// Some lines of a source, cut and ready to be judged. The bytes are reused from batch to batch.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

/// Bytes that grow without being cleared, and, when they are many, without being copied (mremap).
class GrowingBytes {
 public:
  [[nodiscard]] char* data() { return bytes_.get(); }
  [[nodiscard]] const char* data() const { return bytes_.get(); }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  /// Keeps what is in there. Throws std::bad_alloc.
  void reserve(std::size_t bytes);
  void release();

 private:
  struct Free {
    void operator()(char* bytes) const { std::free(bytes); }
  };
  std::unique_ptr<char, Free> bytes_;
  std::size_t capacity_ = 0;
};

struct CutLine {
  std::size_t begin = 0;  // in LineBatch::bytes
  std::size_t length = 0;
};

struct LineBatch {
  GrowingBytes bytes;  // kLinePadding bytes behind the last line are readable
  std::vector<CutLine> lines;
  std::vector<DamagedLine> damaged;  // lines that were too long to be held; `source` is not set
  std::uint64_t offset = 0;          // of bytes[0] in the unpacked source
  std::uint64_t end = 0;  // in the unpacked source: all before it is in this batch or an earlier one
  bool last = false;      // nothing comes behind
  std::string trouble;    // of the last: why the source ends early
  std::unique_lock<std::mutex> large;  // held while `bytes` are many (line_cutter.h)

  [[nodiscard]] std::string_view text(const CutLine& line) const {
    return {bytes.data() + line.begin, line.length};
  }
  void clear();
};

}  // namespace saksi
