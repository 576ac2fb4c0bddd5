#include "core/scrub_view.h"

#include <array>

namespace saksi {

Span View::origin(std::size_t from, std::size_t to) const {
  if (identity_) return {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)};
  return {origins_[from].begin, origins_[to - 1].end};
}

void View::append(char byte, Span origin) {
  bytes_ += byte;
  origins_.push_back(origin);
}

void View::truncate(std::size_t size) {
  bytes_.resize(size);
  origins_.resize(size);
}

namespace {

using Alphabet = std::array<signed char, 256>;
constexpr signed char kOutside = -1;
constexpr signed char kSkipped = -2;  // a line break

constexpr Alphabet alphabet(std::string_view characters, bool both_cases) {
  Alphabet values{};
  for (auto& value : values) value = kOutside;
  values['\r'] = values['\n'] = kSkipped;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const char c = characters[i];
    values[static_cast<unsigned char>(c)] = static_cast<signed char>(i);
    if (both_cases && c >= 'A' && c <= 'Z')
      values[static_cast<unsigned char>(c + 32)] = static_cast<signed char>(i);
  }
  return values;
}

constexpr Alphabet base64_alphabet() {
  Alphabet values = alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", false);
  values['-'] = 62;
  values['_'] = 63;
  return values;
}

constexpr Alphabet kBase64 = base64_alphabet();
constexpr Alphabet kBase32 = alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", true);

/// One run [begin, end) of the view, `bits` a character, `skip` characters left out at its start.
void decode_run(const View& view, const Alphabet& values, Span run, int bits, int skip, View& out) {
  std::uint32_t buffer = 0;
  int held = 0;
  std::size_t first = run.begin;  // the character that holds the first bit of the byte being built
  for (std::size_t i = run.begin; i < run.end; ++i) {
    const signed char value = values[static_cast<unsigned char>(view.bytes()[i])];
    if (value < 0 || skip-- > 0) continue;
    if (held == 0) first = i;
    buffer = buffer << bits | static_cast<std::uint32_t>(value);
    held += bits;
    if (held < 8) continue;
    held -= 8;
    out.append(static_cast<char>(buffer >> held & 0xffU), view.origin(first, i + 1));
    first = i;
  }
}

View decode_runs(const View& view, const Alphabet& values, int bits, int alignment) {
  const std::size_t shortest = bits == 6 ? 6 : 7;  // characters that hold 4 bytes
  const std::string_view text = view.bytes();
  View out;
  for (std::size_t i = 0; i < text.size();) {
    if (values[static_cast<unsigned char>(text[i])] < 0) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && values[static_cast<unsigned char>(text[end])] != kOutside) ++end;
    if (end - i >= shortest) {
      decode_run(view, values, {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end)}, bits,
                 alignment, out);
      out.append('\n', view.origin(end - 1, end));
    }
    i = end;
  }
  return out;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_hex(std::string_view text, std::size_t at) {
  return at < text.size() && hex_value(text[at]) >= 0;
}

/// Steps over what people put before or between hex bytes; says whether a "0x" or the like was there.
bool skip_between(std::string_view text, std::size_t& at) {
  for (int marks = 0; marks < 2 && at < text.size() && !is_hex(text, at); ++marks) {
    if (std::string_view(":-_., ;").find(text[at]) == std::string_view::npos) break;
    ++at;
  }
  if (at + 1 >= text.size()) return false;
  const bool zero_x = (text[at] == '0' || text[at] == '\\') && (text[at + 1] | 0x20) == 'x';
  const bool mark = text[at] == '%' || text[at] == '=';
  if (zero_x) at += 2;
  if (mark) at += 1;
  return zero_x || mark;
}

/// Decodes the run that starts at `at` and leaves `at` behind it. A run under 4 bytes is dropped.
void decode_hex_run(const View& view, std::size_t& at, bool prefixed, View& out) {
  const std::string_view text = view.bytes();
  const std::size_t size_before = out.bytes().size();
  while (is_hex(text, at)) {
    const bool pair = is_hex(text, at + 1);
    if (!pair && !prefixed) {
      ++at;
      break;
    }
    const std::size_t end = at + (pair ? 2 : 1);
    const int value = pair ? hex_value(text[at]) * 16 + hex_value(text[at + 1]) : hex_value(text[at]);
    out.append(static_cast<char>(value), view.origin(at, end));
    at = end;
    prefixed = (!is_hex(text, at) || text[at] == '0') && skip_between(text, at);
  }
  const bool long_enough = out.bytes().size() - size_before >= 4;
  if (!long_enough) out.truncate(size_before);
  if (long_enough) out.append('\n', view.origin(at - 1, at));
}

}  // namespace

View decode_base64(const View& view, int alignment) {
  return decode_runs(view, kBase64, 6, alignment);
}

View decode_base32(const View& view, int alignment) {
  return decode_runs(view, kBase32, 5, alignment);
}

View decode_hex(const View& view, int alignment) {
  const std::string_view text = view.bytes();
  View out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t before = at;
    const bool prefixed = skip_between(text, at);
    if (!is_hex(text, at)) {
      at = before + 1;
      continue;
    }
    if (alignment == 1 && !prefixed) ++at;
    decode_hex_run(view, at, prefixed, out);
  }
  return out;
}

}  // namespace saksi
