// The version of the program, from the top CMakeLists.txt.
#pragma once

#include <string_view>

namespace saksi {

[[nodiscard]] std::string_view analyzer_version();

}  // namespace saksi
