#include "analyzer/cell_rules.h"

#include <algorithm>
#include <map>

#include "analyzer/cell_causes.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

using Measurements = std::vector<const Judged*>;
using Kind = std::pair<Layer, Method>;

enum class Says : std::uint8_t { blocked, reached, nothing };

struct Reading {
  Says says = Says::nothing;
  const Judged* judged = nullptr;
};

Says what_it_says(const Judged& judged, const std::set<Day>& down_days) {
  switch (judged.word()) {
    case VerdictWord::accessible:
    case VerdictWord::refused_by_server:  // the real server answered: the way to it was open
      return Says::reached;
    case VerdictWord::blocked:
      if (judged.verdict().certainty > Certainty::possible) return Says::nothing;
      if (judged.verdict().certainty == Certainty::possible && down_days.contains(judged.day()))
        return Says::nothing;
      return Says::blocked;
    case VerdictWord::site_down:
    case VerdictWord::local_network:
    case VerdictWord::inconclusive:
      break;
  }
  return Says::nothing;
}

std::vector<Reading> read_all(const Measurements& measurements, const std::set<Day>& down_days) {
  std::vector<Reading> readings;
  readings.reserve(measurements.size());
  for (const Judged* judged : measurements) readings.push_back({what_it_says(*judged, down_days), judged});
  return readings;
}

Measurements of_kind(const std::vector<Reading>& readings, Says says) {
  Measurements out;
  for (const Reading& reading : readings) {
    if (reading.says == says) out.push_back(reading.judged);
  }
  return out;
}

std::size_t days_of(const Measurements& measurements) {
  std::set<Day> days;
  for (const Judged* judged : measurements) days.insert(judged->day());
  return days.size();
}

void count(Cell& cell, const Measurements& measurements) {
  std::set<std::string> runs;
  for (const Judged* judged : measurements) {
    runs.insert(judged->citation.run_id);
    cell.open += judged->word() == VerdictWord::accessible ? 1 : 0;
    cell.failed += judged->reached ? 0 : 1;
    cell.evidence.push_back(judged->citation);
  }
  cell.measurements = measurements.size();
  cell.runs = runs.size();
  cell.days = days_of(measurements);
  cell.first_measured = measurements.front()->started();
  cell.last_measured = measurements.back()->started();
}

std::vector<MethodCount> sorted_counts(const std::map<Kind, std::size_t>& counts) {
  std::vector<MethodCount> out;
  for (const auto& [kind, number] : counts) out.push_back({kind.first, kind.second, number});
  std::stable_sort(out.begin(), out.end(), [](const MethodCount& a, const MethodCount& b) {
    return a.measurements > b.measurements;
  });
  return out;
}

std::vector<MethodCount> methods_of(const Measurements& blocked) {
  std::map<Kind, std::size_t> counts;
  for (const Judged* judged : blocked) {
    const Verdict& verdict = judged->verdict();
    if (verdict.layer && verdict.method) ++counts[{*verdict.layer, *verdict.method}];
  }
  return sorted_counts(counts);
}

std::vector<MethodCount> interference_of(const Measurements& measurements) {
  std::map<Kind, std::size_t> counts;
  for (const Judged* judged : measurements) {
    if (judged->word() != VerdictWord::accessible) continue;
    for (const Finding& finding : judged->verdict().findings) {
      if (finding.state == FindingState::interfered && finding.method)
        ++counts[{finding.layer, *finding.method}];
    }
  }
  return sorted_counts(counts);
}

void date_the_opening(Cell& cell, const Measurements& measurements) {
  for (const Judged* judged : measurements) {
    if (judged->word() != VerdictWord::accessible) continue;
    const SystemTime at = judged->started();
    if (!cell.first_seen || at < *cell.first_seen) cell.last_open = at;
    if (cell.last_seen && at > *cell.last_seen && !cell.open_again) cell.open_again = at;
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

Certainty best_of(const Measurements& blocked) {
  Certainty best = Certainty::possible;
  for (const Judged* judged : blocked) best = std::min(best, judged->verdict().certainty);
  return best;
}

/// Whether the blocked measurements stand although others reached the site: either they are more than a
/// failure (a notice was matched), or they form one stretch that a passing fault does not explain.
bool stands(const std::vector<Reading>& readings, const Measurements& blocked) {
  const Certainty best = best_of(blocked);
  if (best == Certainty::confirmed || of_kind(readings, Says::reached).empty()) return true;
  if (!is_unbroken(readings)) return false;
  if (best == Certainty::strong) return true;
  return reached_on_both_sides(readings) ? days_of(blocked) >= 2 : blocked.size() >= 2;
}

/// Layer, method and scope: the most frequent among the most certain.
void name_the_method(Cell& cell, const Measurements& blocked) {
  Measurements telling;
  for (const Judged* judged : blocked) {
    if (judged->verdict().certainty == cell.certainty) telling.push_back(judged);
  }
  const std::vector<MethodCount> counts = methods_of(telling);
  if (counts.empty()) return;
  cell.layer = counts.front().layer;
  cell.method = counts.front().method;
  for (const Judged* judged : telling) {
    if (judged->verdict().layer == cell.layer && judged->verdict().method == cell.method) {
      cell.scope = judged->verdict().scope;
    }
  }
}

void raise_by_days(Cell& cell, const Measurements& blocked) {
  Measurements same;
  for (const Judged* judged : blocked) {
    if (judged->verdict().layer == cell.layer && judged->verdict().method == cell.method)
      same.push_back(judged);
  }
  const std::size_t days = days_of(same);
  if (cell.certainty != Certainty::possible || !cell.method || days < kDaysForStrong) return;
  cell.certainty = Certainty::strong;
  cell.reasons.push_back("Raised from possible to strong: the same failure at the same step (" +
                         code_of(*cell.layer, *cell.method) + ") on " + count_of(days, "day", "days") + ".");
}

void conclude_blocked(Cell& cell, const std::vector<Reading>& readings, const Measurements& blocked) {
  const std::size_t reached = of_kind(readings, Says::reached).size();
  cell.verdict = VerdictWord::blocked;
  cell.certainty = best_of(blocked);
  name_the_method(cell, blocked);
  if (!blocked.back()->verdict().reasons.empty())
    cell.reasons.push_back(blocked.back()->verdict().reasons.front());
  if (reached > 0) {
    cell.reasons.push_back(
        "The site was reached in " + count_of(reached, "measurement", "measurements") +
        (is_unbroken(readings) ? " before or after the blocked ones." : " between the blocked ones."));
  }
  raise_by_days(cell, blocked);
}

void conclude_mixed(Cell& cell, const Measurements& blocked) {
  cell.verdict = VerdictWord::inconclusive;
  cell.certainty = Certainty::not_concluded;
  cell.reasons.push_back(
      "The measurements disagree: " + std::to_string(blocked.size()) + " of " +
      std::to_string(cell.measurements) +
      " failed as blocked ones do, others reached the site, and not in one lasting change.");
}

std::size_t number_of(const Measurements& measurements, VerdictWord word) {
  return static_cast<std::size_t>(
      std::count_if(measurements.begin(), measurements.end(),
                    [word](const Judged* judged) { return judged->word() == word; }));
}

void conclude_without_blocking(Cell& cell, const Measurements& measurements) {
  const std::size_t refused = number_of(measurements, VerdictWord::refused_by_server);
  const std::size_t down = number_of(measurements, VerdictWord::site_down);
  const std::size_t doubtful = number_of(measurements, VerdictWord::blocked);
  const std::size_t unknown = number_of(measurements, VerdictWord::inconclusive) + doubtful;
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

}  // namespace

Cell judge_cell(const Measurements& measurements, const std::set<Day>& down_days) {
  Cell cell;
  if (measurements.empty()) return cell;
  const std::vector<Reading> readings = read_all(measurements, down_days);
  const Measurements blocked = of_kind(readings, Says::blocked);
  count(cell, measurements);
  cell.blocked = blocked.size();
  cell.blocked_days = days_of(blocked);
  cell.methods = methods_of(blocked);
  add_causes(cell, blocked);
  cell.interference = interference_of(measurements);
  if (!blocked.empty()) {
    cell.first_seen = blocked.front()->started();
    cell.last_seen = blocked.back()->started();
  }
  date_the_opening(cell, measurements);
  if (blocked.empty()) {
    conclude_without_blocking(cell, measurements);
  } else if (stands(readings, blocked)) {
    conclude_blocked(cell, readings, blocked);
  } else {
    conclude_mixed(cell, blocked);
  }
  return cell;
}

}  // namespace saksi
