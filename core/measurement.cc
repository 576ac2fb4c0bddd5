#include "core/measurement.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "core/enum_names.h"
#include "core/hex.h"

namespace saksi {
namespace {

constexpr EnumNames<LineState, 4> kLineNames{{{LineState::unknown, "unknown"},
                                              {LineState::online, "online"},
                                              {LineState::captive_portal, "captive_portal"},
                                              {LineState::offline, "offline"}}};
static_assert(names_every_enumerator(kLineNames, LineState::offline));

}  // namespace

std::string_view to_string(LineState state) {
  return enum_to_text(kLineNames, state);
}
std::optional<LineState> line_state_from_string(std::string_view text) {
  return enum_from_text(kLineNames, text);
}

std::string random_id() {
  std::array<unsigned char, 16> bytes{};
  if (getentropy(bytes.data(), bytes.size()) != 0) {
    throw std::system_error(errno, std::generic_category(), "the system's random source failed");
  }
  return to_hex(bytes);
}

}  // namespace saksi
