// The help that teaches: what each command does, with examples and exit codes.
#pragma once

#include <string>
#include <string_view>

namespace saksi {

/// Of "import", "report", "show", "version"; of the whole program for "". Throws UsageError otherwise.
[[nodiscard]] std::string_view help_text(std::string_view command);

}  // namespace saksi
