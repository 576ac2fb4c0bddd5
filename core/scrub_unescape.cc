// unescape() of core/scrub_view.h: one left-to-right pass, at most 12 bytes of look-ahead a byte.
#include <algorithm>
#include <array>
#include <optional>

#include "core/scrub_view.h"

namespace saksi {
namespace {

struct Escape {
  std::uint32_t code = 0;  // Unicode code point
  std::size_t length = 0;  // bytes it took
  bool nothing = false;    // stands for no character at all
};

int digit_value(char c, unsigned base) {
  int value = -1;
  if (c >= '0' && c <= '9') value = c - '0';
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') value = lower - 'a' + 10;
  return value >= 0 && static_cast<unsigned>(value) < base ? value : -1;
}

/// Between `least` and `most` digits at `at`, and `skip` bytes before them that count into the length.
std::optional<Escape> number(std::string_view text, std::size_t skip, unsigned base, std::size_t least,
                             std::size_t most) {
  Escape found;
  std::size_t i = skip;
  for (; i < text.size() && i < skip + most && digit_value(text[i], base) >= 0; ++i) {
    found.code = found.code * base + static_cast<std::uint32_t>(digit_value(text[i], base));
  }
  if (i < skip + least || found.code > 0x10ffff) return std::nullopt;
  found.length = i;
  return found;
}

std::optional<Escape> entity(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 9> kNamed{{{"&amp;", '&'},
                                                                            {"&period;", '.'},
                                                                            {"&colon;", ':'},
                                                                            {"&hyphen;", '-'},
                                                                            {"&dash;", '-'},
                                                                            {"&lowbar;", '_'},
                                                                            {"&sol;", '/'},
                                                                            {"&num;", '#'},
                                                                            {"&percnt;", '%'}}};
  for (const auto& [name, character] : kNamed) {
    if (text.substr(0, name.size()) == name)
      return Escape{static_cast<std::uint32_t>(character), name.size()};
  }
  if (text.size() < 3 || text[1] != '#') return std::nullopt;
  const bool hex = (text[2] | 0x20) == 'x';
  auto found = hex ? number(text, 3, 16, 1, 7) : number(text, 2, 10, 1, 8);
  if (found && found->length < text.size() && text[found->length] == ';') ++found->length;
  return found;
}

std::optional<Escape> backslash(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  switch (text[1]) {
    case 'u':
      return text.size() > 2 && text[2] == '{' ? number(text, 3, 16, 1, 6) : number(text, 2, 16, 4, 4);
    case 'x':
      return number(text, 2, 16, 2, 2);
    case '/':
    case '\\':
    case '.':
    case '-':
      return Escape{static_cast<std::uint32_t>(text[1]), 2};
    default:
      return number(text, 1, 8, 3, 3);
  }
}

/// RFC 2045 section 6.7: "=2E", and a soft line break, which stands for nothing.
std::optional<Escape> quoted_printable(std::string_view text) {
  if (text.substr(0, 3) == "=\r\n") return Escape{0, 3, true};
  if (text.substr(0, 2) == "=\n") return Escape{0, 2, true};
  return number(text, 1, 16, 2, 2);
}

/// First code points of the decimal digits that pages in the languages of our lists use, and the fullwidth
/// ones.
constexpr std::array<std::uint32_t, 16> kZeros{0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6,
                                               0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50,
                                               0x0ed0, 0x1040, 0x17e0, 0xff10};

std::optional<Escape> other_script(std::uint32_t code, std::size_t length) {
  for (const std::uint32_t zero : kZeros) {
    if (code >= zero && code < zero + 10) return Escape{'0' + (code - zero), length};
  }
  if (code >= 0xff01 && code <= 0xff5e) return Escape{code - 0xff01 + '!', length};
  if (code == 0x3002 || code == 0xff61 || code == 0x2024) return Escape{'.', length};
  if (code >= 0x2010 && code <= 0x2015) return Escape{'-', length};
  if (code == 0xad || code == 0xfeff || (code >= 0x200b && code <= 0x200f) || code == 0x2060) {
    return Escape{0, length, true};
  }
  return std::nullopt;
}

std::optional<Escape> utf8(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const bool two = (byte(0) & 0xe0U) == 0xc0 && text.size() >= 2;
  const bool three = (byte(0) & 0xf0U) == 0xe0 && text.size() >= 3;
  if (two) return other_script((byte(0) & 0x1fU) << 6 | (byte(1) & 0x3fU), 2);
  if (three) return other_script((byte(0) & 0x0fU) << 12 | (byte(1) & 0x3fU) << 6 | (byte(2) & 0x3fU), 3);
  return std::nullopt;
}

/// Bytes at which an escape can begin.
constexpr std::array<bool, 256> starts_escape() {
  std::array<bool, 256> starts{};
  for (std::size_t c = 0xc0; c < 0x100; ++c) starts[c] = true;
  for (const char c : std::string_view("\0%&\\=", 5)) starts[static_cast<unsigned char>(c)] = true;
  return starts;
}
constexpr auto kStartsEscape = starts_escape();

std::optional<Escape> decode_at(std::string_view text) {
  switch (text[0]) {
    case '\0':
      return Escape{0, 1, true};
    case '%':
      return text.size() > 1 && (text[1] | 0x20) == 'u' ? number(text, 2, 16, 4, 4)
                                                        : number(text, 1, 16, 2, 2);
    case '&':
      return entity(text);
    case '\\':
      return backslash(text);
    case '=':
      return quoted_printable(text);
    default:
      return static_cast<unsigned char>(text[0]) >= 0xc0 ? utf8(text) : std::nullopt;
  }
}

/// A percent-encoded byte stays a byte: only code points above that are written in UTF-8.
void append_code(View& out, std::uint32_t code, bool byte_valued, Span origin) {
  if (code < 0x80 || (byte_valued && code < 0x100)) {
    out.append(static_cast<char>(code), origin);
    return;
  }
  if (code >= 0x10000) out.append(static_cast<char>(0xf0 | code >> 18), origin);
  if (code >= 0x10000) out.append(static_cast<char>(0x80 | (code >> 12 & 0x3f)), origin);
  if (code >= 0x800 && code < 0x10000) out.append(static_cast<char>(0xe0 | code >> 12), origin);
  if (code >= 0x800) out.append(static_cast<char>(0x80 | (code >> 6 & 0x3f)), origin);
  if (code < 0x800) out.append(static_cast<char>(0xc0 | code >> 6), origin);
  out.append(static_cast<char>(0x80 | (code & 0x3f)), origin);
}

}  // namespace

View unescape(const View& view, bool& changed) {
  const std::string_view text = view.bytes();
  const auto starts = [](char c) { return kStartsEscape[static_cast<unsigned char>(c)]; };
  View out(View::Origins::kept);
  changed = false;
  if (std::none_of(text.begin(), text.end(), starts)) return out;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto escape = starts(text[i]) ? decode_at(text.substr(i)) : std::nullopt;
    if (!escape) {
      ++i;
      continue;
    }
    if (copied == 0) out.reserve(text.size());
    out.append_from(view, copied, i);
    if (!escape->nothing) append_code(out, escape->code, text[i] != '&', view.origin(i, i + escape->length));
    i += escape->length;
    copied = i;
  }
  changed = copied > 0;
  if (changed) out.append_from(view, copied, text.size());
  return out;
}

}  // namespace saksi
