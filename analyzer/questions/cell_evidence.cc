#include "analyzer/questions/cell_evidence.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace saksi {

namespace {

using Where = std::tuple<int, Place, Asn>;

template <class Counts>
void most_frequent_first(Counts& counts) {
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.measurements > b.measurements; });
}

bool is_blocked(const Citation& citation) {
  return citation.verdict.word == VerdictWord::blocked && citation.verdict.certainty <= Certainty::possible;
}

void add_causes(Cell& cell) {
  std::map<Experiment, std::size_t> experiments;
  std::map<Where, std::size_t> places;
  for (const Citation& citation : cell.evidence) {
    if (!is_blocked(citation)) continue;
    const Verdict& verdict = citation.verdict;
    for (const Experiment experiment : verdict.isolated_by) ++experiments[experiment];
    if (verdict.location) ++places[{verdict.location->hop, verdict.location->place, verdict.location->asn}];
  }
  for (const auto& [experiment, count] : experiments) cell.isolated_by.push_back({experiment, count});
  for (const auto& [where, count] : places) {
    cell.places.push_back({std::get<int>(where), std::get<Place>(where), std::get<Asn>(where), count});
  }
  most_frequent_first(cell.isolated_by);
  most_frequent_first(cell.places);
}

}  // namespace

void add_evidence(Cell& cell, std::vector<Citation> evidence) {
  cell.evidence = std::move(evidence);
  if (cell.blocked == 0) return;
  add_causes(cell);
  if (cell.verdict != VerdictWord::blocked) return;
  const auto newest = std::find_if(cell.evidence.rbegin(), cell.evidence.rend(), is_blocked);
  if (newest != cell.evidence.rend() && !newest->verdict.reasons.empty())
    cell.reasons.insert(cell.reasons.begin(), newest->verdict.reasons.front());
}

}  // namespace saksi
