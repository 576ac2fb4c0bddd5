#include "tests/support/simulation/world.h"

#include <algorithm>
#include <array>
#include <map>

#include "tests/support/simulation/dice.h"

namespace saksi {

namespace {

constexpr std::int32_t kFirstDay = 20000;
constexpr std::array kCountries{"MY", "IN", "PK", "ID", "TH", "PH", "DE", "BR", "KE", "JP"};

struct Way {
  Layer layer;
  Method method;
};
constexpr std::array<Way, 3> kWays{{{Layer::dns, Method::nxdomain},
                                    {Layer::tls, Method::reset_after_client_hello},
                                    {Layer::http, Method::timed_out}}};

/// How one cell behaves.
struct Nature {
  bool is_blocked = false;
  double blocked_rate = 0;  // of looks, by the censor
  double noise = 0;
  double clustering = 0;
  bool has_notice = false;
  Way way = kWays[0];
  double share() const { return blocked_rate + (1 - blocked_rate) * noise; }
};

class Maker {
 public:
  Maker(std::uint64_t seed, const WorldPlan& plan) : dice_(seed), plan_(plan) {}

  World make() {
    name_networks();
    for (std::uint32_t input = 0; input < plan_.inputs; ++input) make_input(input);
    return std::move(world_);
  }

 private:
  struct Network {
    double runs_per_day = 0;
    std::map<std::int32_t, std::uint32_t> faults;  // day -> which tenth of the inputs fails
  };

  void name_networks() {
    for (std::size_t country = 0; country < plan_.countries; ++country) {
      for (std::size_t i = 0; i < plan_.networks_per_country; ++i) {
        const Asn asn{static_cast<std::uint32_t>(64512 + networks_.size())};
        world_.tallies.networks.push_back({asn, *CountryCode::parse(kCountries[country]), "Example"});
        Network network{0.1 + (plan_.most_runs_per_day - 0.1) * dice_.share() * dice_.share(), {}};
        for (std::int32_t day = 0; day < plan_.days; ++day) {
          if (dice_.chance(plan_.fault_days))
            network.faults[day] = static_cast<std::uint32_t>(dice_.below(10));
        }
        networks_.push_back(std::move(network));
      }
    }
  }

  void make_input(std::uint32_t input) {
    const std::string host = "site" + std::to_string(input) + ".example";
    world_.tallies.inputs.push_back({"https://" + host + "/", host, TestName::web_connectivity});
    double noise = draw_noise();
    for (std::uint32_t country = 0; country < plan_.countries; ++country) {
      const bool is_blocked = dice_.chance(plan_.blocked_share);
      if (plan_.noise_of_country) noise = draw_noise();
      for (std::uint32_t i = 0; i < plan_.networks_per_country; ++i) {
        const auto network = static_cast<std::uint32_t>(country * plan_.networks_per_country + i);
        make_cell(input, network, nature_of(is_blocked && dice_.chance(0.85), noise));
      }
    }
  }

  double draw_noise() {
    return dice_.chance(plan_.unreliable_share) ? 0.05 + 0.35 * dice_.share()
                                                : dice_.beta(1, 1 / plan_.noise - 1);
  }

  Nature nature_of(bool is_blocked, double noise) {
    Nature nature;
    nature.is_blocked = is_blocked;
    nature.noise = noise;
    nature.clustering = plan_.most_clustering * dice_.share();
    nature.way = kWays[dice_.below(kWays.size())];
    if (!is_blocked) return nature;
    nature.blocked_rate = dice_.chance(plan_.partial_share) ? 0.15 + 0.7 * dice_.share() : dice_.beta(19, 1);
    nature.has_notice = dice_.chance(plan_.notice_share);
    return nature;
  }

  /// The share of one day: beta-distributed around the cell's, so that runs of a day correlate by
  /// `clustering`.
  double share_on_day(const Nature& nature) {
    const double share = nature.share();
    if (nature.clustering <= 0 || share <= 0 || share >= 1) return share;
    const double strength = 1 / nature.clustering - 1;
    return dice_.beta(share * strength, (1 - share) * strength);
  }

  void make_cell(std::uint32_t input, std::uint32_t network, const Nature& nature) {
    const std::size_t before = world_.tallies.tallies.size();
    for (std::int32_t day = 0; day < plan_.days; ++day) {
      const auto fault = networks_[network].faults.find(day);
      const bool fails = fault != networks_[network].faults.end() && input % 10 == fault->second;
      const double share = fails ? 1 : share_on_day(nature);
      std::uint32_t blocked = 0, open = 0;
      for (std::size_t run = dice_.poisson(networks_[network].runs_per_day); run > 0; --run)
        ++(dice_.chance(share) ? blocked : open);
      add(input, network, day, {VerdictWord::accessible, Certainty::no_sign, Scope::unknown, {}, {}}, open);
      add(input, network, day, blocked_outcome(nature), blocked);
    }
    if (world_.tallies.tallies.size() == before) return;
    const bool next = dice_.chance(share_on_day(nature));
    world_.cells.push_back({input, network, nature.is_blocked, nature.share(), next});
  }

  static Outcome blocked_outcome(const Nature& nature) {
    if (nature.has_notice)
      return {VerdictWord::blocked, Certainty::confirmed, Scope::national, Layer::http, Method::notice_page};
    return {VerdictWord::blocked, Certainty::possible, Scope::unknown, nature.way.layer, nature.way.method};
  }

  void add(std::uint32_t input, std::uint32_t network, std::int32_t day, const Outcome& outcome,
           std::uint32_t runs) {
    if (runs == 0) return;
    Tally tally;
    tally.input = input;
    tally.network = network;
    tally.day = kFirstDay + day;
    tally.outcome = outcome;
    tally.count = tally.runs = runs;
    tally.first = std::int64_t{tally.day} * 86400 + 3600;
    tally.last = tally.first + 7200;
    world_.tallies.tallies.push_back(tally);
  }

  Dice dice_;
  WorldPlan plan_;
  World world_;
  std::vector<Network> networks_;
};

}  // namespace

World simulate_world(std::uint64_t seed, const WorldPlan& plan) {
  return Maker{seed, plan}.make();
}

std::vector<WorldPlan> calibration_plans() {
  WorldPlan independent;
  independent.name = "independent runs";
  WorldPlan clustered = independent;
  clustered.name = "clustered by day, correlation up to 0.6";
  clustered.most_clustering = 0.6;
  WorldPlan faulty = clustered;
  faulty.name = "clustered, and failures of many inputs at once";
  faulty.fault_days = 0.05;
  WorldPlan noisy = clustered;
  noisy.name = "clustered, and noisy (6 %)";
  noisy.noise = 0.06;
  WorldPlan sparse = clustered;
  sparse.name = "clustered, at most one run in two days";
  sparse.most_runs_per_day = 0.5;
  WorldPlan dense = clustered;
  dense.name = "clustered, up to 20 runs a day";
  dense.most_runs_per_day = 20;
  WorldPlan many = clustered;
  many.name = "clustered, a quarter of all inputs blocked";
  many.blocked_share = 0.25;
  WorldPlan apart = clustered;
  apart.name = "clustered, noise differs by country";
  apart.noise_of_country = true;
  return {independent, clustered, faulty, noisy, sparse, dense, many, apart};
}

}  // namespace saksi
