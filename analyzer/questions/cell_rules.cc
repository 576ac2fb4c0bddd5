#include "analyzer/questions/cell_rules.h"

#include <algorithm>
#include <map>
#include <vector>

#include "analyzer/report/words.h"
#include "analyzer/statistics/cell_estimate.h"
#include "analyzer/statistics/series.h"

namespace saksi {

namespace {

using Kind = std::pair<Layer, Method>;
using Chosen = std::vector<const Tally*>;

/// One moment at which something was found.
struct Reading {
  std::int64_t at = 0;
  Says says = Says::nothing;
};

SystemTime time_of(std::int64_t seconds_since_1970) {
  return SystemTime(std::chrono::seconds(seconds_since_1970));
}

/// As everywhere; and on a day on which the site was down for the control too, a failure says nothing.
Says what_it_says(const Tally& tally, const DayNumbers& down_days) {
  const Says says = what_it_says(tally.outcome);
  const bool may_be_down = says == Says::blocked && tally.outcome.certainty == Certainty::possible &&
                           down_days.contains(tally.day);
  return may_be_down ? Says::nothing : says;
}

std::vector<Reading> read_all(std::span<const Tally> tallies, const DayNumbers& down_days) {
  std::vector<Reading> readings;
  for (const Tally& tally : tallies) {
    const Says says = what_it_says(tally, down_days);
    if (says == Says::nothing) continue;
    readings.push_back({tally.first, says});
    if (tally.last != tally.first) readings.push_back({tally.last, says});
  }
  std::stable_sort(readings.begin(), readings.end(),
                   [](const Reading& a, const Reading& b) { return a.at < b.at; });
  return readings;
}

Chosen of_kind(std::span<const Tally> tallies, Says says, const DayNumbers& down_days) {
  Chosen out;
  for (const Tally& tally : tallies) {
    if (what_it_says(tally, down_days) == says) out.push_back(&tally);
  }
  return out;
}

std::size_t count_of_all(const Chosen& tallies) {
  std::size_t sum = 0;
  for (const Tally* tally : tallies) sum += tally->count;
  return sum;
}

std::size_t days_of(const Chosen& tallies) {
  DayNumbers days;
  for (const Tally* tally : tallies) days.insert(tally->day);
  return days.size();
}

void count(Cell& cell, std::span<const Tally> tallies) {
  DayNumbers days;
  std::int64_t first = tallies.front().first;
  std::int64_t last = tallies.front().last;
  for (const Tally& tally : tallies) {
    cell.measurements += tally.count;
    cell.open += tally.outcome.word == VerdictWord::accessible ? tally.count : 0;
    cell.failed += tally.count - tally.reached;
    cell.runs += tally.runs;
    days.insert(tally.day);
    first = std::min(first, tally.first);
    last = std::max(last, tally.last);
  }
  cell.days = days.size();
  cell.first_measured = time_of(first);
  cell.last_measured = time_of(last);
}

std::vector<MethodCount> sorted_counts(const std::map<Kind, std::size_t>& counts) {
  std::vector<MethodCount> out;
  for (const auto& [kind, number] : counts) out.push_back({kind.first, kind.second, number});
  std::stable_sort(out.begin(), out.end(), [](const MethodCount& a, const MethodCount& b) {
    return a.measurements > b.measurements;
  });
  return out;
}

std::vector<MethodCount> methods_of(const Chosen& tallies) {
  std::map<Kind, std::size_t> counts;
  for (const Tally* tally : tallies) {
    if (tally->outcome.layer && tally->outcome.method)
      counts[{*tally->outcome.layer, *tally->outcome.method}] += tally->count;
  }
  return sorted_counts(counts);
}

Chosen accessible_of(std::span<const Tally> tallies) {
  Chosen out;
  for (const Tally& tally : tallies) {
    if (tally.outcome.word == VerdictWord::accessible) out.push_back(&tally);
  }
  return out;
}

/// When the blocking was first and last seen, and between which openings it lies.
void date(Cell& cell, const Chosen& blocked, const Chosen& open) {
  for (const Tally* tally : blocked) {
    if (!cell.first_seen || time_of(tally->first) < *cell.first_seen) cell.first_seen = time_of(tally->first);
    if (!cell.last_seen || time_of(tally->last) > *cell.last_seen) cell.last_seen = time_of(tally->last);
  }
  for (const Tally* tally : open) {
    for (const SystemTime at : {time_of(tally->first), time_of(tally->last)}) {
      if ((!cell.first_seen || at < *cell.first_seen) && (!cell.last_open || at > *cell.last_open))
        cell.last_open = at;
      if (cell.last_seen && at > *cell.last_seen && (!cell.open_again || at < *cell.open_again))
        cell.open_again = at;
    }
  }
}

bool is_unbroken(const std::vector<Reading>& readings) {
  bool seen = false;
  bool ended = false;
  for (const Reading& reading : readings) {
    if (reading.says == Says::blocked && ended) return false;
    seen = seen || reading.says == Says::blocked;
    ended = ended || (seen && reading.says == Says::reached);
  }
  return true;
}

bool reached_on_both_sides(const std::vector<Reading>& readings) {
  const auto reached = [](const Reading& reading) { return reading.says == Says::reached; };
  const auto blocked = [](const Reading& reading) { return reading.says == Says::blocked; };
  const auto first = std::find_if(readings.begin(), readings.end(), blocked);
  const auto last = std::find_if(readings.rbegin(), readings.rend(), blocked);
  return std::any_of(readings.begin(), first, reached) && std::any_of(readings.rbegin(), last, reached);
}

bool was_reached(const std::vector<Reading>& readings) {
  return std::any_of(readings.begin(), readings.end(),
                     [](const Reading& reading) { return reading.says == Says::reached; });
}

Certainty best_of(const Chosen& blocked) {
  Certainty best = Certainty::possible;
  for (const Tally* tally : blocked) best = std::min(best, tally->outcome.certainty);
  return best;
}

/// Whether the blocked measurements stand although others reached the site: either they are more than a
/// failure (a notice was matched), or they form one stretch that a passing fault does not explain.
bool stands(const std::vector<Reading>& readings, const Chosen& blocked) {
  const Certainty best = best_of(blocked);
  if (best == Certainty::confirmed || !was_reached(readings)) return true;
  if (!is_unbroken(readings)) return false;
  if (best == Certainty::strong) return true;
  return reached_on_both_sides(readings) ? days_of(blocked) >= 2 : count_of_all(blocked) >= 2;
}

/// Layer, method and scope: the most frequent among the most certain.
void name_the_method(Cell& cell, const Chosen& blocked) {
  Chosen telling;
  for (const Tally* tally : blocked) {
    if (tally->outcome.certainty == cell.certainty) telling.push_back(tally);
  }
  const std::vector<MethodCount> counts = methods_of(telling);
  if (counts.empty()) return;
  cell.layer = counts.front().layer;
  cell.method = counts.front().method;
  for (const Tally* tally : telling) {
    if (tally->outcome.layer == cell.layer && tally->outcome.method == cell.method)
      cell.scope = tally->outcome.scope;
  }
}

void raise_by_days(Cell& cell, const Chosen& blocked) {
  Chosen same;
  for (const Tally* tally : blocked) {
    if (tally->outcome.layer == cell.layer && tally->outcome.method == cell.method) same.push_back(tally);
  }
  const std::size_t days = days_of(same);
  if (cell.certainty != Certainty::possible || !cell.method || days < kDaysForStrongWord) return;
  cell.certainty = Certainty::strong;
  cell.reasons.push_back("Raised from possible to strong: the same failure at the same step (" +
                         code_of(*cell.layer, *cell.method) + ") on " + count_of(days, "day", "days") + ".");
}

void conclude_blocked(Cell& cell, const std::vector<Reading>& readings, const Chosen& blocked,
                      std::size_t reached) {
  cell.verdict = VerdictWord::blocked;
  cell.certainty = best_of(blocked);
  name_the_method(cell, blocked);
  if (reached > 0) {
    cell.reasons.push_back(
        "The site was reached in " + count_of(reached, "measurement", "measurements") +
        (is_unbroken(readings) ? " before or after the blocked ones." : " between the blocked ones."));
  }
  raise_by_days(cell, blocked);
}

void conclude_mixed(Cell& cell) {
  cell.verdict = VerdictWord::inconclusive;
  cell.certainty = Certainty::not_concluded;
  cell.reasons.push_back(
      "The measurements disagree: " + std::to_string(cell.blocked) + " of " +
      std::to_string(cell.measurements) +
      " failed as blocked ones do, others reached the site, and not in one lasting change.");
}

std::size_t number_of(std::span<const Tally> tallies, VerdictWord word) {
  std::size_t sum = 0;
  for (const Tally& tally : tallies) sum += tally.outcome.word == word ? tally.count : 0;
  return sum;
}

void conclude_without_blocking(Cell& cell, std::span<const Tally> tallies) {
  const std::size_t refused = number_of(tallies, VerdictWord::refused_by_server);
  const std::size_t down = number_of(tallies, VerdictWord::site_down);
  const std::size_t doubtful = number_of(tallies, VerdictWord::blocked);
  const std::size_t unknown = number_of(tallies, VerdictWord::inconclusive) + doubtful;
  if (cell.open + refused > 0) {
    cell.verdict = cell.open >= refused ? VerdictWord::accessible : VerdictWord::refused_by_server;
    cell.certainty = cell.verdict == VerdictWord::accessible ? Certainty::no_sign : Certainty::not_concluded;
    return;
  }
  cell.verdict = down >= unknown ? VerdictWord::site_down : VerdictWord::inconclusive;
  cell.certainty = Certainty::not_concluded;
  if (doubtful > 0) {
    cell.reasons.push_back("The site failed here on a day on which it was down for the control too.");
  }
}

void count_blocked(Cell& cell, const Chosen& blocked) {
  cell.blocked = count_of_all(blocked);
  cell.blocked_days = days_of(blocked);
  cell.methods = methods_of(blocked);
  if (!blocked.empty()) cell.best = best_of(blocked);
  for (const Tally* tally : blocked) {
    cell.attempts += tally->attempts;
    cell.agreed += tally->agreed;
  }
}

}  // namespace

Cell judge_cell(std::span<const Tally> tallies, const DayNumbers& down_days) {
  Cell cell;
  if (tallies.empty()) return cell;
  const Chosen blocked = of_kind(tallies, Says::blocked, down_days);
  const Chosen reached = of_kind(tallies, Says::reached, down_days);
  const Chosen open = accessible_of(tallies);
  const std::vector<Reading> readings = read_all(tallies, down_days);
  count(cell, tallies);
  count_blocked(cell, blocked);
  cell.interference = methods_of(open);
  date(cell, blocked, open);
  if (blocked.empty()) {
    conclude_without_blocking(cell, tallies);
  } else if (stands(readings, blocked)) {
    conclude_blocked(cell, readings, blocked, count_of_all(reached));
  } else {
    conclude_mixed(cell);
  }
  return cell;
}

}  // namespace saksi
