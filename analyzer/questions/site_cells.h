// From tallies to judged cells: every input on every network, country by country, with what other countries
// say of it. The report and the questions take their words from here, so that they never disagree. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"
#include "analyzer/report/model.h"
#include "analyzer/statistics/cell_estimate.h"

namespace saksi {

/// Whether we judge this test at all; others are counted and stay out of reports.
[[nodiscard]] bool is_judged(TestName test);
/// What stands for an input in a table: the URL; the name of an app for tests that take no input.
[[nodiscard]] std::string shown_input(const InputName& input);

/// All sites of one country, each with a cell for every network (Site::cells[i].network == i).
struct CountrySites {
  CountryCode country;
  std::vector<Network> networks;         // by AS number
  std::vector<Site> sites;               // by URL; category, groups and evidence still empty
  std::vector<std::uint32_t> inputs;     // of each site: its index in Tallies::inputs
  std::vector<std::uint32_t> positions;  // of each network: its index in Tallies::networks
};

/// `world`: tallies of these countries and of all that serve as comparison, which count. `only`: ZZ means
/// every country. Sorted by country.
/// `estimates` of the same tallies, by input and network, as estimate_cells() gives them.
[[nodiscard]] std::vector<CountrySites> judge_countries(const Tallies& world, const CountryCode& only,
                                                        std::span<const CellEstimate> estimates);

}  // namespace saksi
