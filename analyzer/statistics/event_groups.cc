#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "analyzer/statistics/events.h"

namespace saksi {

namespace {

using Numbers = std::vector<std::uint32_t>;

void add_once(Numbers& numbers, std::uint32_t number) {
  if (std::find(numbers.begin(), numbers.end(), number) == numbers.end()) numbers.push_back(number);
}

EventGroup group_of(const Event& event, const CountryCode& country) {
  EventGroup group;
  group.kind = event.kind;
  group.country = country;
  group.earliest = event.earliest;
  group.latest = event.latest;
  group.members = {event};
  return group;
}

void join(EventGroup& group, const EventGroup& other) {
  group.earliest = std::max(group.earliest, other.earliest);
  group.latest = std::min(group.latest, other.latest);
  group.members.insert(group.members.end(), other.members.begin(), other.members.end());
}

/// Groups what has a day in common, as few groups as possible: the first interval to end sets the day (greedy
/// stabbing, which is optimal for intervals). `may_join(group, other)` can refuse.
template <class MayJoin>
std::vector<EventGroup> stabbed(std::vector<EventGroup> groups, const MayJoin& may_join) {
  std::sort(groups.begin(), groups.end(), [](const EventGroup& a, const EventGroup& b) {
    return std::tie(a.latest, a.earliest, a.members) < std::tie(b.latest, b.earliest, b.members);
  });
  std::vector<EventGroup> out;
  std::vector<bool> taken(groups.size(), false);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (taken[i]) continue;
    EventGroup group = groups[i];
    for (std::size_t j = i + 1; j < groups.size(); ++j) {
      if (taken[j] || groups[j].earliest > group.latest || !may_join(group, groups[j])) continue;
      join(group, groups[j]);
      taken[j] = true;
    }
    out.push_back(std::move(group));
  }
  return out;
}

bool share_a_network(const EventGroup& a, const EventGroup& b) {
  return std::any_of(a.members.begin(), a.members.end(), [&](const Event& one) {
    return std::any_of(b.members.begin(), b.members.end(),
                       [&](const Event& other) { return one.network == other.network; });
  });
}

bool is_sharp(const EventGroup& group) {
  return std::all_of(group.members.begin(), group.members.end(),
                     [](const Event& event) { return event.latest - event.earliest <= kSharpDays; });
}

using Key = std::tuple<CountryCode, EventKind, std::uint32_t>;  // and input

std::map<Key, std::vector<EventGroup>> by_input(std::span<const Event> events, const Tallies& tallies) {
  std::map<Key, std::vector<EventGroup>> out;
  for (const Event& event : events) {
    const CountryCode& country = tallies.networks[event.network].country;
    out[{country, event.kind, event.input}].push_back(group_of(event, country));
  }
  return out;
}

/// Groups of one country and kind, over all inputs.
void add_across_inputs(std::vector<EventGroup> groups, std::vector<EventGroup>& out) {
  const auto wide = std::stable_partition(groups.begin(), groups.end(), is_sharp);
  out.insert(out.end(), std::make_move_iterator(wide), std::make_move_iterator(groups.end()));
  groups.erase(wide, groups.end());
  for (EventGroup& group : stabbed(std::move(groups), share_a_network)) out.push_back(std::move(group));
}

void sort_members(EventGroup& group) {
  std::sort(group.members.begin(), group.members.end(), [](const Event& a, const Event& b) {
    return std::tie(a.first_after, a) < std::tie(b.first_after, b);
  });
  for (const Event& event : group.members) {
    add_once(group.inputs, event.input);
    add_once(group.networks, event.network);
  }
  std::sort(group.inputs.begin(), group.inputs.end());
}

struct Heard {
  std::uint32_t blocked = 0, reached = 0;
  bool any() const { return blocked + reached > 0; }
};

/// What `network` said about the inputs of `group` around its interval.
Heard heard_from(std::uint32_t network, const EventGroup& group, const std::vector<Tally>& tallies) {
  Heard heard;
  const auto before = [](const Tally& tally,
                         const std::tuple<std::uint32_t, std::uint32_t, std::int32_t>& key) {
    return std::tie(tally.input, tally.network, tally.day) < key;
  };
  for (const std::uint32_t input : group.inputs) {
    auto tally = std::lower_bound(tallies.begin(), tallies.end(),
                                  std::tuple{input, network, group.earliest - kHeardWithin}, before);
    for (; tally != tallies.end() && tally->input == input && tally->network == network; ++tally) {
      if (tally->day > group.latest + kHeardWithin) break;
      const Says says = what_it_says(tally->outcome);
      heard.blocked += says == Says::blocked ? runs_of(*tally) : 0;
      heard.reached += says == Says::reached ? runs_of(*tally) : 0;
    }
  }
  return heard;
}

void place_the_others(EventGroup& group, const Tallies& tallies) {
  for (std::uint32_t network = 0; network < tallies.networks.size(); ++network) {
    if (tallies.networks[network].country != group.country) continue;
    if (std::find(group.networks.begin(), group.networks.end(), network) != group.networks.end()) continue;
    const Heard heard = heard_from(network, group, tallies.tallies);
    const bool blocked = heard.blocked > heard.reached;
    const bool already = group.kind == EventKind::onset ? blocked : group.kind == EventKind::end && !blocked;
    (!heard.any() ? group.not_heard : already ? group.already : group.unaffected).push_back(network);
  }
}

}  // namespace

std::vector<EventGroup> group_events(std::span<const Event> events, const Tallies& tallies) {
  std::map<std::pair<CountryCode, EventKind>, std::vector<EventGroup>> kinds;
  for (auto& [key, groups] : by_input(events, tallies)) {
    const auto any = [](const EventGroup&, const EventGroup&) { return true; };
    auto& of_kind = kinds[{std::get<0>(key), std::get<1>(key)}];
    for (EventGroup& group : stabbed(std::move(groups), any)) of_kind.push_back(std::move(group));
  }
  std::vector<EventGroup> out;
  for (auto& [key, groups] : kinds) add_across_inputs(std::move(groups), out);
  for (EventGroup& group : out) {
    sort_members(group);
    place_the_others(group, tallies);
  }
  std::sort(out.begin(), out.end(), [](const EventGroup& a, const EventGroup& b) {
    return std::tie(a.earliest, a.latest, a.country, a.kind, a.inputs, a.networks) <
           std::tie(b.earliest, b.latest, b.country, b.kind, b.inputs, b.networks);
  });
  return out;
}

}  // namespace saksi
