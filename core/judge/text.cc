#include "core/judge/text.h"

#include <algorithm>

namespace saksi {
namespace {

auto find_header(const std::vector<Header>& headers, std::string_view name) {
  return std::find_if(headers.begin(), headers.end(),
                      [&](const Header& h) { return same_ignoring_case(h.first, name); });
}

}  // namespace

std::string ascii_lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) c = ascii_lower(c);
  return result;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

bool contains_ignoring_case(std::string_view text, std::string_view lower_case_words) {
  const auto found = std::search(text.begin(), text.end(), lower_case_words.begin(), lower_case_words.end(),
                                 [](char x, char y) { return ascii_lower(x) == y; });
  return found != text.end() || lower_case_words.empty();
}

std::string_view header_value(const std::vector<Header>& headers, std::string_view name) {
  const auto found = find_header(headers, name);
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

bool has_header(const std::vector<Header>& headers, std::string_view name) {
  return find_header(headers, name) != headers.end();
}

std::string enumerate(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

}  // namespace saksi
