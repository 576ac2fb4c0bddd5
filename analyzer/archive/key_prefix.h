// Keys by the first of their hex digits.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "analyzer/archive/result.h"

namespace saksi {

inline constexpr std::size_t kLeastKeyDigits = 4;

/// The first and the last key that begin with these digits; nothing for what is no such prefix.
[[nodiscard]] std::optional<std::pair<ResultKey, ResultKey>> keys_of_prefix(const std::string& hex);

}  // namespace saksi
