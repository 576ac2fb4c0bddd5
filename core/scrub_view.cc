#include "core/scrub_view.h"

#include <algorithm>
#include <array>

#include "core/scrub_sieve.h"

namespace saksi {
namespace {

using Alphabet = std::array<signed char, 256>;
constexpr signed char kOutside = -1;
constexpr signed char kLineBreak = -2;
constexpr std::size_t kFewestBytes = 4;  // a raw IPv4 address, a short name

constexpr Alphabet alphabet(std::string_view characters, bool both_cases) {
  Alphabet values{};
  for (auto& value : values) value = kOutside;
  values['\r'] = values['\n'] = kLineBreak;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const auto c = static_cast<unsigned char>(characters[i]);
    values[c] = static_cast<signed char>(i);
    if (both_cases && c >= 'A' && c <= 'Z') values[c + std::size_t{32}] = static_cast<signed char>(i);
  }
  return values;
}

constexpr Alphabet base64_alphabet() {
  Alphabet values = alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", false);
  values['-'] = 62;
  values['_'] = 63;
  return values;
}

constexpr Alphabet hex_alphabet() {
  Alphabet values = alphabet("0123456789ABCDEF", true);
  values['\r'] = values['\n'] = kOutside;
  return values;
}

constexpr Alphabet kBase64 = base64_alphabet();
constexpr Alphabet kBase32 = alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", true);
constexpr Alphabet kHex = hex_alphabet();

bool is_textual(std::string_view run) {
  constexpr std::size_t kShortestEscapedTrace = 7;
  if (run.size() < kShortestEscapedTrace) return false;
  const auto odd = std::count_if(run.begin(), run.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != 0 && byte != '\t' && byte != '\r' && byte != '\n') || byte >= 0x7f;
  });
  return static_cast<std::size_t>(odd) * 8 <= run.size();
}

/// Ends the run that began at `start` of the output: too short a one is dropped.
void end_run(Decoded& out, std::size_t start, Span last) {
  const std::string_view run = out.view.bytes().substr(start);
  if (run.size() < kFewestBytes) return out.view.truncate(start);
  out.looks_textual = out.looks_textual || is_textual(run);
  out.view.append('\n', last);
}

// ---- base64 and base32

struct Run {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// One run, `bits` a character, `skip` characters left out at its start.
void decode_run(const View& view, const Alphabet& values, Run run, int bits, int skip, Decoded& out) {
  const std::string_view text = view.bytes();
  const std::size_t start = out.view.size();
  std::uint32_t buffer = 0;
  int held = 0;
  std::size_t first = run.begin;  // the character that holds the first bit of the byte being built
  for (std::size_t i = run.begin; i < run.end; ++i) {
    const signed char value = values[static_cast<unsigned char>(text[i])];
    if (value < 0 || skip-- > 0) continue;
    if (held == 0) first = i;
    buffer = buffer << bits | static_cast<std::uint32_t>(value);
    held += bits;
    if (held < 8) continue;
    held -= 8;
    out.view.append(static_cast<char>(buffer >> held & 0xffU), view.origin(first, i + 1));
    first = i;
  }
  end_run(out, start, view.origin(run.end - 1, run.end));
}

bool stands_so_in_the_original(const View& view, Run run) {
  const Span origin = view.origin(run.begin, run.end);
  return origin.end - origin.begin == run.end - run.begin;
}

/// Calls visit(stretch) for every longest stretch of `shortest` or more bytes of a kind. Looks at one byte in
/// `shortest` where there is none: a stretch that begins before it would hold it.
template <class OfKind, class Visit>
void each_stretch(std::string_view text, std::size_t shortest, OfKind&& of_kind, Visit&& visit) {
  for (std::size_t i = 0; i + shortest <= text.size();) {
    const std::size_t last = i + shortest - 1;
    if (!of_kind(text[last])) {
      i += shortest;
      continue;
    }
    Run run{last, last};
    while (run.begin > i && of_kind(text[run.begin - 1])) --run.begin;
    while (run.end < text.size() && of_kind(text[run.end])) ++run.end;
    if (run.end - run.begin >= shortest) visit(run);
    i = run.end;
  }
}

/// Calls visit(run) for every run of the alphabet that is long enough.
template <class Visit>
void each_run(const View& view, const Alphabet& values, int bits, bool only_changed, Visit&& visit) {
  const auto width = static_cast<std::size_t>(bits);
  const std::size_t shortest = (kFewestBytes * 8 + width - 1) / width;
  const auto value_of = [&values](char c) { return values[static_cast<unsigned char>(c)]; };
  const auto inside = [&](char c) { return value_of(c) != kOutside; };
  each_stretch(view.bytes(), shortest, inside, [&](Run run) {
    while (run.begin < run.end && value_of(view.bytes()[run.begin]) < 0) ++run.begin;
    const bool long_enough = run.end - run.begin >= shortest;
    if (long_enough && !(only_changed && stands_so_in_the_original(view, run))) visit(run);
  });
}

/// The bytes that the characters from `skip` on hold. The same as decode_run, in a loop without questions.
void append_decoded(const std::vector<std::uint8_t>& values, std::size_t skip, int bits, std::string& out) {
  const std::size_t start = out.size();
  if (values.size() <= skip) return;
  out.resize(start + (values.size() - skip) * static_cast<std::size_t>(bits) / 8);
  std::uint32_t buffer = 0;
  int held = 0;
  char* next = out.data() + start;
  for (std::size_t i = skip; i < values.size(); ++i) {
    buffer = buffer << bits | values[i];
    held += bits;
    if (held < 8) continue;
    held -= 8;
    *next++ = static_cast<char>(buffer >> held & 0xffU);
  }
}

/// Every run that may hold something at every alignment, without origins.
Decoded decode_runs_quickly(const View& view, const Alphabet& values, int bits, int alignments,
                            const RunSieve& sieve, bool only_changed) {
  Decoded out{View(View::Origins::left_out)};
  std::string bytes;
  std::vector<std::uint8_t> run_values;
  each_run(view, values, bits, only_changed, [&](Run run) {
    run_values.clear();
    for (const char c : view.bytes().substr(run.begin, run.end - run.begin)) {
      const signed char value = values[static_cast<unsigned char>(c)];
      if (value >= 0) run_values.push_back(static_cast<std::uint8_t>(value));
    }
    out.read += run.end - run.begin;
    if (!sieve.may_hold(run_values)) return;
    for (int skip = 0; skip < alignments; ++skip) {
      const std::size_t start = bytes.size();
      append_decoded(run_values, static_cast<std::size_t>(skip), bits, bytes);
      out.looks_textual = out.looks_textual || is_textual(std::string_view(bytes).substr(start));
      bytes += '\n';
    }
    out.read += (run.end - run.begin) * static_cast<std::size_t>(alignments);
  });
  out.view = View(std::move(bytes), View::Origins::left_out);
  return out;
}

// ---- hex

int hex_value(char c) {
  return kHex[static_cast<unsigned char>(c)];
}
bool is_hex(std::string_view text, std::size_t at) {
  return at < text.size() && hex_value(text[at]) >= 0;
}

/// What stands before or between hex bytes.
struct Between {
  std::size_t end = 0;    // where the next byte begins
  bool prefixed = false;  // "0x" and the like were there
  bool spaced = false;    // a blank was there
};

Between read_between(std::string_view text, std::size_t at) {
  Between out{at};
  for (int marks = 0; marks < 2 && out.end < text.size() && !is_hex(text, out.end); ++marks) {
    if (std::string_view(":-_., ;").find(text[out.end]) == std::string_view::npos) break;
    out.spaced = out.spaced || text[out.end] == ' ';
    ++out.end;
  }
  if (out.end + 1 >= text.size()) return out;
  const char first = text[out.end];
  const bool zero_x = (first == '0' || first == '\\') && (text[out.end + 1] | 0x20) == 'x';
  const bool mark = first == '%' || first == '=';
  out.end += zero_x ? 2 : mark ? 1 : 0;
  out.prefixed = zero_x || mark;
  return out;
}

/// Decodes the run that starts at `at` and leaves `at` behind it. Bytes that blanks part and bytes that
/// nothing parts are two runs: "588 cb007107" is a number and an address.
void decode_hex_run(const View& view, std::size_t& at, bool prefixed, Decoded& out) {
  const std::string_view text = view.bytes();
  const std::size_t start = out.view.size();
  while (is_hex(text, at)) {
    const bool pair = is_hex(text, at + 1);
    if (!pair && !prefixed) {
      ++at;
      break;
    }
    const std::size_t end = at + (pair ? 2 : 1);
    const int value = pair ? hex_value(text[at]) * 16 + hex_value(text[at + 1]) : hex_value(text[at]);
    out.view.append(static_cast<char>(value), view.origin(at, end));
    at = end;
    const Between between = read_between(text, at);
    const bool alone = at < 3 || !is_hex(text, at - 3);
    const bool next_alone = !is_hex(text, between.end + 2);
    if (between.spaced && !(alone && next_alone)) break;
    prefixed = between.prefixed;
    at = between.end;
  }
  if (out.view.size() > start) end_run(out, start, view.origin(at - 1, at));
}

/// Two digits, "0x", or a mark before a digit: most letters and marks of a page are none of these.
bool may_begin_hex(std::string_view text, std::size_t at) {
  const bool digit = is_hex(text, at);
  if (!digit && text[at] != '\\' && text[at] != '%' && text[at] != '=') return false;
  return at + 1 >= text.size() || is_hex(text, at + 1) || (text[at + 1] | 0x20) == 'x';
}

/// Digits and all that may stand before and between them.
constexpr std::array<bool, 256> stands_in_hex() {
  std::array<bool, 256> stands{};
  for (std::size_t i = 0; i < stands.size(); ++i) stands[i] = kHex[i] >= 0;
  for (const char c : std::string_view(":-_., ;xX\\%=")) stands[static_cast<unsigned char>(c)] = true;
  return stands;
}
constexpr auto kStandsInHex = stands_in_hex();

/// Of one stretch of bytes that stand in hex, behind which there is none.
void decode_hex_stretch(const View& view, Run stretch, int alignment, Decoded& out) {
  const std::string_view text = view.bytes();
  for (std::size_t at = stretch.begin; at < stretch.end;) {
    const std::size_t before = at;
    if (!may_begin_hex(text, at)) {
      ++at;
      continue;
    }
    const Between lead = read_between(text, at);
    at = lead.end;
    if (!is_hex(text, at)) {
      at = before + 1;
      continue;
    }
    if (alignment == 1 && !lead.prefixed) ++at;
    decode_hex_run(view, at, lead.prefixed, out);
    out.read += at - before;
  }
}

void decode_hex(const View& view, int alignment, Decoded& out) {
  constexpr std::size_t kShortest = 2 * kFewestBytes;  // a byte is two digits, or one behind a mark
  const auto stands = [](char c) { return kStandsInHex[static_cast<unsigned char>(c)]; };
  each_stretch(view.bytes(), kShortest, stands,
               [&](Run stretch) { decode_hex_stretch(view, stretch, alignment, out); });
}

}  // namespace

void View::append_from(const View& source, std::size_t from, std::size_t to) {
  bytes_.append(source.bytes_, from, to - from);
  if (!keeps_) return;
  if (source.identity_ || !source.keeps_) {
    for (std::size_t i = from; i < to; ++i) origins_.push_back(source.origin(i, i + 1));
    return;
  }
  const auto begin = source.origins_.begin();
  origins_.insert(origins_.end(), begin + static_cast<std::ptrdiff_t>(from),
                  begin + static_cast<std::ptrdiff_t>(to));
}

Decoded decode(const View& view, Encoding encoding, int alignment, bool only_changed) {
  Decoded out{View(View::Origins::kept)};
  if (encoding == Encoding::hex) {
    decode_hex(view, alignment, out);
    return out;
  }
  const bool base64 = encoding == Encoding::base64;
  const Alphabet& values = base64 ? kBase64 : kBase32;
  const int bits = base64 ? 6 : 5;
  each_run(view, values, bits, only_changed, [&](Run run) {
    out.read += run.end - run.begin;
    decode_run(view, values, run, bits, alignment, out);
  });
  return out;
}

Decoded decode_quickly(const View& view, Encoding encoding, const EncodedSieve& sieve, bool only_changed) {
  if (encoding == Encoding::base64)
    return decode_runs_quickly(view, kBase64, 6, 4, sieve.base64(), only_changed);
  if (encoding == Encoding::base32)
    return decode_runs_quickly(view, kBase32, 5, 8, sieve.base32(), only_changed);
  Decoded out{View(View::Origins::left_out)};
  for (int alignment = 0; alignment < alignments_of(encoding); ++alignment) decode_hex(view, alignment, out);
  return out;
}

}  // namespace saksi
