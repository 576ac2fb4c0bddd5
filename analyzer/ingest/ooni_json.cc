#include "analyzer/ingest/ooni_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>

namespace saksi {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_quoted(std::string_view token) {
  return token.size() >= 2 && token.front() == '"' && token.back() == '"';
}

std::string_view without_quotes(std::string_view token) {
  return is_quoted(token) ? token.substr(1, token.size() - 2) : token;
}

/// The four hex digits at `at`; nothing when there are none.
std::optional<std::uint32_t> hex4(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + 4, value, 16);
  if (error != std::errc{} || end != text.data() + at + 4) return std::nullopt;
  return value;
}

char* put_utf8(char* out, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
  return out;
}

/// \uXXXX at text[at] == 'u', with its second half where it is the first of a pair. Moves `at` behind it.
char* put_unicode(char* out, std::string_view text, std::size_t& at) {
  const auto first = hex4(text, at + 1);
  at += first ? 5 : 1;
  if (!first || (*first >= 0xDC00 && *first < 0xE000))
    return std::copy(kReplacement.begin(), kReplacement.end(), out);
  if (*first < 0xD800 || *first >= 0xE000) return put_utf8(out, *first);
  const bool pair = text.substr(at).starts_with("\\u");
  const auto second = pair ? hex4(text, at + 2) : std::nullopt;
  if (!second || *second < 0xDC00 || *second >= 0xE000) {
    return std::copy(kReplacement.begin(), kReplacement.end(), out);
  }
  at += 6;
  return put_utf8(out, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
}

/// The character behind a backslash at text[at]. Moves `at` behind it.
char* put_escaped(char* out, std::string_view text, std::size_t& at) {
  const char c = at < text.size() ? text[at] : '\\';
  if (c == 'u') return put_unicode(out, text, at);
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kMeanings = "\b\f\n\r\t";
  const std::size_t letter = kLetters.find(c);
  *out++ = letter == std::string_view::npos ? c : kMeanings[letter];
  ++at;
  return out;
}

/// Copies eight bytes at a time up to the first backslash. Both sides may be read and written eight bytes
/// beyond their end: the line by its padding, the room by its slack.
char* copy_plain(char* out, std::string_view text, std::size_t& at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  constexpr std::uint64_t kBackslashes = kOnes * '\\';
  while (at < text.size()) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    std::memcpy(out, &bytes, sizeof bytes);
    const std::uint64_t zeroed = bytes ^ kBackslashes;
    // The lowest byte that the trick marks is always right, and only that one is asked for.
    const std::uint64_t found = (zeroed - kOnes) & ~zeroed & kHighs;
    const auto plain = found == 0 ? sizeof bytes : static_cast<std::size_t>(__builtin_ctzll(found)) / 8;
    const std::size_t here = std::min(plain, text.size() - at);
    out += here;
    at += here;
    if (here < sizeof bytes) break;
  }
  return out;
}

constexpr std::array<std::int8_t, 256> make_base64_values() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = -1;
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::int8_t>(i);
  return values;
}

constexpr auto kBase64Values = make_base64_values();

/// A decimal number of seconds without an exponent, to the microsecond.
std::optional<Offset> plain_seconds(std::string_view text) {
  std::int64_t whole = 0;
  const char* const end = text.data() + text.size();
  auto [at, error] = std::from_chars(text.data(), end, whole);
  constexpr std::int64_t kMostSeconds = 1'000'000'000;
  if (error != std::errc{} || whole < 0 || whole > kMostSeconds) return std::nullopt;
  std::int64_t micros = whole * 1'000'000;
  if (at == end) return Offset{micros};
  if (*at != '.') return std::nullopt;
  std::int64_t unit = 100'000;
  for (++at; at != end; ++at) {
    if (*at < '0' || *at > '9') return std::nullopt;
    micros += (*at - '0') * unit;
    unit /= 10;
  }
  return Offset{micros};
}

/// How deep brackets nest, strings left out.
int nesting_of(std::string_view json) {
  int depth = 0, deepest = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

void check_nesting(std::string_view json) {
  if (nesting_of(json) > kMaxJsonNesting) throw BrokenJson{"it nests deeper than 64 levels"};
}

}  // namespace

void TextRoom::clear(std::size_t line_bytes) {
  constexpr std::size_t kSlack = 64;
  const std::size_t wanted = 2 * line_bytes + kSlack;
  if (size_ < wanted) {
    room_ = std::make_unique_for_overwrite<char[]>(wanted);
    size_ = wanted;
  }
  used_ = 0;
}

std::string_view TextRoom::unescape(std::string_view escaped) {
  constexpr std::size_t kSlack = 16;
  if (escaped.size() + kSlack > size_ - used_) return {};  // read again and again: no honest reader does
  char* const begin = room_.get() + used_;
  char* out = begin;
  for (std::size_t at = 0; at < escaped.size();) {
    out = copy_plain(out, escaped, at);
    if (at < escaped.size() && escaped[at] == '\\') out = put_escaped(out, escaped, ++at);
  }
  const auto size = static_cast<std::size_t>(out - begin);
  used_ += size;
  return {begin, size};
}

std::string_view json_text(JsonValue& value, TextRoom& room) {
  const std::string_view token = token_of(value);
  if (!is_quoted(token)) return {};
  const std::string_view text = without_quotes(token);
  return text.find('\\') == std::string_view::npos ? text : room.unescape(text);
}

std::string json_bytes(JsonValue& value, TextRoom& room) {
  if (is_json_text(value)) return std::string{json_text(value, room)};
  std::string bytes;
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (key == "data") bytes = decode_base64(json_text(part, room));
  });
  return bytes;
}

std::optional<std::int64_t> json_integer(JsonValue& value) {
  const std::string_view text = without_quotes(token_of(value));
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc{} && end == text.data() + text.size()) return whole;
  const auto number = json_number(value);
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (!number || *number < -kExact || *number > kExact) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::optional<double> json_number(JsonValue& value) {
  const std::string_view text = without_quotes(token_of(value));
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number == number ? std::optional{number} : std::nullopt;  // "nan" is none
}

std::optional<bool> json_boolean(JsonValue& value) {
  const std::string_view token = token_of(value);
  if (token == "true") return true;
  if (token == "false") return false;
  return std::nullopt;
}

Offset json_seconds(JsonValue& value) {
  if (const auto offset = plain_seconds(token_of(value))) return *offset;
  const auto number = json_number(value);
  constexpr double kMost = 1e9;
  if (!number || *number < -kMost || *number > kMost) return Offset{0};
  return std::chrono::duration_cast<Offset>(std::chrono::duration<double>(*number));
}

std::string decode_base64(std::string_view encoded) {
  while (encoded.ends_with('=')) encoded.remove_suffix(1);
  std::string bytes;
  bytes.reserve(encoded.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : encoded) {
    const std::int8_t value = kBase64Values[static_cast<unsigned char>(c)];
    if (value < 0) return {};
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++count == 4) {
      bytes += static_cast<char>(bits >> 16);
      bytes += static_cast<char>(bits >> 8);
      bytes += static_cast<char>(bits);
      count = 0;
    }
  }
  if (count >= 2) bytes += static_cast<char>(bits >> (count == 2 ? 4 : 10));
  if (count == 3) bytes += static_cast<char>(bits >> 2);
  return bytes;
}

void skip_json(JsonValue& value) {
  std::string_view raw;
  const std::string_view token = token_of(value);
  if (token.starts_with('{')) {
    simdjson::ondemand::object object;
    json_detail::must(value.get_object().get(object));
    json_detail::must(object.raw_json().get(raw));
  } else if (token.starts_with('[')) {
    simdjson::ondemand::array array;
    json_detail::must(value.get_array().get(array));
    json_detail::must(array.raw_json().get(raw));
  }
  check_nesting(raw);
}

bool json_detail::opens(simdjson::error_code error) {
  if (error == simdjson::INCORRECT_TYPE) return false;
  must(error);
  return true;
}

std::string_view json_detail::key_of(const simdjson::ondemand::field& field) {
  const char* const begin = field.key().raw();
  // The key's own closing quote is there: simdjson found the end of every string before.
  return {begin, static_cast<std::size_t>(static_cast<const char*>(std::strchr(begin, '"')) - begin)};
}

}  // namespace saksi
