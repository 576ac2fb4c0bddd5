#include "analyzer/ingest/unpack_formats.h"

namespace saksi {

namespace {
constexpr std::size_t kChunkBytes = 128 * 1024;
}

PackedStream::PackedStream(InputFile file) : file_(std::move(file)), chunk_(kChunkBytes) {}

Result<std::size_t> PackedStream::read(std::span<char> to) {
  std::size_t filled = 0;
  while (filled < to.size() && !ended_ && !trouble_) {
    if (packed_.empty() && wants_more_) refill();
    const std::size_t before = packed_.size();
    const std::size_t came = write_some(to.subspan(filled));
    filled += came;
    given_ += came;
    wants_more_ = came == 0;
    if (came == 0 && before != 0 && packed_.size() == before && !ended_ && !trouble_) {
      trouble_ =
          Error{"the packed stream makes no sense behind " + std::to_string(given_) + " unpacked bytes"};
    }
  }
  if (filled == 0 && trouble_) return tl::make_unexpected(*trouble_);
  return filled;
}

void PackedStream::refill() {
  const Result<std::size_t> came = file_.read(chunk_);
  if (!came) {
    trouble_ = came.error();
  } else if (*came == 0) {
    file_ended();
  } else {
    packed_ = {chunk_.data(), *came};
  }
}

}  // namespace saksi
