// Private to unpack: the packed formats, and what they share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/ingest/unpack.h"

namespace saksi {

[[nodiscard]] std::unique_ptr<Unpacker> unpack_gzip(InputFile file);
[[nodiscard]] std::unique_ptr<Unpacker> unpack_zstd(InputFile file);

/// Reads packed chunks, and keeps trouble back until all that came before it was given out.
class PackedStream : public Unpacker {
 public:
  [[nodiscard]] Result<std::size_t> read(std::span<char> to) final;
  [[nodiscard]] std::uint64_t taken() const final { return file_.taken(); }

 protected:
  explicit PackedStream(InputFile file);

  /// Writes what can be had to `to` and returns how much; 0 when it wants more packed bytes, has come to the
  /// end (`ended_`) or met `trouble_`.
  virtual std::size_t write_some(std::span<char> to) = 0;
  /// Called when the file has no more bytes: ends the stream, or says that it is cut off.
  virtual void file_ended() = 0;

  /// The packed bytes that were not consumed yet.
  std::span<const char> packed_;
  bool ended_ = false;
  std::optional<Error> trouble_;
  std::uint64_t given_ = 0;  // unpacked bytes

 private:
  void refill();
  InputFile file_;
  std::vector<char> chunk_;
  bool wants_more_ = true;
};

}  // namespace saksi
