// Private to core/json_*.cc: a verdict as it stands inside another document.
#pragma once

#include "core/json_support.h"
#include "core/verdict.h"

namespace saksi::json_support {

[[nodiscard]] Ordered verdict_value(const Verdict& verdict);

}  // namespace saksi::json_support
