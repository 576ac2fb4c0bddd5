// Reading bytes that claim to be UTF-8 and may be anything.
#pragma once

#include <string>
#include <string_view>

namespace saksi {

inline constexpr char32_t kReplacement = 0xFFFD;

/// Removes the first character of a text that is not empty and returns it; a byte that does not begin a
/// well-formed sequence (RFC 3629: no overlong forms, no surrogates) gives kReplacement.
[[nodiscard]] char32_t take_character(std::string_view& text);
void append_utf8(std::string& out, char32_t character);
/// Well-formed UTF-8, every bad byte replaced.
[[nodiscard]] std::string to_valid_utf8(std::string_view text);
/// At most `bytes` bytes, cut between characters; "..." at the end when something was cut.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t bytes);
/// Control characters but TAB and LF, and the characters that turn the direction of writing around, by which
/// a hostile text would rearrange the honest one next to it (Unicode TR 36).
[[nodiscard]] bool is_unsafe_to_show(char32_t character);
/// One line that can be put on a terminal: white space folded, unsafe characters replaced.
[[nodiscard]] std::string to_plain_line(std::string_view text);

}  // namespace saksi
