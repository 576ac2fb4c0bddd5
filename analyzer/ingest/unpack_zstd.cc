#include <zstd.h>
#include <zstd_errors.h>

#include <new>

#include "analyzer/ingest/unpack_formats.h"

namespace saksi {

namespace {

/// 64 MiB: two such windows at once still leave the import within its memory. `zstd -19` needs 8 MiB.
constexpr int kMostWindowLog = 26;

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

class Zstd : public PackedStream {
 public:
  explicit Zstd(InputFile file) : PackedStream(std::move(file)), stream_(ZSTD_createDStream()) {
    if (!stream_) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kMostWindowLog);
  }

 protected:
  std::size_t write_some(std::span<char> to) override {
    if (between_frames_ && packed_.empty()) return 0;
    ZSTD_inBuffer in{packed_.data(), packed_.size(), 0};
    ZSTD_outBuffer out{to.data(), to.size(), 0};
    const std::size_t code = ZSTD_decompressStream(stream_.get(), &out, &in);
    packed_ = packed_.subspan(in.pos);
    if (ZSTD_isError(code) != 0) {
      trouble_ = Error{words_of(code) + " behind " + std::to_string(given_ + out.pos) + " unpacked bytes"};
    } else {
      between_frames_ = code == 0;
    }
    return out.pos;
  }

  void file_ended() override {
    if (between_frames_) {
      ended_ = true;
    } else {
      trouble_ = Error{"the zstd stream is cut off behind " + std::to_string(given_) + " unpacked bytes"};
    }
  }

 private:
  static std::string words_of(std::size_t code) {
    if (ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge)
      return "it was packed with a window of more than 64 MiB; unpack it first (zstd -d --long=31); it stops";
    return std::string("the zstd stream is damaged (") + ZSTD_getErrorName(code) + ")";
  }

  std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
  bool between_frames_ = false;
};

}  // namespace

std::unique_ptr<Unpacker> unpack_zstd(InputFile file) {
  return std::make_unique<Zstd>(std::move(file));
}

}  // namespace saksi
