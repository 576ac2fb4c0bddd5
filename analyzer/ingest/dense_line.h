// Lines that would cost a multiple of their size to parse.
#pragma once

#include <cstddef>
#include <string_view>

namespace saksi {

/// simdjson keeps four bytes for each token of a line: 96 MiB for so many.
inline constexpr std::size_t kMostTokens = 24 * 1024 * 1024;

/// "[[[[..." or "1,1,1,..." over tens of megabytes: no measurement is like that. Looks only at lines that are
/// long enough to matter; over-estimates, since it does not know what stands in strings.
[[nodiscard]] bool is_too_dense(std::string_view line);

}  // namespace saksi
