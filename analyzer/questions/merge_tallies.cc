#include "analyzer/questions/merge_tallies.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace saksi {

namespace {

using Numbers = std::vector<std::uint32_t>;  // old index -> new index
using NetworkKey = std::pair<Asn, CountryCode>;

/// Sorted names of both, and where each old one went.
template <class Key, class Name, class KeyOf>
std::vector<Name> joined(const std::vector<Name>& a, const std::vector<Name>& b, KeyOf key_of, Numbers& of_a,
                         Numbers& of_b) {
  std::map<Key, Name> names;
  for (const Name& name : a) names[key_of(name)] = name;
  for (const Name& name : b) names[key_of(name)] = name;
  std::map<Key, std::uint32_t> positions;
  std::vector<Name> out;
  for (auto& [key, name] : names) {
    positions[key] = static_cast<std::uint32_t>(out.size());
    out.push_back(name);
  }
  for (const Name& name : a) of_a.push_back(positions.at(key_of(name)));
  for (const Name& name : b) of_b.push_back(positions.at(key_of(name)));
  return out;
}

void take(std::vector<Tally>& out, const std::vector<Tally>& tallies, const Numbers& inputs,
          const Numbers& networks) {
  for (Tally tally : tallies) {
    tally.input = inputs[tally.input];
    tally.network = networks[tally.network];
    out.push_back(tally);
  }
}

bool counts_the_same(const Tally& a, const Tally& b) {
  return std::tie(a.input, a.network, a.day, a.outcome) == std::tie(b.input, b.network, b.day, b.outcome);
}

void add(Tally& sum, const Tally& more) {
  sum.count += more.count;
  sum.runs += more.runs;
  sum.first = std::min(sum.first, more.first);
  sum.last = std::max(sum.last, more.last);
  sum.reached += more.reached;
  sum.attempts += more.attempts;
  sum.agreed += more.agreed;
  sum.isolated_by = static_cast<std::uint16_t>(sum.isolated_by | more.isolated_by);
}

std::vector<Tally> summed(std::vector<Tally> all) {
  std::sort(all.begin(), all.end(), [](const Tally& a, const Tally& b) {
    return std::tie(a.input, a.network, a.day, a.outcome) < std::tie(b.input, b.network, b.day, b.outcome);
  });
  std::vector<Tally> out;
  for (const Tally& tally : all) {
    if (!out.empty() && counts_the_same(out.back(), tally)) {
      add(out.back(), tally);
    } else {
      out.push_back(tally);
    }
  }
  std::sort(out.begin(), out.end(), [](const Tally& a, const Tally& b) {
    return std::tie(a.input, a.network, a.day, a.first, a.outcome) <
           std::tie(b.input, b.network, b.day, b.first, b.outcome);
  });
  return out;
}

}  // namespace

Tallies merged(const Tallies& a, const Tallies& b) {
  Tallies out;
  Numbers inputs_a, inputs_b, networks_a, networks_b;
  const auto same = [](const InputName& name) { return name; };
  out.inputs = joined<InputName>(a.inputs, b.inputs, same, inputs_a, inputs_b);
  const auto key_of = [](const NetworkName& name) { return NetworkKey{name.asn, name.country}; };
  out.networks = joined<NetworkKey>(a.networks, b.networks, key_of, networks_a, networks_b);
  std::vector<Tally> all;
  all.reserve(a.tallies.size() + b.tallies.size());
  take(all, a.tallies, inputs_a, networks_a);
  take(all, b.tallies, inputs_b, networks_b);
  out.tallies = summed(std::move(all));
  return out;
}

}  // namespace saksi
