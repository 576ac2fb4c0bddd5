// ASCII text of servers as judging needs it: without locale, tolerant of any byte.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/observation.h"

namespace saksi {

[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] bool contains_ignoring_case(std::string_view text, std::string_view lower_case_words);
/// The first value of a header; names are compared without case. Empty when there is none.
[[nodiscard]] std::string_view header_value(const std::vector<Header>& headers, std::string_view name);
[[nodiscard]] bool has_header(const std::vector<Header>& headers, std::string_view name);
/// Names in lower case.
[[nodiscard]] std::set<std::string> header_names(const std::vector<Header>& headers);
/// "a", "a and b", "a, b and c".
[[nodiscard]] std::string enumerate(const std::vector<std::string>& items);

}  // namespace saksi
