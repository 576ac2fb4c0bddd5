// ASCII text of servers as judging needs it: without locale, tolerant of any byte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/observation.h"

namespace saksi {

[[nodiscard]] inline char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] bool contains_ignoring_case(std::string_view text, std::string_view lower_case_words);
/// ASCII letters in any case.
[[nodiscard]] bool same_ignoring_case(std::string_view a, std::string_view b);
/// The first value of a header; names are compared without case. Empty when there is none.
[[nodiscard]] std::string_view header_value(const std::vector<Header>& headers, std::string_view name);
[[nodiscard]] bool has_header(const std::vector<Header>& headers, std::string_view name);
/// "a", "a and b", "a, b and c".
[[nodiscard]] std::string enumerate(const std::vector<std::string>& items);

}  // namespace saksi
