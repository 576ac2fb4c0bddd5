#include "analyzer/statistics/method_changes.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "analyzer/statistics/clustering.h"
#include "analyzer/statistics/spans.h"

namespace saksi {

namespace {

using Mix = std::vector<double>;

/// Jeffreys' prior over the mix of methods.
constexpr double kPriorRuns = 0.5;

double log_gamma(double x) {
  using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
  return boost::math::lgamma(x, Policy{});
}

/// Dirichlet-multinomial likelihood of a segment, whatever the order of its runs.
double log_likelihood(const Mix& runs) {
  double sum = 0, out = 0;
  for (const double count : runs) {
    sum += count;
    out += log_gamma(count + kPriorRuns) - log_gamma(kPriorRuns);
  }
  const double prior = kPriorRuns * static_cast<double>(runs.size());
  return out + log_gamma(prior) - log_gamma(prior + sum);
}

/// Runs of one day are one probe's more often than not, and it meets the same box.
KindsOfDay effective(const KindsOfDay& day) {
  KindsOfDay out = day;
  double sum = 0;
  for (const double runs : day.runs) sum += runs;
  if (sum <= 1) return out;
  const double scale = effective_runs(sum, kUsualClustering) / sum;
  for (double& runs : out.runs) runs *= scale;
  return out;
}

std::vector<Mix> sums_up_to(std::span<const KindsOfDay> days) {
  std::vector<Mix> sums{Mix(days.front().runs.size())};
  for (const KindsOfDay& day : days) {
    Mix next = sums.back();
    for (std::size_t kind = 0; kind < next.size(); ++kind) next[kind] += day.runs[kind];
    sums.push_back(std::move(next));
  }
  return sums;
}

Mix difference(const Mix& later, const Mix& earlier) {
  Mix out = later;
  for (std::size_t kind = 0; kind < out.size(); ++kind) out[kind] -= earlier[kind];
  return out;
}

std::size_t most_frequent(const Mix& mix) {
  return static_cast<std::size_t>(std::max_element(mix.begin(), mix.end()) - mix.begin());
}

/// Odds that a change stands before each day (from the second on), against none at all.
std::vector<double> log_odds(std::span<const KindsOfDay> days, const std::vector<Mix>& sums) {
  const double whole = log_likelihood(sums.back());
  std::vector<double> odds;
  for (std::size_t t = 1; t < days.size(); ++t) {
    const Mix after = difference(sums.back(), sums[t]);
    odds.push_back(std::log(kChangesPerDay * (days[t].day - days[t - 1].day)) + log_likelihood(sums[t]) +
                   log_likelihood(after) - whole);
  }
  return odds;
}

std::vector<double> masses(const std::vector<double>& log_odds, double top) {
  std::vector<double> out;
  for (const double odds : log_odds) out.push_back(std::exp(odds - top));
  return out;
}

/// The change that splits `days` best, then those within either part.
void split(std::span<const KindsOfDay> days, std::vector<MethodChange>& out) {
  if (days.size() < 2) return;
  const std::vector<Mix> sums = sums_up_to(days);
  const std::vector<double> odds = log_odds(days, sums);
  const auto best = std::max_element(odds.begin(), odds.end());
  const std::size_t at = static_cast<std::size_t>(best - odds.begin()) + 1;
  const std::vector<double> mass = masses(odds, *best);
  double total = 0;
  for (const double part : mass) total += part;
  const double probability = 1 / (1 + std::exp(-*best - std::log(total)));
  if (probability < kSureState) return;
  const auto day_length = [&](std::size_t first, std::size_t last) {
    return days[last + 1].day - days[first].day;
  };
  const Places places = shortest_span(std::span{mass}, kEventInterval, day_length);
  const std::size_t before = most_frequent(sums[at]),
                    after = most_frequent(difference(sums.back(), sums[at]));
  split(days.first(at), out);
  if (before != after)
    out.push_back({before, after, days[places.first].day, days[places.last + 1].day, probability});
  split(days.subspan(at), out);
}

}  // namespace

std::vector<MethodChange> method_changes(std::span<const KindsOfDay> days) {
  std::vector<KindsOfDay> told;
  for (const KindsOfDay& day : days) {
    if (std::any_of(day.runs.begin(), day.runs.end(), [](double runs) { return runs > 0; }))
      told.push_back(effective(day));
  }
  std::vector<MethodChange> out;
  if (!told.empty() && told.front().runs.size() > 1) split(told, out);
  return out;
}

}  // namespace saksi
