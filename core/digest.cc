#include "core/digest.h"

#include <openssl/sha.h>

#include <array>

#include "core/hex.h"

namespace saksi {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return to_hex(digest);
}

}  // namespace saksi
