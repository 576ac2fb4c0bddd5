#include "analyzer/archive/key_prefix.h"

namespace saksi {

std::optional<std::pair<ResultKey, ResultKey>> keys_of_prefix(const std::string& hex) {
  constexpr std::size_t kAllDigits = 2 * ResultKey{}.size();
  if (hex.size() < kLeastKeyDigits || hex.size() > kAllDigits) return std::nullopt;
  const auto first = result_key_from_hex(hex + std::string(kAllDigits - hex.size(), '0'));
  const auto last = result_key_from_hex(hex + std::string(kAllDigits - hex.size(), 'f'));
  if (!first || !last) return std::nullopt;
  return std::pair{*first, *last};
}

}  // namespace saksi
