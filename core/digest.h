// SHA-256 by OpenSSL, as lower-case hex: names a version of a list or of a set of fingerprints.
#pragma once

#include <string>
#include <string_view>

namespace saksi {

/// 64 hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace saksi
