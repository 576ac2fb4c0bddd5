#include "analyzer/statistics/two_states.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace saksi {

namespace {

/// Pairs of rates that are this much less likely than the best carry no weight.
constexpr double kNegligible = 12;  // nats

struct Pair {
  std::size_t open = 0, blocked = 0;  // index of the rate
};

std::vector<Pair> all_pairs() {
  std::vector<Pair> pairs;
  for (std::size_t open = 0; open < kOpenRates.size(); ++open) {
    for (std::size_t blocked = 0; blocked < kBlockedRates.size(); ++blocked) {
      if (kBlockedRates[blocked] - kOpenRates[open] >= kLeastContrast) pairs.push_back({open, blocked});
    }
  }
  return pairs;
}

/// Probability of a day's outcome at each rate.
struct Likelihood {
  std::array<double, kOpenRates.size()> open{};
  std::array<double, kBlockedRates.size()> blocked{};
};

double log_choose(double n, double k) {
  double out = 0;  // a day has few runs, or few of one kind
  for (double i = 1; i <= std::min(k, n - k); ++i) out += std::log((n - std::min(k, n - k) + i) / i);
  return out;
}

double of_day(double runs, double blocked, double rate) {
  const double log =
      log_choose(runs, blocked) + blocked * std::log(rate) + (runs - blocked) * std::log1p(-rate);
  return (1 - kOddDays) * std::exp(log) + kOddDays / (runs + 1);
}

/// More runs than this a day are scaled down: odd days bound what they prove anyway.
constexpr double kMostRuns = 40;

Likelihood likelihood_of(const DayCount& day) {
  const double scale = std::min(1.0, kMostRuns / day.runs);
  const double runs = std::round(day.runs * scale), blocked = std::round(day.blocked * scale);
  Likelihood out;
  for (std::size_t i = 0; i < kOpenRates.size(); ++i) out.open[i] = of_day(runs, blocked, kOpenRates[i]);
  for (std::size_t i = 0; i < kBlockedRates.size(); ++i)
    out.blocked[i] = of_day(runs, blocked, kBlockedRates[i]);
  return out;
}

/// Outcomes of days repeat: each is worked out once.
class Likelihoods {
 public:
  explicit Likelihoods(std::span<const DayCount> days) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> known;
    of_day_.reserve(days.size());
    for (const DayCount& day : days) {
      const auto [place, is_new] = known.try_emplace({day.runs, day.blocked}, distinct_.size());
      if (is_new) distinct_.push_back(likelihood_of(day));
      of_day_.push_back(place->second);
    }
  }
  const Likelihood& operator[](std::size_t day) const { return distinct_[of_day_[day]]; }

 private:
  std::vector<Likelihood> distinct_;
  std::vector<std::size_t> of_day_;
};

struct Step {
  double onset = 0, end = 0;
};

/// Transition over `days`, in closed form for a chain of two states.
Step step_over(double days) {
  const double rate = kOnsetsPerDay + kEndsPerDay;
  const double moved = -std::expm1(days * std::log1p(-rate)) / rate;
  return {kOnsetsPerDay * moved, kEndsPerDay * moved};
}

std::vector<Step> steps_of(std::span<const DayCount> days) {
  const Step one_day = step_over(1);
  std::vector<Step> steps(days.size());
  for (std::size_t t = 1; t < days.size(); ++t) {
    const std::int32_t gap = days[t].day - days[t - 1].day;
    steps[t] = gap == 1 ? one_day : step_over(gap);
  }
  return steps;
}

constexpr double kNearZero = 1e-200;

struct Two {
  double open = 0, blocked = 0;
};

/// Forward pass for one pair of rates: filtered states, and the log likelihood of the series.
class Chain {
 public:
  Chain(const Likelihoods& likelihoods, const std::vector<Step>& steps, Pair pair)
      : likelihoods_(likelihoods),
        steps_(steps),
        pair_(pair),
        filtered_(steps.size()),
        inverse_(steps.size()) {
    constexpr double kStart = kOnsetsPerDay / (kOnsetsPerDay + kEndsPerDay);
    Two before{1 - kStart, kStart};
    double product = 1;  // its logarithm is taken now and then: once a day would be half of all time
    for (std::size_t t = 0; t < steps_.size(); ++t) {
      const Two reached{before.open * (1 - steps_[t].onset) + before.blocked * steps_[t].end,
                        before.open * steps_[t].onset + before.blocked * (1 - steps_[t].end)};
      const Two seen{reached.open * open_at(t), reached.blocked * blocked_at(t)};
      const double scale = seen.open + seen.blocked;
      inverse_[t] = 1 / scale;
      before = filtered_[t] = {seen.open * inverse_[t], seen.blocked * inverse_[t]};
      product *= scale;
      if (product < kNearZero) log_likelihood_ += std::log(std::exchange(product, 1.0));
    }
    log_likelihood_ += std::log(product);
  }

  [[nodiscard]] double log_likelihood() const { return log_likelihood_; }

  /// Backward pass: adds this pair's probabilities with its weight.
  void add_to(StateProbabilities& out, double weight) const {
    Two after{1, 1};
    for (std::size_t t = steps_.size(); t-- > 0;) {
      out.blocked[t] += weight * filtered_[t].blocked * after.blocked;
      if (t == 0) break;
      const double open = open_at(t) * after.open * inverse_[t];
      const double blocked = blocked_at(t) * after.blocked * inverse_[t];
      out.onset[t] += weight * filtered_[t - 1].open * steps_[t].onset * blocked;
      out.end[t] += weight * filtered_[t - 1].blocked * steps_[t].end * open;
      after = {(1 - steps_[t].onset) * open + steps_[t].onset * blocked,
               steps_[t].end * open + (1 - steps_[t].end) * blocked};
    }
  }

 private:
  double open_at(std::size_t t) const { return likelihoods_[t].open[pair_.open]; }
  double blocked_at(std::size_t t) const { return likelihoods_[t].blocked[pair_.blocked]; }

  const Likelihoods& likelihoods_;
  const std::vector<Step>& steps_;
  Pair pair_;
  std::vector<Two> filtered_;
  std::vector<double> inverse_;  // of what each day makes the likelihood smaller
  double log_likelihood_ = 0;
};

}  // namespace

StateProbabilities state_probabilities(std::span<const DayCount> days) {
  static const std::vector<Pair> pairs = all_pairs();
  const Likelihoods likelihoods{days};
  const std::vector<Step> steps = steps_of(days);
  std::vector<Chain> chains;
  chains.reserve(pairs.size());
  double best = -1e300, sum = 0;
  for (const Pair pair : pairs) {
    chains.emplace_back(likelihoods, steps, pair);
    best = std::max(best, chains.back().log_likelihood());
  }
  const auto weight = [&](const Chain& chain) {
    const double behind = best - chain.log_likelihood();
    return behind > kNegligible ? 0 : std::exp(-behind);
  };
  for (const Chain& chain : chains) sum += weight(chain);
  StateProbabilities out{std::vector<double>(days.size()), std::vector<double>(days.size()),
                         std::vector<double>(days.size())};
  for (const Chain& chain : chains) {
    if (weight(chain) > 0) chain.add_to(out, weight(chain) / sum);
  }
  return out;
}

}  // namespace saksi
