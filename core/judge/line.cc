#include "core/judge/line.h"

namespace saksi {
namespace {

constexpr int kMinSites = 3;    // fewer say nothing
constexpr int kMaxFailed = 30;  // per cent

}  // namespace

std::optional<std::string> line_trouble(const LineCheck& line) {
  if (line.state == LineState::captive_portal) return "A captive portal answered in place of the internet.";
  if (line.state == LineState::offline) return "The line had no connection to the internet.";
  const bool broad = line.always_open_tested >= kMinSites &&
                     static_cast<std::int64_t>(line.always_open_failed) * 100 >
                         static_cast<std::int64_t>(line.always_open_tested) * kMaxFailed;
  if (!broad) return std::nullopt;
  return std::to_string(line.always_open_failed) + " of " + std::to_string(line.always_open_tested) +
         " sites that should open everywhere failed on this line.";
}

}  // namespace saksi
