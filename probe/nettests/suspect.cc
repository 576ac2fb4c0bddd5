#include "probe/nettests/suspect.h"

#include <algorithm>
#include <vector>

#include "core/judge/flow.h"

namespace saksi {
namespace {

/// The newest failed operation; IPv4 before IPv6, because more of the experiments work there.
template <class Observation>
const Observation* last_failed(const std::vector<Observation>& observations) {
  const Observation* last = nullptr;
  const auto key = [](const Observation& o) { return std::pair{o.depth, o.endpoint.address.is_v4()}; };
  for (const Observation& observation : observations) {
    if (observation.ok()) continue;
    if (last == nullptr || key(observation) >= key(*last)) last = &observation;
  }
  return last;
}

Url url_of_hop(const Measurement& measurement, int depth) {
  const auto hops = hop_urls(measurement);
  const auto found = hops.find(depth);
  return found == hops.end() ? measurement.url : found->second;
}

template <class Observation>
std::optional<Suspect> at(const Measurement& seen, Layer layer, const Observation* failed) {
  if (failed == nullptr) return std::nullopt;
  return Suspect{layer, url_of_hop(seen, failed->depth), failed->endpoint};
}

/// The exchange that failed, or else the newest page: a notice came whole.
const HttpObservation* suspicious_exchange(const Attempt& attempt) {
  const HttpObservation* failed = last_failed(attempt.http);
  if (failed != nullptr) return failed;
  const auto in_clear =
      std::find_if(attempt.http.begin(), attempt.http.end(),
                   [](const HttpObservation& http) { return http.url.starts_with("http:"); });
  return in_clear == attempt.http.end() ? nullptr : &*in_clear;
}

std::optional<Suspect> dns_suspect(const Measurement& seen) {
  int depth = 0;
  for (const DnsObservation& lookup : seen.dns) {
    if (lookup.engine == DnsEngine::system && !lookup.ok()) depth = std::max(depth, lookup.depth);
  }
  const Url url = url_of_hop(seen, depth);
  if (seen.dns.empty() || url.literal()) return std::nullopt;
  return Suspect{Layer::dns, url, std::nullopt};
}

std::optional<Suspect> find_in(const Measurement& seen, Layer layer) {
  switch (layer) {
    case Layer::dns:
      return dns_suspect(seen);
    case Layer::tcp:
      return at(seen, layer, last_failed(seen.tcp));
    case Layer::tls:
      return at(seen, layer, last_failed(seen.tls));
    case Layer::http:
      return at(seen, layer, suspicious_exchange(seen));
    case Layer::rate:
      return at(seen, layer, seen.http.empty() ? nullptr : &seen.http.back());
  }
  return std::nullopt;
}

}  // namespace

std::optional<Suspect> find_suspect(const Measurement& measurement, Layer layer) {
  Measurement single;
  single.url = measurement.url;
  for (auto retest = measurement.retests.rbegin(); retest != measurement.retests.rend(); ++retest) {
    static_cast<Attempt&>(single) = *retest;
    if (auto found = find_in(single, layer)) return found;
  }
  static_cast<Attempt&>(single) = measurement;
  return find_in(single, layer);
}

}  // namespace saksi
