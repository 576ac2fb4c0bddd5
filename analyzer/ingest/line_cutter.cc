#include "analyzer/ingest/line_cutter.h"

#include <algorithm>
#include <cstring>

#include "analyzer/ingest/judge_line.h"

namespace saksi {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
/// From here on a line is one of those of which only one is held.
constexpr std::size_t kLargeBytes = 4 * 1024 * 1024;
constexpr std::size_t kSkippedAtOnce = 64 * 1024 * 1024;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

std::string printable_beginning(std::string_view line) {
  std::string text(line.substr(0, kMaxDamagedBytes));
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '.';
  }
  return text;
}

LineCutter::LineCutter(std::unique_ptr<Unpacker> stream, Unit unit, std::mutex& large)
    : stream_(std::move(stream)), unit_(unit), large_(large) {}

Result<bool> LineCutter::skip_to(std::uint64_t offset) {
  GrowingBytes chunk;
  chunk.reserve(kBatchBytes);
  const std::uint64_t stop = std::min<std::uint64_t>(offset, offset_ + kSkippedAtOnce);
  while (offset_ < stop) {
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(kBatchBytes, stop - offset_));
    const Result<std::size_t> came = stream_->read({chunk.data(), most});
    if (!came) return tl::make_unexpected(came.error());
    if (*came == 0) return fail("it ends before the place where the last import stopped");
    offset_ += *came;
  }
  return offset_ >= offset;
}

void LineCutter::next(LineBatch& batch) {
  begin(batch);
  while (true) {
    if (long_line_) return pass_over(batch);
    if (!read_more(batch)) return finish(batch);
    const std::size_t cut_at = after_last_line_end(batch);
    if (cut_at != 0) {
      cut(batch, cut_at);
      return keep_rest(batch, cut_at);
    }
    if (filled_ > kMostLineBytes) begin_passing_over(batch);
  }
}

void LineCutter::begin(LineBatch& batch) {
  batch.clear();
  batch.offset = offset_;
  batch.end = offset_;
  filled_ = rest_.size();
  batch.bytes.reserve(std::max(kBatchBytes, filled_) + kLinePadding);
  rest_.copy(batch.bytes.data(), filled_);
  rest_.clear();
}

/// False at the end of the stream.
bool LineCutter::read_more(LineBatch& batch) {
  if (at_end_) return false;
  const std::size_t wanted = filled_ < kBatchBytes ? kBatchBytes : std::min(2 * filled_, kMostLineBytes + 1);
  if (wanted > kLargeBytes && !batch.large.owns_lock()) batch.large = std::unique_lock(large_);
  batch.bytes.reserve(wanted + kLinePadding);
  const Result<std::size_t> came = stream_->read({batch.bytes.data() + filled_, wanted - filled_});
  if (!came) trouble_ = came.error().message;
  at_end_ = !came || *came == 0;
  if (came) filled_ += *came;
  return !at_end_;
}

/// Where the unfinished line begins; 0 when no line is finished.
std::size_t LineCutter::after_last_line_end(const LineBatch& batch) const {
  if (unit_ == Unit::document || filled_ == 0) return 0;
  const void* found = ::memrchr(batch.bytes.data(), '\n', filled_);
  return found == nullptr
             ? 0
             : static_cast<std::size_t>(static_cast<const char*>(found) - batch.bytes.data()) + 1;
}

void LineCutter::cut(LineBatch& batch, std::size_t to) {
  const char* bytes = batch.bytes.data();
  std::size_t begin = 0;
  while (begin < to) {
    const void* found = unit_ == Unit::line ? std::memchr(bytes + begin, '\n', to - begin) : nullptr;
    const std::size_t end =
        found == nullptr ? to : static_cast<std::size_t>(static_cast<const char*>(found) - bytes);
    add_line(batch, begin, end);
    begin = end + 1;
  }
  batch.end = batch.offset + to;
}

void LineCutter::add_line(LineBatch& batch, std::size_t begin, std::size_t end) const {
  const char* bytes = batch.bytes.data();
  if (batch.offset + begin == 0 && std::string_view(bytes, end).starts_with(kByteOrderMark))
    begin += kByteOrderMark.size();
  while (end > begin && is_blank(bytes[end - 1])) --end;
  if (end > begin) batch.lines.push_back({begin, end - begin});
}

void LineCutter::keep_rest(LineBatch& batch, std::size_t from) {
  rest_.assign(batch.bytes.data() + from, filled_ - from);
  offset_ = batch.offset + from;
}

void LineCutter::finish(LineBatch& batch) {
  batch.last = true;
  batch.trouble = trouble_;
  // What a cut-off stream ends with is a part of a line: the whole one may come yet.
  if (trouble_.empty()) cut(batch, filled_);
}

void LineCutter::begin_passing_over(LineBatch& batch) {
  const std::string_view held(batch.bytes.data(), filled_);
  long_line_ = DamagedLine{.offset = batch.offset,
                           .length = filled_,
                           .reason = "longer than " + std::to_string(kMostLineBytes >> 20) + " MiB",
                           .beginning = printable_beginning(held)};
}

/// One chunk further, so that the import stays able to stop.
void LineCutter::pass_over(LineBatch& batch) {
  if (batch.large.owns_lock()) {
    batch.bytes.release();
    batch.large.unlock();
  }
  batch.bytes.reserve(kBatchBytes + kLinePadding);
  const Result<std::size_t> came = stream_->read({batch.bytes.data(), kBatchBytes});
  filled_ = came ? *came : 0;
  if (!came) trouble_ = came.error().message;
  const void* found =
      unit_ == Unit::line && filled_ != 0 ? std::memchr(batch.bytes.data(), '\n', filled_) : nullptr;
  const std::size_t used =
      found == nullptr ? filled_
                       : static_cast<std::size_t>(static_cast<const char*>(found) - batch.bytes.data());
  long_line_->length += used;
  if (found == nullptr && filled_ != 0) return;
  // The line has ended, or the stream: what follows in the chunk begins the next batch.
  offset_ = long_line_->offset + long_line_->length;
  batch.damaged.push_back(std::move(*long_line_));
  long_line_.reset();
  if (found == nullptr) {
    at_end_ = batch.last = true;
    batch.trouble = trouble_;
    batch.end = offset_;
    return;
  }
  ++offset_;
  batch.end = offset_;
  rest_.assign(batch.bytes.data() + used + 1, filled_ - used - 1);
}

}  // namespace saksi
