// How an input fares elsewhere. Other countries tell what the site does by itself; other networks of the same
// country do not, because one order often binds them all. Pure.
#pragma once

#include <span>
#include <vector>

#include "analyzer/statistics/cell_estimate.h"

namespace saksi {

/// One cell of an input, as the others see it.
struct Neighbour {
  CountryCode country;
  std::uint32_t runs = 0;
  EffectiveCount count;
};

/// Looks of one network that count at most: else the best-measured network would speak for all.
inline constexpr double kMostLooksOfNetwork = 100;
/// Countries with fewer effective runs say nothing.
inline constexpr double kLeastLooksOfCountry = 2;
/// As many working countries are imagined beside the real ones, so that it takes three in which most runs
/// fail, and more than those in which they do not, to call a failure the site's own.
inline constexpr int kImaginedCountries = 2;
/// A country whose share is this much above the others' (and three standard errors) is left out as well.
inline constexpr double kFarAbove = 0.05;
/// As how many looks at the input's noise a baseline counts: as many as there were, but at most `most`,
/// because noise is not quite the same everywhere.
[[nodiscard]] double looks_of(const Baseline& baseline, double most);

/// Of each of `neighbours`, all of which are about one input. `quiet_share`: the archive's noise.
[[nodiscard]] std::vector<Baseline> baselines(std::span<const Neighbour> neighbours, double quiet_share);

}  // namespace saksi
