#include "analyzer/statistics/baseline.h"

#include <algorithm>
#include <cmath>
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

/// How often it fails where nobody seems to block it. Countries in which most runs fail are left out, and
/// those that stand far above the others; unless failing countries are most of all, which is the site's own
/// doing.
class Elsewhere {
 public:
  explicit Elsewhere(double quiet_share) : quiet_share_(quiet_share) {}

  void add(const CountrySum& sum) {
    const bool fails = sum.blocked_looks > sum.looks / 2;
    failing_ += fails ? 1 : 0;
    all_.looks += sum.looks;
    all_.blocked += sum.blocked_looks;
    if (fails) return;
    working_.push_back({sum.looks, sum.blocked_looks});
    working_sum_.looks += sum.looks;
    working_sum_.blocked += sum.blocked_looks;
  }

  double looks() const { return all_.looks; }

  double share() const {
    if (failing_ > static_cast<int>(working_.size()) + kImaginedCountries) return all_.blocked / all_.looks;
    Looks kept{0, 0};
    for (const Looks& country : working_) {
      if (stands_out(country)) continue;
      kept.looks += country.looks;
      kept.blocked += country.blocked;
    }
    return kept.looks > 0 ? kept.blocked / kept.looks : quiet_share_;
  }

 private:
  struct Looks {
    double looks = 0, blocked = 0;
  };

  bool stands_out(const Looks& country) const {
    const double others = working_sum_.looks - country.looks + 1;
    const double usual = (working_sum_.blocked - country.blocked + quiet_share_) / others;
    const double above = country.blocked / country.looks - usual;
    const double chance = std::sqrt(usual * (1 - usual) * (1 / country.looks + 1 / others));
    return above > kFarAbove && above > 3 * chance;
  }

  double quiet_share_;
  int failing_ = 0;
  Looks all_, working_sum_;
  std::vector<Looks> working_;
};

Baseline elsewhere(const Countries& countries, const CountryCode& here, double quiet_share) {
  Baseline baseline;
  Elsewhere others{quiet_share};
  for (const auto& [country, sum] : countries) {
    if (country == here || sum.looks < kLeastLooksOfCountry) continue;
    ++baseline.countries;
    baseline.networks += sum.networks;
    others.add(sum);
  }
  baseline.effective_runs = others.looks();
  baseline.share = others.share();
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
