#include "analyzer/statistics/posterior.h"

#include <cmath>

namespace saksi {

namespace {

constexpr double kFine = 0.05;     // effective runs
constexpr double kCoarse = 1.005;  // a ratio
constexpr double kFineUpTo = 100;
const std::int64_t kFineSteps = std::llround(kFineUpTo / kFine);

std::int64_t step_of(double value) {
  if (value <= kFineUpTo) return std::llround(value / kFine);
  return kFineSteps + std::llround(std::log(value / kFineUpTo) / std::log(kCoarse));
}

double value_of(std::int64_t step) {
  if (step <= kFineSteps) return static_cast<double>(step) * kFine;
  return kFineUpTo * std::pow(kCoarse, static_cast<double>(step - kFineSteps));
}

constexpr double kQuietRatio = 1.05;

}  // namespace

const Posterior& Posteriors::of(const EffectiveCount& count, double baseline_share, double worth) {
  const BetaMixture exact = prior_of_input(prior_, baseline_share, worth);
  const double quiet = exact.parts()[kQuiet].mean();
  const Key key{std::llround(std::log(quiet) / std::log(kQuietRatio)), step_of(count.blocked()),
                step_of(count.runs - count.blocked())};
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  const double rounded_quiet = std::pow(kQuietRatio, static_cast<double>(std::get<0>(key)));
  BetaMixture::Parts parts = exact.parts();
  const double strength = parts[kQuiet].a + parts[kQuiet].b;
  parts[kQuiet].a = std::min(rounded_quiet, 0.98) * strength;
  parts[kQuiet].b = strength - parts[kQuiet].a;
  const Posterior made = computed(BetaMixture{parts}, value_of(std::get<1>(key)), value_of(std::get<2>(key)));
  return known_.emplace(key, made).first->second;
}

Posterior Posteriors::computed(const BetaMixture& prior, double blocked, double open) const {
  const BetaMixture posterior = prior.after(blocked, blocked + open);
  return {posterior.mean(), posterior.shortest(level_), posterior.parts()[kQuiet].weight,
          posterior.at_most(least_share_)};
}

}  // namespace saksi
