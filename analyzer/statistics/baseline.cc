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

/// How often it fails where most runs do not: the countries that seem to block it are left out, unless they
/// are most of all, which is the site's own doing.
struct Elsewhere {
  int failing = 0, working = 0;  // countries
  double looks = 0, blocked = 0, working_looks = 0, working_blocked = 0;
  void add(const CountrySum& sum) {
    const bool fails = sum.blocked_looks > sum.looks / 2;
    ++(fails ? failing : working);
    looks += sum.looks;
    blocked += sum.blocked_looks;
    if (fails) return;
    working_looks += sum.looks;
    working_blocked += sum.blocked_looks;
  }
  double share(double quiet_share) const {
    if (failing > working + kImaginedCountries) return blocked / looks;
    return working_looks > 0 ? working_blocked / working_looks : quiet_share;
  }
};

Baseline elsewhere(const Countries& countries, const CountryCode& here, double quiet_share) {
  Baseline baseline;
  Elsewhere others;
  for (const auto& [country, sum] : countries) {
    if (country == here || sum.looks < kLeastLooksOfCountry) continue;
    ++baseline.countries;
    baseline.networks += sum.networks;
    others.add(sum);
  }
  baseline.effective_runs = others.looks;
  baseline.share = others.share(quiet_share);
  return baseline;
}

}  // namespace

double looks_of(const Baseline& baseline, double most) {
  return std::min(baseline.effective_runs, most);
}

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
