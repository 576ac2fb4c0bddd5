// Tallies by hand: small archives whose right answer can be read off.
#pragma once

#include <string>
#include <vector>

#include "analyzer/statistics/cell_estimate.h"

namespace saksi {

inline Outcome open_outcome() {
  return {VerdictWord::accessible, Certainty::no_sign, Scope::unknown, {}, {}};
}
inline Outcome blocked_outcome(Certainty certainty = Certainty::possible, Layer layer = Layer::tls,
                               Method method = Method::reset_after_client_hello) {
  return {VerdictWord::blocked, certainty, Scope::unknown, layer, method};
}

inline Tally tally_of(std::int32_t day, Outcome outcome, std::uint32_t runs) {
  Tally tally;
  tally.day = day;
  tally.outcome = outcome;
  tally.count = runs;
  tally.runs = runs;
  tally.first = std::int64_t{day} * 86400 + 3600;
  tally.last = tally.first + 3600;
  return tally;
}

/// Networks AS1, AS2... each in the country given; one input.
inline Tallies archive_of(const std::vector<std::string>& countries) {
  Tallies tallies;
  tallies.inputs.push_back({"https://example.org/", "example.org", TestName::web_connectivity});
  for (std::uint32_t i = 0; i < countries.size(); ++i) {
    tallies.networks.push_back({Asn{i + 1}, *CountryCode::parse(countries[i]), "Example"});
  }
  return tallies;
}

inline void add(Tallies& tallies, std::uint32_t network, Tally tally) {
  tally.network = network;
  tallies.tallies.push_back(tally);
}

}  // namespace saksi
