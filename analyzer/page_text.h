// The words of a page, without its markup: for quoting a block notice. The page is hostile: the result is
// bounded plain text that still has to be escaped where it is shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace saksi {

/// White space folded, tags, comments, scripts, styles and the head's title left out, the common character
/// references read; at most `bytes` bytes of UTF-8.
[[nodiscard]] std::string visible_text(std::string_view page, std::size_t bytes);

}  // namespace saksi
