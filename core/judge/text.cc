#include "core/judge/text.h"

#include <algorithm>

namespace saksi {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

auto find_header(const std::vector<Header>& headers, std::string_view name) {
  return std::find_if(headers.begin(), headers.end(),
                      [&](const Header& h) { return same_name(h.first, name); });
}

}  // namespace

std::string ascii_lower(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

bool contains_ignoring_case(std::string_view text, std::string_view lower_case_words) {
  const auto found = std::search(text.begin(), text.end(), lower_case_words.begin(), lower_case_words.end(),
                                 [](char x, char y) { return lower(x) == y; });
  return found != text.end() || lower_case_words.empty();
}

std::string_view header_value(const std::vector<Header>& headers, std::string_view name) {
  const auto found = find_header(headers, name);
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

bool has_header(const std::vector<Header>& headers, std::string_view name) {
  return find_header(headers, name) != headers.end();
}

std::set<std::string> header_names(const std::vector<Header>& headers) {
  std::set<std::string> names;
  for (const Header& header : headers) names.insert(ascii_lower(header.first));
  return names;
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
