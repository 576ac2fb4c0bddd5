// Finds many byte strings in one pass (Aho and Corasick, CACM 18(6), 1975): exactly one table step a byte,
// whatever the text, because the text comes from hostile servers. Used by core/scrub_find alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saksi {

/// What a byte counts as when it is compared: maps each byte to the byte that stands for it.
using ByteFold = std::array<unsigned char, 256>;
[[nodiscard]] ByteFold fold_nothing();
/// ASCII letters in lower case; every mark that people put between the parts of an address or a name ('.',
/// '-', '_', ':', blank...) as '.'.
[[nodiscard]] ByteFold fold_case_and_separators();

class Automaton {
 public:
  /// Patterns are folded here; empty ones never match, of equal ones the first is reported.
  Automaton(const std::vector<std::string>& patterns, const ByteFold& fold);

  /// Calls visit(pattern index, end offset) for every occurrence, in order of its end.
  template <class Visit>
  void scan(std::string_view text, Visit&& visit) const {
    if (pattern_of_.size() <= 1) return;
    std::uint32_t state = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      state = next_[state * classes_ + class_of_[static_cast<unsigned char>(text[i])]];
      for (std::uint32_t hit = first_hit(state); hit != 0; hit = shorter_hit_[hit]) {
        visit(static_cast<std::size_t>(pattern_of_[hit]), i + 1);
      }
    }
  }

 private:
  [[nodiscard]] std::uint32_t first_hit(std::uint32_t state) const {
    return pattern_of_[state] >= 0 ? state : shorter_hit_[state];
  }
  void add(std::string_view pattern, std::int32_t index);
  void complete();  // failure links folded into the table, so that a step never backtracks

  std::array<std::uint16_t, 256> class_of_{};  // 0: in no pattern
  std::size_t classes_ = 1;
  std::vector<std::uint32_t> next_;         // state * classes_ + class
  std::vector<std::int32_t> pattern_of_;    // -1: no pattern ends in this state
  std::vector<std::uint32_t> shorter_hit_;  // the next shorter pattern that ends here too; 0: none
};

}  // namespace saksi
