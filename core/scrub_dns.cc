#include "core/scrub_dns.h"

#include <algorithm>
#include <vector>

namespace saksi {
namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kLongestName = 255;
constexpr unsigned kTypeTxt = 16;
constexpr unsigned kTypeOpt = 41;
constexpr unsigned kClientSubnet = 8;

struct Record {
  unsigned type = 0;
  std::size_t begin = 0;  // of RDATA
  std::size_t end = 0;
};

/// Walks a message and zeroes in place. Every read is checked against the end of the message.
class MessageScrubber {
 public:
  MessageScrubber(std::string& message, const TraceFinder& finder) : message_(message), finder_(finder) {}

  /// False where the message is cut or malformed.
  bool walk() {
    if (message_.size() < kHeaderBytes) return false;
    const unsigned questions = u16(4);
    const unsigned records = u16(6) + u16(8) + u16(10);
    at_ = kHeaderBytes;
    for (unsigned i = 0; i < questions; ++i) {
      if (!name() || at_ + 4 > message_.size()) return false;
      at_ += 4;
    }
    for (unsigned i = 0; i < records; ++i) {
      if (!record()) return false;
    }
    return at_ == message_.size();
  }

  void search_all() { zero(finder_.find_in_binary(message_), 0); }

 private:
  [[nodiscard]] unsigned u8(std::size_t at) const { return static_cast<unsigned char>(message_[at]); }
  [[nodiscard]] unsigned u16(std::size_t at) const { return u8(at) << 8 | u8(at + 1); }

  void zero(const std::vector<Span>& spans, std::size_t base) {
    for (const Span span : spans) {
      std::fill(message_.begin() + static_cast<std::ptrdiff_t>(base + span.begin),
                message_.begin() + static_cast<std::ptrdiff_t>(base + span.end), '\0');
    }
  }

  bool record() {
    if (!name() || at_ + 10 > message_.size()) return false;
    const Record found{u16(at_), at_ + 10, at_ + 10 + u16(at_ + 8)};
    if (found.end > message_.size()) return false;
    at_ = found.end;
    if (found.type == kTypeOpt) return options(found);
    if (found.type == kTypeTxt) return character_strings(found);
    names_inside(found);
    search_rdata(found);
    return true;
  }

  void search_rdata(const Record& found) {
    zero(finder_.find_in_binary(std::string_view(message_).substr(found.begin, found.end - found.begin)),
         found.begin);
  }

  /// The name at at_, which is left behind it. Traces in it are zeroed, label by label; lengths stay.
  bool name() {
    View text(View::Origins::kept);
    std::size_t end = 0;
    const bool good = read_name(at_, text, end);
    if (!good) return false;
    zero_view(text);
    at_ = end;
    return true;
  }

  /// The types whose RDATA is or ends in a name, the compression of which may reach elsewhere.
  void names_inside(const Record& found) {
    constexpr unsigned kMx = 15, kSrv = 33, kNs = 2, kCname = 5, kSoa = 6, kPtr = 12, kDname = 39;
    std::size_t start = found.begin;
    if (found.type == kMx)
      start += 2;
    else if (found.type == kSrv)
      start += 6;
    else if (found.type != kNs && found.type != kCname && found.type != kSoa && found.type != kPtr &&
             found.type != kDname)
      return;
    for (int names = found.type == kSoa ? 2 : 1; names > 0 && start < found.end; --names) {
      View text(View::Origins::kept);
      std::size_t end = 0;
      if (!read_name(start, text, end)) return;
      zero_view(text);
      start = end;
    }
  }

  /// RFC 1035 4.1.4. Pointers must go backwards, so that a walk ends.
  bool read_name(std::size_t start, View& text, std::size_t& end) const {
    std::size_t at = start;
    std::size_t lowest = start;
    end = 0;
    while (at < message_.size() && text.bytes().size() <= kLongestName) {
      const unsigned length = u8(at);
      if (length == 0) {
        if (end == 0) end = at + 1;
        return true;
      }
      if (length >= 0xc0) {
        if (at + 1 >= message_.size()) return false;
        const std::size_t target = u16(at) & 0x3fffU;
        if (end == 0) end = at + 2;
        if (target >= lowest) return false;
        at = lowest = target;
        continue;
      }
      if (length >= 0x40 || at + 1 + length > message_.size()) return false;
      append(text, at + 1, length);
      at += 1 + length;
      text.append('.', {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at)});
    }
    return false;
  }

  void append(View& text, std::size_t from, std::size_t count) const {
    for (std::size_t i = from; i < from + count; ++i) {
      text.append(message_[i], {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + 1)});
    }
  }

  /// Finds in the text of the view; zeroes its bytes where they came from (the dots have none).
  void zero_view(const View& text) {
    for (const Span span : finder_.find_in_binary(text.bytes())) {
      for (std::size_t i = span.begin; i < span.end; ++i) zero({text.origin(i, i + 1)}, 0);
    }
  }

  /// TXT: strings of up to 255 bytes, each behind its length; a trace may run across two of them.
  bool character_strings(const Record& found) {
    View text(View::Origins::kept);
    for (std::size_t at = found.begin; at < found.end;) {
      const std::size_t length = u8(at);
      if (at + 1 + length > found.end) return false;
      append(text, at + 1, length);
      at += 1 + length;
    }
    zero_view(text);
    return true;
  }

  bool options(const Record& found) {
    std::size_t at = found.begin;
    while (at + 4 <= found.end) {
      const unsigned code = u16(at);
      const std::size_t begin = at + 4;
      const std::size_t end = begin + u16(at + 2);
      if (end > found.end) return false;
      constexpr std::size_t kSubnetHead = 4;  // family, source and scope prefix length
      if (code != kClientSubnet) search_rdata({0, begin, end});
      if (code == kClientSubnet && end > begin + kSubnetHead) {
        std::fill(message_.begin() + static_cast<std::ptrdiff_t>(begin + kSubnetHead),
                  message_.begin() + static_cast<std::ptrdiff_t>(end), '\0');
      }
      at = end;
    }
    return at == found.end;
  }

  std::string& message_;
  const TraceFinder& finder_;
  std::size_t at_ = 0;
};

}  // namespace

std::string scrub_dns_message(std::string message, const TraceFinder& finder) {
  MessageScrubber scrubber(message, finder);
  if (!scrubber.walk()) scrubber.search_all();
  return message;
}

}  // namespace saksi
