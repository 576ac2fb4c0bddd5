// Who says a thing: distinct runs, and the networks, countries and files that they speak for. What many rows
// of one run say counts once, and every question is asked as if the most telling runs had been left out, so
// that one forged or broken run cannot carry the answer.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "analyzer/archive/result.h"

namespace saksi {

class Witnesses {
 public:
  /// A result of an unknown run (0) is no witness: nobody can tell it from the others.
  void add(const ArchivedResult& result);

  /// How many runs are left without `but_for` (0: without none) and without the `margin` next ones.
  [[nodiscard]] std::size_t runs(std::size_t margin, std::uint64_t but_for = 0) const;
  /// The least number of known networks, or countries, that are left whichever `margin` runs are left out. A
  /// run that claims to come from several speaks for one of them only.
  [[nodiscard]] std::size_t networks(std::size_t margin, std::uint64_t but_for = 0) const;
  [[nodiscard]] std::size_t countries(std::size_t margin, std::uint64_t but_for = 0) const;
  /// Distinct files.
  [[nodiscard]] std::size_t sources(std::uint64_t but_for = 0) const;

 private:
  struct Place {
    Asn network;
    CountryCode country;
    auto operator<=>(const Place&) const = default;
  };
  struct Voices {
    std::uint64_t first_run = 0;
    bool several = false;
  };
  template <class Group>
  [[nodiscard]] std::size_t groups(Group Place::*member, std::size_t margin, std::uint64_t but_for) const;

  std::map<std::uint64_t, Place> places_;    // by run: the lowest, so that the order does not matter
  std::map<std::uint32_t, Voices> sources_;  // which runs speak in a file
};

}  // namespace saksi
