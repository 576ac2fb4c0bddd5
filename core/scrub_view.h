// A text read in another way (escapes undone, base64 decoded...), with the way back to the bytes it came
// from. One pass over the text each; what decodes to nothing is left out. Used by core/scrub_find alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saksi {

/// Bytes [begin, end) of the original text. Texts are under 4 GiB (bodies: at most 512 KiB).
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

class View {
 public:
  /// Origins cost more than the bytes; most views hold nothing and are only looked through for that.
  enum class Origins { left_out, kept };
  explicit View(Origins origins) : keeps_(origins == Origins::kept) {}
  /// The text as it is.
  explicit View(std::string_view text) : bytes_(text), identity_(true) {}
  View(std::string bytes, Origins origins) : bytes_(std::move(bytes)), keeps_(origins == Origins::kept) {}

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  /// Where the bytes [from, to) of this view came from; to > from. Only with origins kept.
  [[nodiscard]] Span origin(std::size_t from, std::size_t to) const {
    if (identity_) return {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)};
    return keeps_ ? Span{origins_[from].begin, origins_[to - 1].end} : Span{};
  }
  void append(char byte, Span origin) {
    bytes_ += byte;
    if (keeps_) origins_.push_back(origin);
  }
  /// The bytes [from, to) of another view, as they are.
  void append_from(const View& source, std::size_t from, std::size_t to);
  void truncate(std::size_t size) {
    bytes_.resize(size);
    if (keeps_) origins_.resize(size);
  }
  void reserve(std::size_t size) {
    bytes_.reserve(size);
    if (keeps_) origins_.reserve(size);
  }

 private:
  std::string bytes_;
  std::vector<Span> origins_;
  bool identity_ = false;
  bool keeps_ = true;
};

/// Undoes percent-encoding, HTML entities, \u \x \/ escapes, quoted-printable, UTF-16 (NULs between ASCII)
/// and digits of other scripts, mixed as they come, once. `changed` says whether anything was undone.
[[nodiscard]] View unescape(const View& view, bool& changed);

/// Ways to write bytes in characters. base64 in both alphabets (RFC 4648 sections 4 and 5) and base32 may
/// have line breaks inside; hex pairs may have a separator, "0x", "\x" or "%" between.
enum class Encoding : std::uint8_t { base64, base32, hex };
inline constexpr std::array kEncodings{Encoding::base64, Encoding::base32, Encoding::hex};
/// Text inside encoded bytes may begin at any of so many characters of a run.
[[nodiscard]] constexpr int alignments_of(Encoding encoding) {
  return encoding == Encoding::base64 ? 4 : encoding == Encoding::base32 ? 8 : 2;
}

struct Decoded {
  View view;
  std::size_t read = 0;        // characters that took part
  bool looks_textual = false;  // some run may be text, and escaped itself
};

/// Every run that can hold 4 bytes, decoded from its `alignment`th character on; runs are kept apart by a
/// line feed. With `only_changed`, runs that stand in the original exactly so are left out.
[[nodiscard]] Decoded decode(const View& view, Encoding encoding, int alignment, bool only_changed);

class EncodedSieve;

/// All alignments at once, without origins: to see whether there is anything at all. Runs in which `sieve`
/// knows that there is nothing are left out.
[[nodiscard]] Decoded decode_quickly(const View& view, Encoding encoding, const EncodedSieve& sieve,
                                     bool only_changed);

}  // namespace saksi
