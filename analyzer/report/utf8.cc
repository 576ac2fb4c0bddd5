#include "analyzer/report/utf8.h"

#include <cstddef>

namespace saksi {

namespace {

struct Lead {
  std::size_t length = 0;  // 0: not a first byte
  char32_t bits = 0;
  char32_t smallest = 0;  // below this the form is overlong
};

Lead read_lead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte <= 0xDF) return {2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0 && byte <= 0xEF) return {3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0 && byte <= 0xF4) return {4, byte & 0x07U, 0x10000};
  return {};
}

bool is_character(char32_t value) {
  return value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
}

}  // namespace

char32_t take_character(std::string_view& text) {
  const Lead lead = read_lead(static_cast<unsigned char>(text.front()));
  char32_t value = lead.bits;
  bool good = lead.length != 0 && lead.length <= text.size();
  for (std::size_t i = 1; good && i < lead.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    good = (byte & 0xC0U) == 0x80U;
    value = (value << 6U) | (byte & 0x3FU);
  }
  good = good && value >= lead.smallest && is_character(value);
  text.remove_prefix(good ? lead.length : 1);
  return good ? value : kReplacement;
}

void append_utf8(std::string& out, char32_t character) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (character < 0x80) return put(character);
  if (character < 0x800) {
    put(0xC0U | (character >> 6U));
  } else if (character < 0x10000) {
    put(0xE0U | (character >> 12U));
    put(0x80U | ((character >> 6U) & 0x3FU));
  } else {
    put(0xF0U | (character >> 18U));
    put(0x80U | ((character >> 12U) & 0x3FU));
    put(0x80U | ((character >> 6U) & 0x3FU));
  }
  put(0x80U | (character & 0x3FU));
}

std::string to_valid_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) append_utf8(out, take_character(text));
  return out;
}

std::string shorten(std::string_view text, std::size_t bytes) {
  std::string out;
  while (!text.empty()) {
    std::string next;
    append_utf8(next, take_character(text));
    if (out.size() + next.size() > bytes) return out + "...";
    out += next;
  }
  return out;
}

bool is_unsafe_to_show(char32_t character) {
  if (character < 0x20) return character != U'\t' && character != U'\n';
  if (character >= 0x7F && character <= 0x9F) return true;
  const bool embedding = character >= 0x202A && character <= 0x202E;
  const bool isolate = character >= 0x2066 && character <= 0x2069;
  return embedding || isolate || character == 0x2028 || character == 0x2029;
}

std::string to_plain_line(std::string_view text) {
  std::string out;
  bool space = false;
  while (!text.empty()) {
    const char32_t character = take_character(text);
    if (character == U' ' || character == U'\t' || character == U'\n' || character == U'\r') {
      space = !out.empty();
      continue;
    }
    if (space) out += ' ';
    space = false;
    append_utf8(out, is_unsafe_to_show(character) ? kReplacement : character);
  }
  return out;
}

}  // namespace saksi
