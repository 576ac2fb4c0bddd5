#include "analyzer/statistics/events.h"

#include <algorithm>
#include <map>

#include "analyzer/statistics/method_changes.h"
#include "analyzer/statistics/spans.h"
#include "analyzer/statistics/two_states.h"
#include "core/enum_names.h"

namespace saksi {

namespace {

constexpr EnumNames<EventKind, 3> kEventKinds{{
    {EventKind::onset, "onset"},
    {EventKind::end, "end"},
    {EventKind::change, "change"},
}};
static_assert(names_every_enumerator(kEventKinds, EventKind::change));

/// Blocked days below this cannot make an event: odd days alone explain them.
constexpr std::size_t kLeastBlockedDays = 2;

/// Days of one state that is sure, from `first` to `last` in the series; what lies between two is not sure.
struct Stretch {
  bool blocked = false;
  std::size_t first = 0, last = 0;
};

std::vector<Stretch> sure_stretches(const StateProbabilities& states) {
  std::vector<Stretch> out;
  for (std::size_t t = 0; t < states.blocked.size(); ++t) {
    const bool blocked = states.blocked[t] >= kSureState;
    if (!blocked && states.blocked[t] > 1 - kSureState) continue;
    if (out.empty() || out.back().blocked != blocked) {
      out.push_back({blocked, t, t});
    } else {
      out.back().last = t;
    }
  }
  return out;
}

std::int64_t second_of(std::int32_t day) {
  return std::int64_t{day} * 86400;
}

/// The looks of one cell that say `says`, by time: a tally gives its first and its last.
std::vector<std::int64_t> moments_of(CellTallies cell, Says says) {
  std::vector<std::int64_t> out;
  for (const Tally& tally : cell) {
    if (what_it_says(tally.outcome) != says || tally.count == 0) continue;
    out.push_back(tally.first);
    out.push_back(tally.last);
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Fills last_before and first_after from looks that say the old and the new.
void date(Event& event, const std::vector<std::int64_t>& old_looks,
          const std::vector<std::int64_t>& new_looks) {
  const auto first = std::lower_bound(new_looks.begin(), new_looks.end(), second_of(event.earliest));
  if (first == new_looks.end()) return;
  event.first_after = *first;
  const auto beyond = std::lower_bound(old_looks.begin(), old_looks.end(), *first);
  if (beyond != old_looks.begin()) event.last_before = *std::prev(beyond);
}

struct DayRange {
  std::int32_t first = 0, last = 0;
  bool holds(std::int32_t day) const { return day >= first && day <= last; }
};

using KindCounts = std::map<BlockingKind, std::uint32_t>;

std::optional<BlockingKind> kind_of(const Tally& tally) {
  if (what_it_says(tally.outcome) != Says::blocked || !tally.outcome.layer || !tally.outcome.method)
    return {};
  return BlockingKind{*tally.outcome.layer, *tally.outcome.method};
}

KindCounts kinds_within(CellTallies cell, DayRange range) {
  KindCounts counts;
  for (const Tally& tally : cell) {
    if (const auto kind = kind_of(tally); kind && range.holds(tally.day)) counts[*kind] += runs_of(tally);
  }
  return counts;
}

std::optional<BlockingKind> most_frequent(const KindCounts& counts) {
  std::optional<BlockingKind> out;
  std::uint32_t most = 0;
  for (const auto& [kind, runs] : counts) {
    if (runs > most) {
      out = kind;
      most = runs;
    }
  }
  return out;
}

/// One series, looked at for its events.
class Series {
 public:
  Series(CellTallies cell, std::vector<DayCount> days)
      : cell_(cell),
        days_(std::move(days)),
        states_(state_probabilities(days_)),
        stretches_(sure_stretches(states_)) {}

  std::vector<Event> events() const {
    std::vector<Event> out;
    for (std::size_t i = 0; i < stretches_.size(); ++i) {
      if (i > 0) out.push_back(switch_before(i));
      if (stretches_[i].blocked) add_changes(stretches_[i], out);
    }
    return out;
  }

 private:
  /// The event between stretch i - 1 and stretch i.
  Event switch_before(std::size_t i) const {
    const Stretch &old = stretches_[i - 1], &now = stretches_[i];
    const std::vector<double>& probabilities = now.blocked ? states_.onset : states_.end;
    const auto mass = std::span{probabilities}.subspan(old.first + 1, now.last - old.first);
    const auto length = [&](std::size_t first, std::size_t last) {
      return days_[old.first + 1 + last].day - days_[old.first + first].day;
    };
    const Places places = shortest_span(mass, kEventInterval, length);
    Event event = named(now.blocked ? EventKind::onset : EventKind::end);
    event.earliest = days_[old.first + places.first].day;
    event.latest = days_[old.first + 1 + places.last].day;
    event.probability = std::min(sureness_of(old), sureness_of(now));
    count_runs(event, i);
    describe(event, old, now);
    return event;
  }

  Event named(EventKind kind) const {
    Event event;
    event.input = cell_.front().input;
    event.network = cell_.front().network;
    event.kind = kind;
    return event;
  }

  double sureness_of(const Stretch& stretch) const {
    double best = 0;
    for (std::size_t t = stretch.first; t <= stretch.last; ++t)
      best = std::max(best, stretch.blocked ? states_.blocked[t] : 1 - states_.blocked[t]);
    return best;
  }

  void count_runs(Event& event, std::size_t i) const {
    const std::size_t first = i >= 2 ? stretches_[i - 2].last + 1 : 0;
    const std::size_t last = i + 1 < stretches_.size() ? stretches_[i + 1].first : days_.size();
    for (std::size_t t = first; t < last; ++t)
      (t < stretches_[i].first ? event.runs_before : event.runs_after) += days_[t].runs;
  }

  void describe(Event& event, const Stretch& old, const Stretch& now) const {
    const auto blocked = moments_of(cell_, Says::blocked), reached = moments_of(cell_, Says::reached);
    const Stretch& blocking = now.blocked ? now : old;
    const auto kind = most_frequent(kinds_within(cell_, range_of(blocking)));
    (now.blocked ? event.after : event.before) = kind;
    date(event, now.blocked ? reached : blocked, now.blocked ? blocked : reached);
  }

  DayRange range_of(const Stretch& stretch) const {
    return {days_[stretch.first].day, days_[stretch.last].day};
  }

  void add_changes(const Stretch& stretch, std::vector<Event>& out) const {
    const DayRange range = range_of(stretch);
    const KindCounts counts = kinds_within(cell_, range);
    if (counts.size() < 2) return;
    std::vector<BlockingKind> kinds;
    for (const auto& [kind, runs] : counts) kinds.push_back(kind);
    for (const MethodChange& change : method_changes(kinds_by_day(range, kinds)))
      out.push_back(change_event(change, kinds, range));
  }

  std::vector<KindsOfDay> kinds_by_day(DayRange range, const std::vector<BlockingKind>& kinds) const {
    std::map<std::int32_t, KindsOfDay> days;
    for (const Tally& tally : cell_) {
      const auto kind = kind_of(tally);
      if (!kind || !range.holds(tally.day)) continue;
      KindsOfDay& day =
          days.try_emplace(tally.day, KindsOfDay{tally.day, std::vector<double>(kinds.size())}).first->second;
      const auto place = std::lower_bound(kinds.begin(), kinds.end(), *kind) - kinds.begin();
      day.runs[static_cast<std::size_t>(place)] += runs_of(tally);
    }
    std::vector<KindsOfDay> out;
    for (auto& [number, day] : days) out.push_back(std::move(day));
    return out;
  }

  Event change_event(const MethodChange& change, const std::vector<BlockingKind>& kinds,
                     DayRange range) const {
    Event event = named(EventKind::change);
    event.earliest = change.earliest;
    event.latest = change.latest;
    event.probability = change.probability;
    event.before = kinds[change.before];
    event.after = kinds[change.after];
    std::vector<std::int64_t> old_looks, new_looks;
    for (const Tally& tally : cell_) {
      const auto kind = kind_of(tally);
      if (!kind || !range.holds(tally.day)) continue;
      (tally.day < event.latest ? event.runs_before : event.runs_after) += runs_of(tally);
      if (kind == event.before) old_looks.insert(old_looks.end(), {tally.first, tally.last});
      if (kind == event.after) new_looks.insert(new_looks.end(), {tally.first, tally.last});
    }
    std::sort(old_looks.begin(), old_looks.end());
    std::sort(new_looks.begin(), new_looks.end());
    date(event, old_looks, new_looks);
    return event;
  }

  CellTallies cell_;
  std::vector<DayCount> days_;
  StateProbabilities states_;
  std::vector<Stretch> stretches_;
};

/// Whether anything at all can have happened: most series are quiet, and are not looked at further.
bool may_have_events(CellTallies cell, std::span<const DayCount> days) {
  const auto blocked_days = static_cast<std::size_t>(
      std::count_if(days.begin(), days.end(), [](const DayCount& day) { return day.blocked > 0; }));
  if (blocked_days < kLeastBlockedDays) return false;
  const bool always =
      std::all_of(days.begin(), days.end(), [](const DayCount& day) { return day.blocked == day.runs; });
  return !always || kinds_within(cell, {days.front().day, days.back().day}).size() > 1;
}

}  // namespace

std::string_view to_string(EventKind kind) {
  return enum_to_text(kEventKinds, kind);
}

std::optional<EventKind> event_kind_from_string(std::string_view text) {
  return enum_from_text(kEventKinds, text);
}

std::vector<Event> find_events(CellTallies cell) {
  std::vector<DayCount> days = day_counts(cell);
  if (!may_have_events(cell, days)) return {};
  return Series{cell, std::move(days)}.events();
}

std::vector<Event> find_events(const Tallies& tallies) {
  std::vector<Event> out;
  for (const CellTallies& cell : split_cells(tallies.tallies)) {
    for (Event& event : find_events(cell)) out.push_back(std::move(event));
  }
  return out;
}

}  // namespace saksi
