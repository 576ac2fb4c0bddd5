#include "analyzer/page_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

#include "analyzer/report/utf8.h"

namespace saksi {

namespace {

/// A notice says what it has to say at its beginning; this bounds the work on a page made to be slow.
constexpr std::size_t kMaxRead = std::size_t{64} * 1024;

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool begins_with(std::string_view text, std::string_view lower_case_prefix) {
  return text.size() >= lower_case_prefix.size() &&
         std::equal(lower_case_prefix.begin(), lower_case_prefix.end(), text.begin(),
                    [](char wanted, char found) { return wanted == lower(found); });
}

/// Moves behind the next `end`; to the end of the text when there is none.
void skip_behind(std::string_view& text, std::string_view end) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_with(text.substr(i), end)) return text.remove_prefix(i + end.size());
  }
  text = {};
}

/// `text` begins with '<'.
void skip_markup(std::string_view& text) {
  if (begins_with(text, "<!--")) return skip_behind(text, "-->");
  if (begins_with(text, "<script")) return skip_behind(text, "</script>");
  if (begins_with(text, "<style")) return skip_behind(text, "</style>");
  if (begins_with(text, "<title")) return skip_behind(text, "</title>");
  skip_behind(text, ">");
}

std::optional<char32_t> numeric_reference(std::string_view name) {
  if (name.size() < 2 || name.front() != '#') return std::nullopt;
  name.remove_prefix(1);
  const bool hex = lower(name.front()) == 'x';
  if (hex) name.remove_prefix(1);
  unsigned value = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value, hex ? 16 : 10);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  if (value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return kReplacement;
  return static_cast<char32_t>(value);
}

std::optional<char32_t> named_reference(std::string_view name) {
  struct Named {
    std::string_view name;
    char32_t character;
  };
  static constexpr std::array kNamed = {Named{"amp", U'&'},    Named{"lt", U'<'},      Named{"gt", U'>'},
                                        Named{"quot", U'"'},   Named{"apos", U'\''},   Named{"nbsp", U' '},
                                        Named{"copy", 0xA9},   Named{"ndash", 0x2013}, Named{"mdash", 0x2014},
                                        Named{"rsquo", 0x2019}};
  for (const Named& entry : kNamed) {
    if (entry.name == name) return entry.character;
  }
  return std::nullopt;
}

/// `text` begins with '&'. What is no reference is an ampersand.
char32_t take_reference(std::string_view& text) {
  constexpr std::size_t kLongest = 10;
  const std::size_t end = text.substr(0, kLongest).find(';');
  if (end != std::string_view::npos) {
    const std::string_view name = text.substr(1, end - 1);
    std::optional<char32_t> character = numeric_reference(name);
    if (!character) character = named_reference(name);
    if (character) {
      text.remove_prefix(end + 1);
      return *character;
    }
  }
  text.remove_prefix(1);
  return U'&';
}

}  // namespace

std::string visible_text(std::string_view page, std::size_t bytes) {
  page = page.substr(0, kMaxRead);
  std::string text;
  while (!page.empty() && text.size() < 4 * bytes) {
    if (page.front() == '<') {
      skip_markup(page);
      text += ' ';
    } else if (page.front() == '&') {
      append_utf8(text, take_reference(page));
    } else {
      append_utf8(text, take_character(page));
    }
  }
  return shorten(to_plain_line(text), bytes);
}

}  // namespace saksi
