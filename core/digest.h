// SHA-256 as text: names the exact content of a list, of fingerprints, of a file.
#pragma once

#include <string>
#include <string_view>

namespace saksi {

/// 64 lower-case hex digits (FIPS 180-4).
[[nodiscard]] std::string sha256_hex(std::string_view bytes);
/// Whether `text` is spelled as sha256_hex() spells: then comparing two digests is comparing two texts.
[[nodiscard]] bool is_sha256_hex(std::string_view text);

}  // namespace saksi
