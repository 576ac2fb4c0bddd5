// One table per enumeration holds its spelling; to_string and *_from_string both read it, so the two cannot
// drift apart. A table lists the enumerators in their declared order, and a static_assert of
// names_every_enumerator() fails the build when one is missing.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace saksi {

template <class Enum>
struct EnumName {
  Enum value;
  std::string_view text;
};

template <class Enum, std::size_t N>
using EnumNames = std::array<EnumName<Enum>, N>;

/// True when the table holds 0, 1, ... up to and including `last`, each once, in order.
template <class Enum, std::size_t N>
consteval bool names_every_enumerator(const EnumNames<Enum, N>& names, Enum last) {
  for (std::size_t i = 0; i < N; ++i) {
    if (static_cast<std::size_t>(names[i].value) != i || names[i].text.empty()) return false;
  }
  return N == static_cast<std::size_t>(last) + 1;
}

template <class Enum, std::size_t N>
[[nodiscard]] constexpr std::string_view enum_to_text(const EnumNames<Enum, N>& names, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < N ? names[index].text : std::string_view{};
}

template <class Enum, std::size_t N>
[[nodiscard]] constexpr std::optional<Enum> enum_from_text(const EnumNames<Enum, N>& names,
                                                           std::string_view text) {
  for (const auto& name : names) {
    if (name.text == text) return name.value;
  }
  return std::nullopt;
}

}  // namespace saksi
