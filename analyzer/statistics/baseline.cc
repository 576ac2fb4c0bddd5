#include "analyzer/statistics/baseline.h"

#include <algorithm>
#include <map>

namespace saksi {

namespace {

struct CountrySum {
  std::uint32_t networks = 0;
  std::uint32_t with_floor = 0, blocked = 0;  // networks with enough runs; of these, mostly blocked
  double looks = 0, blocked_looks = 0;
};
using Countries = std::map<CountryCode, CountrySum>;

bool mostly_blocked(const Neighbour& neighbour) {
  return neighbour.runs >= kLeastRuns && neighbour.count.share > 0.5;
}

Countries summed(std::span<const Neighbour> neighbours) {
  Countries countries;
  for (const Neighbour& neighbour : neighbours) {
    if (neighbour.runs == 0) continue;
    CountrySum& sum = countries[neighbour.country];
    const double looks = std::min(neighbour.count.runs, kMostLooksOfNetwork);
    ++sum.networks;
    sum.with_floor += neighbour.runs >= kLeastRuns ? 1 : 0;
    sum.blocked += mostly_blocked(neighbour) ? 1 : 0;
    sum.looks += looks;
    sum.blocked_looks += looks * neighbour.count.share;
  }
  return countries;
}

double lower_median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Baseline elsewhere(const Countries& countries, const CountryCode& here, double quiet_share) {
  Baseline baseline;
  std::vector<double> shares(kImaginedCountries, quiet_share);
  for (const auto& [country, sum] : countries) {
    if (country == here || sum.looks < kLeastLooksOfCountry) continue;
    ++baseline.countries;
    baseline.networks += sum.networks;
    baseline.effective_runs += sum.looks;
    shares.push_back((sum.blocked_looks + quiet_share) / (sum.looks + 1));
  }
  baseline.share = lower_median(std::move(shares));
  return baseline;
}

}  // namespace

std::vector<Baseline> baselines(std::span<const Neighbour> neighbours, double quiet_share) {
  const Countries countries = summed(neighbours);
  std::map<CountryCode, Baseline> by_country;
  for (const auto& [country, sum] : countries)
    by_country.emplace(country, elsewhere(countries, country, quiet_share));
  std::vector<Baseline> out;
  out.reserve(neighbours.size());
  for (const Neighbour& neighbour : neighbours) {
    if (!by_country.contains(neighbour.country)) {
      by_country.emplace(neighbour.country, elsewhere(countries, neighbour.country, quiet_share));
    }
    Baseline baseline = by_country.at(neighbour.country);
    if (const auto here = countries.find(neighbour.country); here != countries.end()) {
      baseline.networks_here = here->second.with_floor - (neighbour.runs >= kLeastRuns ? 1 : 0);
      baseline.blocked_here = here->second.blocked - (mostly_blocked(neighbour) ? 1 : 0);
    }
    out.push_back(baseline);
  }
  return out;
}

}  // namespace saksi
