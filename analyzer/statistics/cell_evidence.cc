#include "analyzer/statistics/cell_evidence.h"

#include <algorithm>
#include <map>
#include <set>

namespace saksi {

namespace {

using Kind = std::pair<Layer, Method>;

std::optional<Kind> kind_of(const Tally& tally) {
  if (what_it_says(tally.outcome) != Says::blocked || !tally.outcome.layer || !tally.outcome.method) {
    return std::nullopt;
  }
  return Kind{*tally.outcome.layer, *tally.outcome.method};
}

void count_words(CellCounts& counts, const Tally& tally) {
  counts.measurements += tally.count;
  switch (tally.outcome.word) {
    case VerdictWord::accessible:
      counts.accessible += tally.count;
      return;
    case VerdictWord::refused_by_server:
      counts.refused_by_server += tally.count;
      return;
    case VerdictWord::site_down:
      counts.site_down += tally.count;
      return;
    case VerdictWord::local_network:
      counts.local_network += tally.count;
      return;
    case VerdictWord::inconclusive:
      counts.inconclusive += tally.count;
      return;
    case VerdictWord::blocked:
      break;
  }
  (what_it_says(tally.outcome) == Says::blocked ? counts.blocked : counts.doubtful) += tally.count;
}

void count_days(CellEstimate& cell, CellTallies tallies) {
  for (const DayCount& day : day_counts(tallies)) {
    cell.runs += day.runs;
    cell.blocked_runs += day.blocked;
    ++cell.days;
    cell.blocked_days += day.blocked > 0 ? 1 : 0;
  }
}

void widen(std::optional<std::int64_t>& first, std::optional<std::int64_t>& last, const Tally& tally) {
  first = first ? std::min(*first, tally.first) : tally.first;
  last = last ? std::max(*last, tally.last) : tally.last;
}

void date_the_blocking(CellEstimate& cell, CellTallies tallies) {
  for (const Tally& tally : tallies) {
    if (what_it_says(tally.outcome) == Says::blocked) widen(cell.first_blocked, cell.last_blocked, tally);
  }
}

/// A tally keeps only its first and last moment; what was reached in between is not dated.
void date_the_opening(CellEstimate& cell, CellTallies tallies) {
  for (const Tally& tally : tallies) {
    if (what_it_says(tally.outcome) != Says::reached) continue;
    for (const std::int64_t at : {tally.first, tally.last}) {
      if (!cell.first_blocked || at < *cell.first_blocked) {
        cell.last_open = std::max(cell.last_open.value_or(at), at);
      }
      if (cell.last_blocked && at > *cell.last_blocked) {
        cell.open_again = std::min(cell.open_again.value_or(at), at);
      }
    }
  }
}

struct KindCount {
  MethodShare share;
  std::set<std::int32_t> days;
};

std::map<Kind, KindCount> count_kinds(CellTallies tallies) {
  std::map<Kind, KindCount> kinds;
  for (const Tally& tally : tallies) {
    const auto kind = kind_of(tally);
    if (!kind || tally.count == 0) continue;
    KindCount& count = kinds[*kind];
    const std::pair best{tally.outcome.certainty, tally.outcome.scope};
    if (count.share.measurements == 0 || best < std::pair{count.share.best, count.share.scope}) {
      std::tie(count.share.best, count.share.scope) = best;
    }
    std::tie(count.share.layer, count.share.method) = *kind;
    count.share.measurements += tally.count;
    count.share.runs += runs_of(tally);
    count.share.isolated_by |= tally.isolated_by;
    count.days.insert(tally.day);
  }
  return kinds;
}

/// Effective runs of a kind: as many of the cell's as its share of the cell's runs.
void estimate_share(MethodShare& kind, const CellEstimate& cell, double level) {
  const double part = static_cast<double>(kind.runs) / cell.runs;
  const BetaMixture posterior = jeffreys().after(part * cell.effective_runs, cell.effective_runs);
  kind.share = posterior.mean();
  kind.interval = posterior.equal_tailed(level);
}

void name_the_method(CellEstimate& cell) {
  const MethodShare* chosen = nullptr;
  for (const MethodShare& kind : cell.methods) {
    if (!chosen || kind.best < chosen->best) chosen = &kind;
  }
  if (!chosen) return;
  cell.layer = chosen->layer;
  cell.method = chosen->method;
  cell.scope = chosen->scope;
}

}  // namespace

void count_evidence(CellEstimate& cell, CellTallies tallies, double level) {
  cell.first_day = tallies.front().day;
  cell.last_day = tallies.front().day;
  for (const Tally& tally : tallies) {
    cell.first_day = std::min(cell.first_day, tally.day);
    cell.last_day = std::max(cell.last_day, tally.day);
    count_words(cell.counts, tally);
  }
  count_days(cell, tallies);
  date_the_blocking(cell, tallies);
  date_the_opening(cell, tallies);
  for (auto& [kind, count] : count_kinds(tallies)) {
    count.share.days = static_cast<std::uint32_t>(count.days.size());
    estimate_share(count.share, cell, level);
    cell.methods.push_back(count.share);
  }
  std::stable_sort(cell.methods.begin(), cell.methods.end(),
                   [](const MethodShare& a, const MethodShare& b) { return a.runs > b.runs; });
  name_the_method(cell);
}

namespace {

bool reached_between(const CellEstimate& cell, const Tally& tally) {
  if (what_it_says(tally.outcome) != Says::reached || !cell.first_blocked) return false;
  const auto inside = [&](std::int64_t at) { return at > *cell.first_blocked && at < *cell.last_blocked; };
  return inside(tally.first) || inside(tally.last) ||
         (tally.first < *cell.first_blocked && tally.last > *cell.last_blocked && tally.count > 2);
}

}  // namespace

BlockedEvidence blocked_evidence(const CellEstimate& cell, CellTallies tallies) {
  BlockedEvidence evidence;
  std::set<std::int32_t> confirmed_days, same_kind_days;
  for (const Tally& tally : tallies) {
    evidence.one_stretch = evidence.one_stretch && !reached_between(cell, tally);
    if (what_it_says(tally.outcome) != Says::blocked) continue;
    const bool confirmed = tally.outcome.certainty == Certainty::confirmed;
    if (confirmed) {
      evidence.confirmed_runs += runs_of(tally);
      confirmed_days.insert(tally.day);
    }
    if (confirmed || tally.outcome.certainty == Certainty::strong || tally.isolated_by != 0)
      evidence.strong_runs += runs_of(tally);
    if (tally.outcome.layer == cell.layer && tally.outcome.method == cell.method)
      same_kind_days.insert(tally.day);
  }
  evidence.confirmed_days = static_cast<std::uint32_t>(confirmed_days.size());
  evidence.same_kind_days = static_cast<std::uint32_t>(same_kind_days.size());
  return evidence;
}

}  // namespace saksi
