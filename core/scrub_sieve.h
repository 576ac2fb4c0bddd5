// Tells of a run of base64 or base32 characters, without decoding it, that no trace can be in it: nearly
// every run is a word of the page. Each spelling is encoded in all the ways in which it can stand in a run,
// and a few characters of each way are remembered. Used by core/scrub_find and core/scrub_view alone.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/scrub_automaton.h"
#include "core/scrub_spelling.h"

namespace saksi {

/// What several characters of a run say, `bits` each, newest lowest.
class RunSieve {
 public:
  /// `bits`: 6 for base64, 5 for base32.
  explicit RunSieve(int bits);

  /// A spelling as the bytes that may stand at each of its places. Shorter ones than 4 bytes make the sieve
  /// let everything pass.
  void add(const std::vector<std::vector<unsigned char>>& spelling);

  /// False only if the decoded run, begun at whichever character, holds no spelling, no "::" (an IPv6
  /// address in a spelling of its own) and is no text, which may be escaped itself.
  [[nodiscard]] bool may_hold(const std::vector<std::uint8_t>& values) const;

 private:
  static constexpr std::uint32_t kSlots = 1U << 18;
  void add_at(const std::vector<std::vector<unsigned char>>& spelling, std::size_t offset);
  void mark_double_colon();
  [[nodiscard]] static std::uint32_t slot_of(std::uint32_t gram) { return (gram * 0x9e3779b1U) >> 14; }

  std::size_t bits_;
  std::size_t window_;  // characters that are looked at together: 4 or 5
  std::vector<std::uint64_t> marks_;
  std::vector<bool> colons_;  // by two characters
  bool pass_all_ = false;
};

/// The sieves of all spellings, as they are compared in decoded bytes.
class EncodedSieve {
 public:
  EncodedSieve(const std::vector<Spelling>& texts, const std::vector<Spelling>& binary);
  [[nodiscard]] const RunSieve& base64() const { return base64_; }
  [[nodiscard]] const RunSieve& base32() const { return base32_; }

 private:
  RunSieve base64_{6};
  RunSieve base32_{5};
};

}  // namespace saksi
