// Finds which of many fixed strings a page holds while looking at every few bytes of it only: each string has
// a 4-byte gram at one of the places looked at, whichever way it stands (Wu and Manber, TR 94-17, 1994).
// Ordinary pages hold hardly any of the grams. A page made to hold them all is given up, so that the time
// stays linear: the caller then searches in another way. Used by core/judge/fingerprint alone.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace saksi {

class PatternSieve {
 public:
  PatternSieve() = default;  // finds nothing
  explicit PatternSieve(const std::vector<std::string>& patterns);

  /// Calls visit(pattern, begin) for every occurrence, ASCII letters in any case; of equal patterns all are
  /// called. False when it gave up: what was visited is true, and something may be missing. Always so when a
  /// pattern is shorter than 4 bytes.
  [[nodiscard]] bool scan(std::string_view text,
                          const std::function<void(std::size_t, std::size_t)>& visit) const;

 private:
  static constexpr std::size_t kGram = 4;
  static constexpr std::uint32_t kBits = 1U << 16;
  struct Place {
    std::uint32_t gram;
    std::uint32_t pattern;
    std::uint32_t offset;  // of the gram in the pattern
  };

  [[nodiscard]] static std::uint32_t gram_at(std::string_view text, std::size_t at);
  [[nodiscard]] static std::uint32_t bit_of(std::uint32_t gram) { return (gram * 0x9e3779b1U) >> 16; }
  [[nodiscard]] bool may_begin(std::uint32_t gram) const {
    return (marks_[bit_of(gram) / 64] >> (bit_of(gram) % 64) & 1U) != 0;
  }

  std::vector<std::string> patterns_;
  std::vector<Place> places_;         // sorted by gram
  std::vector<std::uint64_t> marks_;  // kBits of them
  std::size_t stride_ = 1;
  bool usable_ = true;
};

}  // namespace saksi
