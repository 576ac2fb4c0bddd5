#include "analyzer/statistics/series.h"

#include <algorithm>

namespace saksi {

Says what_it_says(const Outcome& outcome) {
  switch (outcome.word) {
    case VerdictWord::accessible:
    case VerdictWord::refused_by_server:
      return Says::reached;
    case VerdictWord::blocked:
      return outcome.certainty <= Certainty::possible ? Says::blocked : Says::nothing;
    case VerdictWord::site_down:
    case VerdictWord::local_network:
    case VerdictWord::inconclusive:
      break;
  }
  return Says::nothing;
}

std::uint32_t runs_of(const Tally& tally) {
  return std::min(std::max(tally.runs, 1U), tally.count);
}

std::vector<CellTallies> split_cells(std::span<const Tally> tallies) {
  std::vector<CellTallies> cells;
  for (std::size_t begin = 0, end = 0; begin < tallies.size(); begin = end) {
    const Tally& first = tallies[begin];
    while (end < tallies.size() && tallies[end].input == first.input && tallies[end].network == first.network)
      ++end;
    cells.push_back(tallies.subspan(begin, end - begin));
  }
  return cells;
}

namespace {

bool in_order(const std::vector<DayCount>& days) {
  return std::is_sorted(days.begin(), days.end(),
                        [](const DayCount& a, const DayCount& b) { return a.day < b.day; });
}

std::vector<DayCount> joined(const std::vector<DayCount>& pieces) {
  std::vector<DayCount> days;
  for (const DayCount& piece : pieces) {
    if (days.empty() || days.back().day != piece.day) days.push_back({piece.day, 0, 0});
    days.back().runs += piece.runs;
    days.back().blocked += piece.blocked;
  }
  return days;
}

}  // namespace

std::vector<DayCount> day_counts(CellTallies cell) {
  std::vector<DayCount> pieces;
  pieces.reserve(cell.size());
  for (const Tally& tally : cell) {
    const Says says = what_it_says(tally.outcome);
    const std::uint32_t runs = runs_of(tally);
    if (says == Says::nothing || runs == 0) continue;
    pieces.push_back({tally.day, runs, says == Says::blocked ? runs : 0});
  }
  if (!in_order(pieces)) std::sort(pieces.begin(), pieces.end());
  return joined(pieces);
}

}  // namespace saksi
