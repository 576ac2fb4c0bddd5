// From the probabilities that a change stands before this day or that, to the days between which it lies.
// Pure.
#pragma once

#include <cstddef>
#include <span>

namespace saksi {

/// Places in a list, both included.
struct Places {
  std::size_t first = 0, last = 0;
};

/// Of all runs of places whose mass is at least `level` of the whole, the one with the smallest
/// `length(first, last)`; the whole list when its mass is 0. `mass` not empty.
template <class Length>
[[nodiscard]] Places shortest_span(std::span<const double> mass, double level, const Length& length) {
  double whole = 0;
  for (const double part : mass) whole += part;
  Places best{0, mass.size() - 1};
  double inside = 0;
  for (std::size_t first = 0, last = 0; last < mass.size(); ++last) {
    inside += mass[last];
    while (first < last && inside - mass[first] >= level * whole) inside -= mass[first++];
    if (inside >= level * whole && length(first, last) < length(best.first, best.last)) best = {first, last};
  }
  return best;
}

}  // namespace saksi
