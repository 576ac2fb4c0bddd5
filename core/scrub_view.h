// A text read in another way (escapes undone, base64 decoded...), with the way back to the bytes it came
// from. One pass over the text each; what decodes to nothing is left out. Used by core/scrub_find alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saksi {

/// Bytes [begin, end) of the original text.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

class View {
 public:
  View() = default;
  /// The text as it is. Texts are cut at 4 GiB - 1 (bodies are at most 512 KiB).
  explicit View(std::string_view text) : bytes_(text), identity_(true) {}

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  /// Where the bytes [from, to) of this view came from; to > from.
  [[nodiscard]] Span origin(std::size_t from, std::size_t to) const;
  void append(char byte, Span origin);
  void truncate(std::size_t size);

 private:
  std::string bytes_;
  std::vector<Span> origins_;
  bool identity_ = false;
};

/// Undoes percent-encoding, HTML entities, \u \x \/ escapes, quoted-printable, UTF-16 (NULs between ASCII)
/// and digits of other scripts, mixed as they come, once. `changed` says whether anything was undone.
[[nodiscard]] View unescape(const View& view, bool& changed);

inline constexpr int kBase64Alignments = 4;
inline constexpr int kBase32Alignments = 8;
inline constexpr int kHexAlignments = 2;

/// Every run of the alphabet (RFC 4648 sections 4 and 5) that can hold 4 bytes, decoded from its
/// `alignment`th character on; line breaks inside a run are skipped. Runs are kept apart by a line feed.
[[nodiscard]] View decode_base64(const View& view, int alignment);
[[nodiscard]] View decode_base32(const View& view, int alignment);
/// Pairs of hex digits, joined or with a separator or "0x", "\x", "%" between.
[[nodiscard]] View decode_hex(const View& view, int alignment);

}  // namespace saksi
