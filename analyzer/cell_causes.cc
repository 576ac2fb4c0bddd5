#include "analyzer/cell_causes.h"

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

}  // namespace

void add_causes(Cell& cell, const std::vector<const Judged*>& blocked) {
  std::map<Experiment, std::size_t> experiments;
  std::map<Where, std::size_t> places;
  for (const Judged* judged : blocked) {
    const Verdict& verdict = judged->verdict();
    cell.attempts += static_cast<std::size_t>(std::max(verdict.attempts, 0));
    cell.agreed += static_cast<std::size_t>(std::max(verdict.agreed, 0));
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

}  // namespace saksi
