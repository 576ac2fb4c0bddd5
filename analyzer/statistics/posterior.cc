#include "analyzer/statistics/posterior.h"

#include <algorithm>
#include <cmath>

namespace saksi {

namespace {

constexpr double kFine = 0.05;     // effective runs
constexpr double kCoarse = 1.005;  // a ratio
constexpr double kFineUpTo = 20;
const std::int64_t kFineSteps = std::llround(kFineUpTo / kFine);

std::int64_t step_of(double value) {
  if (value <= kFineUpTo) return std::llround(value / kFine);
  return kFineSteps + std::llround(std::log(value / kFineUpTo) / std::log(kCoarse));
}

double value_of(std::int64_t step) {
  if (step <= kFineSteps) return static_cast<double>(step) * kFine;
  return kFineUpTo * std::pow(kCoarse, static_cast<double>(step - kFineSteps));
}

constexpr double kShareRatio = 1.1;
constexpr double kLeastElsewhere = 1e-3;

std::int64_t share_step(double share) {
  return std::llround(std::log(std::max(share, kLeastElsewhere)) / std::log(kShareRatio));
}

double share_of(std::int64_t step) {
  return std::min(1.0, std::pow(kShareRatio, static_cast<double>(step)));
}

}  // namespace

const Posterior& Posteriors::of(const EffectiveCount& count, double elsewhere, double looks) {
  const std::int64_t whole_looks = std::llround(looks);
  const std::int64_t share = whole_looks == 0 ? 0 : share_step(elsewhere);
  const std::int64_t blocked = step_of(count.blocked()), open = step_of(count.runs - count.blocked());
  const auto [place, is_new] = known_.try_emplace({share, whole_looks, blocked, open});
  if (is_new) {
    const BetaMixture prior = prior_of_input(prior_, share_of(share), static_cast<double>(whole_looks));
    place->second = computed(prior, value_of(blocked), value_of(open));
  }
  return place->second;
}

Posterior Posteriors::computed(const BetaMixture& prior, double blocked, double open) const {
  const BetaMixture posterior = prior.after(blocked, blocked + open);
  return {posterior.mean(), posterior.shortest(level_), noise_of(posterior), posterior.at_most(least_share_)};
}

}  // namespace saksi
