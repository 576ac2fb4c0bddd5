// Many fixed strings searched for in one pass (Aho and Corasick, CACM 18(6), 1975). Time is linear in the
// text, whatever the text: pages are hostile. About 20 bytes of memory for each byte of pattern.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saksi {

class PatternSet {
 public:
  PatternSet() = default;  // matches nothing
  /// Empty patterns are never found.
  explicit PatternSet(const std::vector<std::string>& patterns);

  /// The lowest index of a pattern that the text contains.
  [[nodiscard]] std::optional<std::size_t> lowest_match(std::string_view text) const;

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  struct Node {
    std::uint32_t first_edge = 0;
    std::uint32_t edges = 0;
    std::uint32_t fail = 0;        // the longest proper suffix that is a prefix of some pattern
    std::uint32_t lowest = kNone;  // of the patterns that end here, or at a suffix
  };
  struct Edge {
    char letter;
    std::uint32_t target;
  };
  struct Range;

  void build(const std::vector<std::string>& patterns, const std::vector<std::uint32_t>& sorted);
  void link_suffixes();
  [[nodiscard]] std::uint32_t child(std::uint32_t node, char letter) const;
  [[nodiscard]] std::uint32_t step(std::uint32_t node, char letter) const;

  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
  std::array<std::uint32_t, 256> from_root_{};  // nearly every step starts or ends there
};

}  // namespace saksi
