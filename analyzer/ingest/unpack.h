// The bytes of a file as they were before it was packed: plain, gzip (RFC 1952, of several members too) by
// libisal, or zstd (RFC 8878). Streams: holds no more than a packed chunk and the format's own window.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "analyzer/ingest/input_file.h"

namespace saksi {

enum class Packing { plain, gzip, zstd };
/// By the first bytes, never by the name.
[[nodiscard]] Packing packing_of(std::string_view beginning);

class Unpacker {
 public:
  virtual ~Unpacker() = default;
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  /// Fills `to`; fewer bytes than asked for only where the stream ends, 0 behind it. A stream that is cut off
  /// or damaged first gives all that can be had before that place, then fails with the reason, and goes on
  /// failing.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<char> to) = 0;
  /// Bytes of the file that were needed so far.
  [[nodiscard]] virtual std::uint64_t taken() const = 0;

 protected:
  Unpacker() = default;
};

/// Takes the file from its beginning.
[[nodiscard]] std::unique_ptr<Unpacker> unpack(InputFile file, Packing packing);

}  // namespace saksi
