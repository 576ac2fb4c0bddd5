// UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <string_view>

namespace saksi {

[[nodiscard]] bool is_utf8(std::string_view bytes);

}  // namespace saksi
