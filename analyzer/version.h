// The version of the program, from the top CMakeLists.txt.
#pragma once

#include <string_view>

namespace saksi {

inline constexpr std::string_view kAnalyzerVersion = "0.1.0";

}  // namespace saksi
