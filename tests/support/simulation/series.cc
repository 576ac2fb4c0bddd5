#include "tests/support/simulation/series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "tests/support/simulation/dice.h"

namespace saksi {

namespace {

constexpr std::int64_t kDay = 86400;
constexpr std::int32_t kFirstDay = 20000;  // in 2024
constexpr std::array kDensities{0.15, 0.5, 1.0, 3.0, 10.0, 30.0};
constexpr std::array<BlockingKind, 3> kKinds{{{Layer::dns, Method::nxdomain},
                                              {Layer::tls, Method::reset_after_client_hello},
                                              {Layer::tcp, Method::timed_out}}};

/// What is so from one moment on.
struct Phase {
  std::int64_t from = 0;
  bool blocked = false;
  BlockingKind kind = kKinds[0];
};

class Maker {
 public:
  Maker(std::uint64_t seed, SeriesShape shape, const SeriesLimits& limits) : dice_(seed), limits_(limits) {
    out_.shape = shape;
    out_.looks_per_day = kDensities[dice_.below(kDensities.size())];
    out_.error_rate = limits.most_error * dice_.share();
    out_.has_odd_days = dice_.chance(0.25);
    margin_ = static_cast<std::int32_t>(std::max(30.0, 15 / out_.looks_per_day));
    out_.days = std::max(3 * margin_ + 60, 120 + static_cast<std::int32_t>(dice_.below(611)));
  }

  SimulatedSeries make() {
    plan();
    leave_gaps();
    for (std::int32_t day = 0; day < out_.days; ++day) {
      const bool odd = out_.has_odd_days && dice_.chance(1.0 / 40);
      if (!gaps_.contains(day)) look_on(day, odd);
    }
    std::sort(out_.looks.begin(), out_.looks.end(), [](const Look& a, const Look& b) { return a.at < b.at; });
    return std::move(out_);
  }

 private:
  std::int64_t moment_between(std::int32_t first, std::int32_t last) {
    const std::int64_t day =
        first + static_cast<std::int32_t>(dice_.below(static_cast<std::size_t>(last - first + 1)));
    const auto second = static_cast<std::int64_t>(dice_.below(kDay));
    return (kFirstDay + day) * kDay + (limits_.whole_days ? 0 : second);
  }

  void plan() {
    const BlockingKind kind = kKinds[dice_.below(kKinds.size())];
    phases_.push_back({0, false, kind});
    if (out_.shape == SeriesShape::quiet) return;
    if (out_.shape == SeriesShape::end || out_.shape == SeriesShape::always) phases_.back().blocked = true;
    if (out_.shape == SeriesShape::always) return;
    const bool two = out_.shape == SeriesShape::both || out_.shape == SeriesShape::change;
    const std::int64_t first = moment_between(margin_, out_.days - (two ? 2 : 1) * margin_ - 1);
    switch_at(first, out_.shape == SeriesShape::end ? EventKind::end : EventKind::onset);
    if (!two) return;
    const auto day = static_cast<std::int32_t>(first / kDay) - kFirstDay;
    switch_at(moment_between(day + margin_, out_.days - margin_ - 1),
              out_.shape == SeriesShape::both ? EventKind::end : EventKind::change);
  }

  void switch_at(std::int64_t at, EventKind event) {
    Phase phase = phases_.back();
    phase.from = at;
    phase.blocked = event != EventKind::end;
    if (event == EventKind::change) {
      while (phase.kind == phases_.back().kind) phase.kind = kKinds[dice_.below(kKinds.size())];
    }
    phases_.push_back(phase);
    out_.events.push_back({event, at});
  }

  void leave_gaps() {
    for (std::size_t gap = dice_.below(4); gap > 0; --gap) {
      const auto first = static_cast<std::int32_t>(dice_.below(static_cast<std::size_t>(out_.days)));
      const auto length = 3 + static_cast<std::int32_t>(dice_.below(38));
      for (std::int32_t day = first; day < first + length; ++day) gaps_.insert(day);
    }
  }

  void look_on(std::int32_t day, bool odd) {
    for (std::size_t n = dice_.poisson(out_.looks_per_day); n > 0; --n) {
      const std::int64_t at = (kFirstDay + day) * kDay + static_cast<std::int64_t>(dice_.below(kDay));
      const auto next =
          std::upper_bound(phases_.begin(), phases_.end(), at,
                           [](std::int64_t moment, const Phase& phase) { return moment < phase.from; });
      const Phase& phase = *std::prev(next);
      const bool wrong = dice_.chance(out_.error_rate);
      Look look{at, odd || phase.blocked != wrong, phase.kind};
      if (look.blocked && !phase.blocked) look.kind = kKinds[dice_.below(kKinds.size())];
      out_.looks.push_back(look);
    }
  }

  Dice dice_;
  SeriesLimits limits_;
  SimulatedSeries out_;
  std::int32_t margin_ = 0;
  std::vector<Phase> phases_;
  std::set<std::int32_t> gaps_;
};

Outcome outcome_of(const Look& look) {
  if (!look.blocked) return {VerdictWord::accessible, Certainty::no_sign, Scope::unknown, {}, {}};
  return {VerdictWord::blocked, Certainty::possible, Scope::unknown, look.kind.layer, look.kind.method};
}

}  // namespace

SimulatedSeries simulate_series(std::uint64_t seed, SeriesShape shape, const SeriesLimits& limits) {
  return Maker{seed, shape, limits}.make();
}

std::vector<Tally> tallied(const std::vector<Look>& looks) {
  std::map<std::pair<std::int32_t, Outcome>, Tally> tallies;
  for (const Look& look : looks) {
    const auto day = static_cast<std::int32_t>(look.at / kDay);
    const Outcome outcome = outcome_of(look);
    Tally& tally = tallies[{day, outcome}];
    if (tally.count == 0) tally.first = look.at;
    tally.day = day;
    tally.outcome = outcome;
    tally.last = look.at;
    ++tally.count;
    ++tally.runs;
  }
  std::vector<Tally> out;
  for (const auto& [key, tally] : tallies) out.push_back(tally);
  return out;
}

}  // namespace saksi
