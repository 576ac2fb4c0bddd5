#include "core/judge/pattern_set.h"

#include <algorithm>
#include <numeric>

namespace saksi {

/// The patterns, sorted, that share the prefix of a node.
struct PatternSet::Range {
  std::size_t begin;
  std::size_t end;
  std::size_t depth;
};

PatternSet::PatternSet(const std::vector<std::string>& patterns) {
  std::vector<std::uint32_t> sorted(patterns.size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::erase_if(sorted, [&](std::uint32_t i) { return patterns[i].empty(); });
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return patterns[a] < patterns[b]; });
  if (sorted.empty()) return;
  build(patterns, sorted);
  for (std::uint32_t i = 0; i < nodes_[0].edges; ++i) {
    const Edge& edge = edges_[nodes_[0].first_edge + i];
    from_root_[static_cast<unsigned char>(edge.letter)] = edge.target;
  }
  link_suffixes();
}

std::optional<std::size_t> PatternSet::lowest_match(std::string_view text) const {
  if (nodes_.empty()) return std::nullopt;
  std::uint32_t node = 0;
  std::uint32_t lowest = kNone;
  for (const char letter : text) {
    node = step(node, letter);
    lowest = std::min(lowest, nodes_[node].lowest);
  }
  if (lowest == kNone) return std::nullopt;
  return lowest;
}

/// Breadth first, so that the edges of a node lie together and a suffix is linked before what needs it.
void PatternSet::build(const std::vector<std::string>& patterns, const std::vector<std::uint32_t>& sorted) {
  std::vector<Range> ranges{{0, sorted.size(), 0}};
  nodes_.emplace_back();
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const Range range = ranges[i];
    std::size_t at = range.begin;
    for (; at < range.end && patterns[sorted[at]].size() == range.depth; ++at) {
      nodes_[i].lowest = std::min(nodes_[i].lowest, sorted[at]);
    }
    nodes_[i].first_edge = static_cast<std::uint32_t>(edges_.size());
    while (at < range.end) {
      const char letter = patterns[sorted[at]][range.depth];
      const std::size_t begin = at;
      while (at < range.end && patterns[sorted[at]][range.depth] == letter) ++at;
      edges_.push_back({letter, static_cast<std::uint32_t>(ranges.size())});
      ranges.push_back({begin, at, range.depth + 1});
      nodes_.emplace_back();
    }
    nodes_[i].edges = static_cast<std::uint32_t>(edges_.size()) - nodes_[i].first_edge;
  }
}

void PatternSet::link_suffixes() {
  for (std::uint32_t parent = 0; parent < nodes_.size(); ++parent) {
    for (std::uint32_t i = 0; i < nodes_[parent].edges; ++i) {
      const Edge edge = edges_[nodes_[parent].first_edge + i];
      Node& node = nodes_[edge.target];
      node.fail = parent == 0 ? 0 : step(nodes_[parent].fail, edge.letter);
      node.lowest = std::min(node.lowest, nodes_[node.fail].lowest);
    }
  }
}

std::uint32_t PatternSet::child(std::uint32_t node, char letter) const {
  const auto begin = edges_.begin() + nodes_[node].first_edge;
  const auto end = begin + nodes_[node].edges;
  const auto before = [](const Edge& edge, char wanted) {
    return static_cast<unsigned char>(edge.letter) < static_cast<unsigned char>(wanted);
  };
  const auto found = std::lower_bound(begin, end, letter, before);
  return found != end && found->letter == letter ? found->target : kNone;
}

std::uint32_t PatternSet::step(std::uint32_t node, char letter) const {
  while (true) {
    if (node == 0) return from_root_[static_cast<unsigned char>(letter)];
    const std::uint32_t next = child(node, letter);
    if (next != kNone) return next;
    node = nodes_[node].fail;
  }
}

}  // namespace saksi
