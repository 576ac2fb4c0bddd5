#include "analyzer/questions/site_cells.h"

#include <algorithm>
#include <map>
#include <span>

#include "analyzer/questions/cell_rules.h"
#include "analyzer/questions/site_rules.h"
#include "analyzer/questions/weigh.h"

namespace saksi {

namespace {

using Part = std::span<const Tally>;
using ByCountry = std::map<CountryCode, CountrySites>;

/// Calls `visit` with each stretch of tallies for which `key` is the same.
template <class Key, class Visit>
void for_each_part(Part tallies, Key key, Visit visit) {
  std::size_t begin = 0;
  while (begin < tallies.size()) {
    std::size_t end = begin + 1;
    while (end < tallies.size() && tallies[end].*key == tallies[begin].*key) ++end;
    visit(tallies.subspan(begin, end - begin));
    begin = end;
  }
}

/// Where each network of the tallies stands in its country.
struct Places {
  ByCountry countries;
  std::vector<std::size_t> column;  // by index in Tallies::networks
};

Places places_of(const Tallies& world, const CountryCode& only) {
  std::vector<bool> used(world.networks.size());
  for (const Tally& tally : world.tallies) used[tally.network] = true;
  Places places{{}, std::vector<std::size_t>(world.networks.size())};
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < world.networks.size(); ++i) {
    if (used[i] && (!only.known() || world.networks[i].country == only)) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&world](std::uint32_t a, std::uint32_t b) {
    return world.networks[a].asn < world.networks[b].asn;
  });
  for (const std::uint32_t i : order) {
    const NetworkName& name = world.networks[i];
    CountrySites& country = places.countries[name.country];
    country.country = name.country;
    places.column[i] = country.networks.size();
    country.networks.push_back({name.asn, name.as_name, name.country, true});
    country.positions.push_back(i);
  }
  return places;
}

DayNumbers days_down(Part tallies) {
  DayNumbers days;
  for (const Tally& tally : tallies) {
    if (tally.outcome.word == VerdictWord::site_down) days.insert(tally.day);
  }
  return days;
}

bool ever_opened(Part tallies) {
  return std::any_of(tallies.begin(), tallies.end(), [](const Tally& tally) {
    return tally.outcome.word == VerdictWord::accessible ||
           tally.outcome.word == VerdictWord::refused_by_server;
  });
}

struct Openings {
  std::size_t open = 0;
  std::size_t failing = 0;
};

/// Of one input: how many networks of each country reached it at all.
std::map<CountryCode, Openings> openings_of(Part input, const Tallies& world) {
  std::map<CountryCode, Openings> out;
  for_each_part(input, &Tally::network, [&](Part network) {
    Openings& openings = out[world.networks[network.front().network].country];
    ++(ever_opened(network) ? openings.open : openings.failing);
  });
  return out;
}

Site begin_site(const InputName& input, std::size_t networks) {
  Site site;
  site.url = shown_input(input);
  site.host = input.host;
  site.cells.resize(networks);
  for (std::size_t i = 0; i < networks; ++i) site.cells[i].network = i;
  return site;
}

Site& site_in(CountrySites& country, const Tallies& world, std::uint32_t input) {
  if (country.inputs.empty() || country.inputs.back() != input) {
    country.sites.push_back(begin_site(world.inputs[input], country.networks.size()));
    country.inputs.push_back(input);
  }
  return country.sites.back();
}

void look_elsewhere(Site& site, const CountryCode& country, const std::map<CountryCode, Openings>& openings) {
  for (const auto& [other, counts] : openings) {
    if (other == country) continue;
    site.open_elsewhere += counts.open;
    site.failing_elsewhere += counts.failing;
  }
}

/// The estimate of one cell; nothing when there is none.
const CellEstimate* estimate_of(std::span<const CellEstimate> estimates, std::uint32_t input,
                                std::uint32_t network) {
  const std::pair wanted(input, network);
  const auto found =
      std::lower_bound(estimates.begin(), estimates.end(), wanted,
                       [](const CellEstimate& one, const std::pair<std::uint32_t, std::uint32_t>& cell) {
                         return std::pair(one.input, one.network) < cell;
                       });
  const bool is_it = found != estimates.end() && found->input == input && found->network == network;
  return is_it ? &*found : nullptr;
}

void judge_input(Places& places, const Tallies& world, Part input, std::span<const CellEstimate> estimates) {
  const std::uint32_t index = input.front().input;
  if (!is_judged(world.inputs[index].test)) return;
  const DayNumbers down = days_down(input);
  for_each_part(input, &Tally::network, [&](Part network) {
    const std::uint32_t position = network.front().network;
    const auto country = places.countries.find(world.networks[position].country);
    if (country == places.countries.end()) return;
    Cell& cell = site_in(country->second, world, index).cells[places.column[position]];
    cell = judge_cell(network, down);
    cell.network = places.column[position];
    if (const CellEstimate* estimate = estimate_of(estimates, index, position)) weigh(cell, *estimate);
  });
  const std::map<CountryCode, Openings> openings = openings_of(input, world);
  for (auto& [code, country] : places.countries) {
    if (country.inputs.empty() || country.inputs.back() != index) continue;
    look_elsewhere(country.sites.back(), code, openings);
    compare_networks(country.sites.back(), country.networks);
  }
}

}  // namespace

bool is_judged(TestName test) {
  switch (test) {
    case TestName::web_connectivity:
    case TestName::telegram:
    case TestName::whatsapp:
    case TestName::facebook_messenger:
    case TestName::signal:
    case TestName::tor:
    case TestName::vanilla_tor:
    case TestName::torsf:
    case TestName::psiphon:
    case TestName::riseupvpn:
    case TestName::openvpn:
      return true;
    case TestName::http_header_field_manipulation:
    case TestName::http_invalid_request_line:
    case TestName::http_requests:
    case TestName::dns_consistency:
    case TestName::dnscheck:
    case TestName::tcp_connect:
    case TestName::stunreachability:
    case TestName::urlgetter:
    case TestName::browser_web:
    case TestName::ndt:
    case TestName::dash:
    case TestName::other:
      break;
  }
  return false;
}

std::string shown_input(const InputName& input) {
  const std::string test(to_string(input.test));
  if (input.input.empty()) return test;
  return input.test == TestName::web_connectivity ? input.input : test + " " + input.input;
}

std::vector<CountrySites> judge_countries(const Tallies& world, const CountryCode& only,
                                          std::span<const CellEstimate> estimates) {
  Places places = places_of(world, only);
  for_each_part(world.tallies, &Tally::input,
                [&](Part input) { judge_input(places, world, input, estimates); });
  std::vector<CountrySites> out;
  for (auto& [code, country] : places.countries) out.push_back(std::move(country));
  return out;
}

}  // namespace saksi
