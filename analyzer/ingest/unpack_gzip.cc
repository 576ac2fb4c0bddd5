#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <limits>

#include "analyzer/ingest/unpack_formats.h"

namespace saksi {

namespace {

std::string words_of(int code) {
  switch (code) {
    case ISAL_INVALID_WRAPPER:
      return "a gzip header is damaged";
    case ISAL_INCORRECT_CHECKSUM:
      return "its checksum is wrong";
    case ISAL_UNSUPPORTED_METHOD:
    case ISAL_NEED_DICT:
      return "it is packed in a way that gzip does not define";
    default:
      return "the gzip stream is damaged";
  }
}

class Gzip : public PackedStream {
 public:
  explicit Gzip(InputFile file) : PackedStream(std::move(file)), state_(std::make_unique<inflate_state>()) {
    isal_inflate_init(state_.get());
    state_->crc_flag = ISAL_GZIP;
  }

 protected:
  std::size_t write_some(std::span<char> to) override {
    if (between_members_ && !begin_member()) return 0;
    lend(to);
    const int code = isal_inflate(state_.get());
    const std::size_t came = take_back(to);
    if (code < ISAL_DECOMP_OK || code == ISAL_NEED_DICT) {
      trouble_ = Error{words_of(code) + " behind " + std::to_string(given_ + came) + " unpacked bytes"};
    } else if (state_->block_state == ISAL_BLOCK_FINISH) {
      between_members_ = true;
    }
    return came;
  }

  void file_ended() override {
    if (between_members_) {
      ended_ = true;
    } else {
      trouble_ = Error{"the gzip stream is cut off behind " + std::to_string(given_) + " unpacked bytes"};
    }
  }

 private:
  /// False when there is nothing (more) to be begun.
  bool begin_member() {
    // Tapes and some tools fill up with zeros; gzip(1) ignores these too.
    while (!packed_.empty() && packed_.front() == 0) packed_ = packed_.subspan(1);
    if (packed_.empty()) return false;
    if (packed_.front() != '\x1f') {
      trouble_ = Error{"behind the gzip stream, " + std::to_string(given_) +
                       " unpacked bytes long, stand bytes that are not gzip"};
      return false;
    }
    isal_inflate_reset(state_.get());
    between_members_ = false;
    return true;
  }

  void lend(std::span<char> to) {
    state_->next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(packed_.data()));
    state_->avail_in = static_cast<std::uint32_t>(packed_.size());
    state_->next_out = reinterpret_cast<std::uint8_t*>(to.data());
    state_->avail_out = static_cast<std::uint32_t>(
        std::min<std::size_t>(to.size(), std::numeric_limits<std::int32_t>::max()));
  }

  std::size_t take_back(std::span<char> to) {
    packed_ = packed_.last(state_->avail_in);
    return static_cast<std::size_t>(state_->next_out - reinterpret_cast<std::uint8_t*>(to.data()));
  }

  std::unique_ptr<inflate_state> state_;
  bool between_members_ = false;
};

}  // namespace

std::unique_ptr<Unpacker> unpack_gzip(InputFile file) {
  return std::make_unique<Gzip>(std::move(file));
}

}  // namespace saksi
