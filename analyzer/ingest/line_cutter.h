// Cuts an unpacked stream into batches of whole lines. A line ends with LF or CR LF; empty lines and a byte
// order mark at the beginning are passed over. Whatever comes, it holds one batch of about a megabyte, or one
// line of at most kMostLineBytes: a longer one is named in LineBatch::damaged and never held.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "analyzer/ingest/line_batch.h"
#include "analyzer/ingest/unpack.h"

namespace saksi {

inline constexpr std::size_t kMostLineBytes = 64 * 1024 * 1024;
/// Fits the cores' second-level caches, so that judging finds warm what unpacking wrote.
inline constexpr std::size_t kBatchBytes = 768 * 1024;

class LineCutter {
 public:
  /// document: the whole stream is one measurement, its line ends are white space.
  enum class Unit { line, document };
  /// Lines that need much memory wait for `large`, of which a process has one, so that only one is held.
  LineCutter(std::unique_ptr<Unpacker> stream, Unit unit, std::mutex& large);

  /// Passes over the first bytes of the stream, which are in the archive already. Does a part of the work and
  /// returns false when there is more to be done; fails when the stream ends before.
  [[nodiscard]] Result<bool> skip_to(std::uint64_t offset);
  /// Fills the batch; it may stay without lines when a very long line is passed over. Call no more after
  /// `last`.
  void next(LineBatch& batch);
  [[nodiscard]] std::uint64_t taken() const { return stream_->taken(); }

 private:
  void begin(LineBatch& batch);
  bool read_more(LineBatch& batch);
  void cut(LineBatch& batch, std::size_t to);
  void add_line(LineBatch& batch, std::size_t begin, std::size_t end) const;
  void keep_rest(LineBatch& batch, std::size_t from);
  void finish(LineBatch& batch);
  void begin_passing_over(LineBatch& batch);
  void pass_over(LineBatch& batch);
  [[nodiscard]] std::size_t after_last_line_end(const LineBatch& batch) const;

  std::unique_ptr<Unpacker> stream_;
  Unit unit_;
  std::mutex& large_;
  std::string rest_;          // the beginning of a line whose end is still to come
  std::uint64_t offset_ = 0;  // of rest_ in the stream
  std::size_t filled_ = 0;    // bytes in the batch that is being filled
  bool at_end_ = false;
  std::string trouble_;
  std::optional<DamagedLine> long_line_;  // that is being passed over
};

/// At most kMaxDamagedBytes of a line, with everything but printable ASCII as a dot.
[[nodiscard]] std::string printable_beginning(std::string_view line);

}  // namespace saksi
