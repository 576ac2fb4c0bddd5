#include "core/judge/plain_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "core/judge/text.h"

namespace saksi {
namespace {

constexpr std::size_t kMaxRead = std::size_t{64} * 1024;
constexpr std::size_t kMaxKept = std::size_t{16} * 1024;
constexpr std::size_t kMaxTag = 2048;
constexpr std::size_t kMaxLinks = 64;
constexpr std::size_t kMaxLink = 256;

constexpr std::array<std::string_view, 16> kInlineTags{"a",    "b",    "i",   "u",    "em",   "strong",
                                                       "span", "font", "q",   "code", "abbr", "cite",
                                                       "sup",  "sub",  "wbr", "small"};

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

bool is_character(std::uint32_t code) {
  return code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
}

/// Controls, and what makes a line read otherwise than it is written (Unicode bidi controls, the byte order
/// mark).
bool is_unwanted(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x200B || code == 0x200E ||
         code == 0x200F || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) ||
         code == 0xFEFF;
}

struct Decoded {
  std::uint32_t code = 0;
  std::size_t length = 1;
};

/// The character that begins at `at`; nothing where UTF-8 breaks (RFC 3629).
std::optional<Decoded> decode(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return Decoded{lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > bytes.size()) return std::nullopt;
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return std::nullopt;
    code = code << 6 | (byte(at + i) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || !is_character(code)) return std::nullopt;
  return Decoded{code, length};
}

/// "&amp;", "&#39;", "&#x27;" without the ampersand and semicolon.
std::optional<std::uint32_t> entity_code(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::uint32_t>, 7> kNamed{
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", ' '}, {"copy", 0xA9}}};
  for (const auto& [known, code] : kNamed) {
    if (name == known) return code;
  }
  if (name.size() < 2 || name.front() != '#') return std::nullopt;
  const bool hex = name[1] == 'x' || name[1] == 'X';
  std::uint32_t code = 0;
  for (const char c : name.substr(hex ? 2 : 1)) {
    const bool letter = hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
    if (!letter && (c < '0' || c > '9')) return std::nullopt;
    code = code * (hex ? 16 : 10) + static_cast<std::uint32_t>(letter ? (c & ~0x20) - 'A' + 10 : c - '0');
  }
  return is_character(code) ? std::optional{code} : std::nullopt;
}

/// The value of an attribute in a tag's text; empty when it has none.
std::string_view attribute(std::string_view tag, std::string_view name) {
  const std::string lower = ascii_lower(tag);
  for (std::size_t at = lower.find(name); at != std::string::npos; at = lower.find(name, at + 1)) {
    const bool whole = at > 0 && (lower[at - 1] == ' ' || lower[at - 1] == '\n' || lower[at - 1] == '\t');
    std::size_t begin = at + name.size();
    if (!whole || begin >= tag.size() || tag[begin] != '=') continue;
    const char quote = begin + 1 < tag.size() ? tag[++begin] : ' ';
    const bool quoted = quote == '"' || quote == '\'';
    if (quoted) ++begin;
    const std::size_t end = quoted ? tag.find(quote, begin) : tag.find_first_of(" \t\r\n>", begin);
    return tag.substr(begin, end == std::string_view::npos ? end : end - begin);
  }
  return {};
}

std::string printable(std::string_view text, std::size_t most) {
  std::string kept{text.substr(0, most)};
  std::erase_if(kept, [](char c) { return c <= ' ' || c > '~'; });
  return kept;
}

class PageReader {
 public:
  explicit PageReader(std::string_view html) : html_(html.substr(0, kMaxRead)) {}

  PlainText read() {
    while (at_ < html_.size() && kept_ < kMaxKept) {
      const char c = html_[at_];
      if (c == '<')
        read_tag();
      else if (c == '&')
        read_entity();
      else
        put(html_.substr(at_++, 1));
    }
    end_line();
    return std::move(page_);
  }

 private:
  void put(std::string_view bytes) {
    line_ += bytes;
    kept_ += bytes.size();
  }

  void end_line() {
    std::string clean = one_clean_line(line_);
    line_.clear();
    if (!clean.empty()) page_.lines.push_back(std::move(clean));
  }

  /// Past the next `end`, or to the end of the page.
  void skip_past(std::string_view end) {
    const auto found = html_.find(end, at_);
    at_ = found == std::string_view::npos ? html_.size() : found + end.size();
  }

  /// A '<' that nothing closes is text; that there is none is looked for once, or the time would grow with
  /// the square.
  void read_tag() {
    if (html_.substr(at_, 4) == "<!--") return skip_past("-->");
    const auto end = closed_ ? html_.find('>', at_) : std::string_view::npos;
    closed_ = end != std::string_view::npos;
    if (!closed_) return put(html_.substr(at_++, 1));
    const std::string_view tag = html_.substr(at_ + 1, std::min(end - at_ - 1, kMaxTag));
    at_ = end + 1;
    note_tag(tag);
  }

  void note_tag(std::string_view tag) {
    const bool closing = tag.starts_with('/');
    const std::size_t begin = closing ? 1 : 0;
    const std::string name = ascii_lower(tag.substr(begin, tag.find_first_of(" \t\r\n/>", begin) - begin));
    if (std::find(kInlineTags.begin(), kInlineTags.end(), name) == kInlineTags.end()) end_line();
    if (closing) return;
    if (name == "script" || name == "style") return skip_element(name);
    if (name == "textarea") page_.has_form = true;
    if (name == "html") page_.claimed_language = printable(attribute(tag, "lang"), 16);
    if (name == "a" && page_.links.size() < kMaxLinks)
      page_.links.push_back(printable(attribute(tag, "href"), kMaxLink));
  }

  void skip_element(const std::string& name) {
    const std::string end = "</" + name;
    const auto rest = html_.substr(at_);
    const auto found = std::search(rest.begin(), rest.end(), end.begin(), end.end(),
                                   [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == y; });
    at_ += static_cast<std::size_t>(found - rest.begin());
  }

  void read_entity() {
    const std::string_view ahead = html_.substr(at_ + 1, 10);
    const auto end = ahead.find(';');
    const auto code = end == std::string_view::npos ? std::nullopt : entity_code(ahead.substr(0, end));
    if (!code) return put(html_.substr(at_++, 1));
    std::string decoded;
    append_utf8(decoded, *code);
    put(decoded);
    at_ += end + 2;
  }

  std::string_view html_;
  std::size_t at_ = 0;
  std::size_t kept_ = 0;
  bool closed_ = true;  // a '>' is still ahead, as far as we know
  std::string line_;
  PlainText page_;
};

}  // namespace

PlainText plain_text(std::string_view html) {
  return PageReader{html}.read();
}

std::string one_clean_line(std::string_view bytes) {
  std::string clean;
  bool gap = false;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto next = decode(bytes, at);
    const std::size_t length = next ? next->length : 1;
    const std::string_view character = bytes.substr(at, length);
    at += length;
    if (!next) continue;
    const bool space = next->code == ' ' || (next->code >= '\t' && next->code <= '\r') || next->code == 0xA0;
    gap |= space;
    if (space || is_unwanted(next->code)) continue;
    if (gap && !clean.empty()) clean += ' ';
    gap = false;
    clean += character;
  }
  return clean;
}

}  // namespace saksi
