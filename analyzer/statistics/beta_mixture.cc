#include "analyzer/statistics/beta_mixture.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

namespace saksi {

namespace {

constexpr double kNothing = 1e-9;  // a part of less weight moves no digit that is shown
constexpr double kExact = 1e-7;
constexpr double kLevelEnds = 0.02;  // densities at the ends this near: what is left to gain is nothing
constexpr double kSameWidth =
    1e-4;  // an interval that touches the edge is preferred to one this much shorter

/// Sums in double are exact enough, and three times as fast as in long double.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

double log_gamma(double x) {
  return boost::math::lgamma(x, Policy{});  // not std::lgamma: that one writes a global
}

double log_beta(double a, double b) {
  return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

double log_of_part(const BetaPart& part, double blocked, double runs) {
  return log_beta(part.a + blocked, part.b + runs - blocked) - log_beta(part.a, part.b);
}

using Logs = std::array<double, BetaMixture::kParts>;

Logs weighted_logs(const BetaMixture::Parts& parts, double blocked, double runs) {
  Logs logs{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    logs[i] = parts[i].weight > 0 ? std::log(parts[i].weight) + log_of_part(parts[i], blocked, runs)
                                  : -std::numeric_limits<double>::infinity();
  }
  return logs;
}

BetaMixture::Parts scaled(BetaMixture::Parts parts) {
  double sum = 0;
  for (const BetaPart& part : parts) sum += part.weight;
  for (BetaPart& part : parts) part.weight /= sum;
  return parts;
}

}  // namespace

BetaMixture::BetaMixture(const Parts& parts) : parts_(scaled(parts)) {}

BetaMixture BetaMixture::after(double blocked, double runs) const {
  const Logs logs = weighted_logs(parts_, blocked, runs);
  const double top = *std::max_element(logs.begin(), logs.end());
  Parts parts = parts_;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i] = {std::exp(logs[i] - top), parts_[i].a + blocked, parts_[i].b + runs - blocked};
  }
  return BetaMixture{parts};
}

double BetaMixture::log_likelihood(double blocked, double runs) const {
  const Logs logs = weighted_logs(parts_, blocked, runs);
  const double top = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (const double log : logs) sum += std::exp(log - top);
  return top + std::log(sum);
}

double BetaMixture::mean() const {
  double sum = 0;
  for (const BetaPart& part : parts_) sum += part.weight * part.mean();
  return sum;
}

double BetaMixture::variance() const {
  double squares = 0;
  for (const BetaPart& part : parts_) {
    const double size = part.a + part.b;
    squares += part.weight * part.mean() * (part.a + 1) / (size + 1);
  }
  return std::max(0.0, squares - mean() * mean());
}

double BetaMixture::density(double share) const {
  double sum = 0;
  for (const BetaPart& part : parts_) {
    if (part.weight > kNothing)
      sum += part.weight * boost::math::ibeta_derivative(part.a, part.b, share, Policy{});
  }
  return sum;
}

double BetaMixture::at_most(double share) const {
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  double sum = 0;
  for (const BetaPart& part : parts_) {
    if (part.weight > kNothing) sum += part.weight * boost::math::ibeta(part.a, part.b, share, Policy{});
  }
  return std::min(sum, 1.0);
}

double BetaMixture::quantile(double probability) const {
  return quantile_near(probability, mean());
}

double BetaMixture::quantile_near(double probability, double start) const {
  if (probability <= 0) return 0;
  if (probability >= 1) return 1;
  // Newton's steps, replaced by halving whenever one leaves the bracket.
  double low = 0, high = 1, share = start > 0 && start < 1 ? start : 0.5;
  for (int step = 0; step < 100 && high - low > kExact; ++step) {
    const double excess = at_most(share) - probability;
    (excess < 0 ? low : high) = share;
    double next = share - excess / density(share);
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (std::abs(next - share) < kExact) return next;
    share = next;
  }
  return share;
}

Interval BetaMixture::equal_tailed(double level) const {
  return {quantile((1 - level) / 2), quantile((1 + level) / 2)};
}

Interval BetaMixture::shortest(double level) const {
  // The width falls with the lower tail as long as the density at the low end is below that at the high end.
  double low = 0, high = 1 - level;
  Interval best = equal_tailed(level);
  for (int step = 0; step < 10; ++step) {
    const double tail = (low + high) / 2;
    best = {quantile_near(tail, best.low), quantile_near(tail + level, best.high)};
    const double left = density(best.low), right = density(best.high);
    if (std::abs(left - right) < kLevelEnds * (left + right)) break;
    (left < right ? low : high) = tail;
  }
  for (const Interval& edge :
       {Interval{0, quantile_near(level, best.high)}, Interval{quantile_near(1 - level, best.low), 1}}) {
    if (edge.high - edge.low <= best.high - best.low + kSameWidth) best = edge;
  }
  return best;
}

BetaMixture jeffreys() {
  return BetaMixture{{BetaPart{1, 0.5, 0.5}, {}, {}, {}}};
}

}  // namespace saksi
