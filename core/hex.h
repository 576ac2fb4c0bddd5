// Bytes as lower-case hex digits.
#pragma once

#include <string>
#include <string_view>

namespace saksi {

template <class Bytes>
[[nodiscard]] std::string to_hex(const Bytes& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace saksi
