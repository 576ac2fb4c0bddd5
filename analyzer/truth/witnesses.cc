#include "analyzer/truth/witnesses.h"

#include <algorithm>

namespace saksi {
namespace {

/// Groups that are still there when the `margin` runs are left out whose loss costs most groups: those that
/// stand alone in theirs. `runs_of`: the runs of each group.
std::size_t groups_left(std::vector<std::size_t> runs_of, std::size_t margin) {
  std::sort(runs_of.begin(), runs_of.end());
  std::size_t left = runs_of.size();
  for (const std::size_t runs : runs_of) {
    if (runs > margin) break;
    margin -= runs;
    --left;
  }
  return left;
}

}  // namespace

void Witnesses::add(const ArchivedResult& result) {
  if (result.run == 0) return;
  const Place place{result.vantage.asn, result.vantage.country};
  const auto [known, is_new] = places_.try_emplace(result.run, place);
  if (!is_new) known->second = std::min(known->second, place);
  const auto [source, is_first] = sources_.try_emplace(result.source, Voices{result.run, false});
  if (!is_first && source->second.first_run != result.run) source->second.several = true;
}

std::size_t Witnesses::runs(std::size_t margin, std::uint64_t but_for) const {
  const std::size_t count = places_.size() - places_.count(but_for);
  return count - std::min(count, margin);
}

template <class Group>
std::size_t Witnesses::groups(Group Place::*member, std::size_t margin, std::uint64_t but_for) const {
  std::map<Group, std::size_t> runs_of;
  for (const auto& [run, place] : places_) {
    const bool known = (place.*member).known();
    if (known && run != but_for) ++runs_of[place.*member];
  }
  std::vector<std::size_t> counts;
  for (const auto& [group, runs] : runs_of) counts.push_back(runs);
  return groups_left(std::move(counts), margin);
}

std::size_t Witnesses::networks(std::size_t margin, std::uint64_t but_for) const {
  return groups(&Place::network, margin, but_for);
}

std::size_t Witnesses::countries(std::size_t margin, std::uint64_t but_for) const {
  return groups(&Place::country, margin, but_for);
}

std::size_t Witnesses::sources(std::uint64_t but_for) const {
  return static_cast<std::size_t>(std::count_if(sources_.begin(), sources_.end(), [&](const auto& source) {
    return source.second.several || source.second.first_run != but_for;
  }));
}

}  // namespace saksi
