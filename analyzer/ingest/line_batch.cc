#include "analyzer/ingest/line_batch.h"

#include <new>

namespace saksi {

namespace {
/// What an ordinary batch needs; more is given back.
constexpr std::size_t kKeptBytes = 4 * 1024 * 1024;
}  // namespace

void GrowingBytes::reserve(std::size_t bytes) {
  if (bytes <= capacity_) return;
  auto* grown = static_cast<char*>(std::realloc(bytes_.get(), bytes));
  if (grown == nullptr) throw std::bad_alloc();
  (void)bytes_.release();
  bytes_.reset(grown);
  capacity_ = bytes;
}

void GrowingBytes::release() {
  bytes_.reset();
  capacity_ = 0;
}

void LineBatch::clear() {
  if (bytes.capacity() > kKeptBytes) bytes.release();
  if (large.owns_lock()) large.unlock();
  lines.clear();
  damaged.clear();
  last = false;
  trouble.clear();
}

}  // namespace saksi
