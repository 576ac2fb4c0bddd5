#include <algorithm>
#include <optional>

#include "analyzer/truth/corrections.h"
#include "analyzer/truth/host_days.h"
#include "analyzer/truth/result_words.h"

namespace saksi {
namespace {

constexpr std::size_t kWideNetworks = 5;   // unrelated networks that were told an address
constexpr std::size_t kWideCountries = 3;  // in as many countries
constexpr std::size_t kDownCountries = 2;
constexpr std::size_t kDownNetworks = 2;
constexpr std::size_t kDissenters = 2;  // runs, the margin among them, that may say otherwise

/// The rules for one host on one day.
class HostRules {
 public:
  HostRules(const HostDay& day, const Strictness& strictness)
      : day_(day), strictness_(strictness), down_(is_down()) {}

  [[nodiscard]] std::optional<Correction> correct(const ArchivedResult& result) const {
    if (!may_be_corrected(result)) return std::nullopt;
    for (const auto rule : {&HostRules::down_everywhere, &HostRules::other_address, &HostRules::refused}) {
      if (auto correction = (this->*rule)(result)) return correction;
    }
    return std::nullopt;
  }

 private:
  /// Enough runs of enough files, beside the result's own, whichever is left out.
  [[nodiscard]] bool suffices(const Witnesses& witnesses, const ArchivedResult& result) const {
    return witnesses.runs(strictness_.margin, result.run) >= 1 &&
           witnesses.sources(result.run) >= strictness_.sources;
  }
  [[nodiscard]] bool hardly_any(const Witnesses& dissenters) const {
    return dissenters.runs(0) + strictness_.margin <= kDissenters;
  }
  [[nodiscard]] bool hardly_any_in(const std::map<CountryCode, Witnesses>& dissenters,
                                   const CountryCode& country) const {
    const auto found = dissenters.find(country);
    return found == dissenters.end() || hardly_any(found->second);
  }
  [[nodiscard]] static Correction as(const ArchivedResult& result, const Outcome& outcome, const char* rule) {
    return {result.key, outcome, rule, false};
  }

  /// Nobody got it anywhere, the controls neither.
  [[nodiscard]] bool is_down() const {
    const std::size_t margin = strictness_.margin;
    return hardly_any(day_.up) && day_.control_failed.runs(margin) >= 1 &&
           day_.failed.countries(margin) >= kDownCountries && day_.failed.networks(margin) >= kDownNetworks &&
           day_.failed.sources() >= strictness_.sources;
  }

  [[nodiscard]] std::optional<Correction> down_everywhere(const ArchivedResult& result) const {
    if (!down_ || result.observed.control_reached) return std::nullopt;
    return as(result, not_concluded(VerdictWord::site_down), truth_rule::kDownEverywhere);
  }

  /// The address that was called wrong serves the name.
  [[nodiscard]] std::optional<Correction> other_address(const ArchivedResult& result) const {
    const bool wrong =
        layer_of(result, Layer::dns).method == Method::wrong_address &&
        (result.outcome.layer == Layer::dns || result.outcome.word == VerdictWord::inconclusive);
    if (!wrong || !result.observed.address || !result.fingerprint.empty()) return std::nullopt;
    const auto found = day_.addresses.find(*result.observed.address);
    if (found == day_.addresses.end()) return std::nullopt;
    const AddressSeen& seen = found->second;
    if (suffices(seen.vouched, result))
      return as(result, without_dns(result), truth_rule::kOtherAddressProven);
    if (seen_widely(seen, result))
      return as(result, not_concluded(VerdictWord::inconclusive), truth_rule::kAddressSeenWidely);
    if (in_proven_network(result))
      return as(result, not_concluded(VerdictWord::inconclusive), truth_rule::kOtherNetworkProven);
    return std::nullopt;
  }

  /// DNS told the truth: what is left is whether the page came.
  [[nodiscard]] static Outcome without_dns(const ArchivedResult& result) {
    const auto well = [&](Layer layer) { return layer_of(result, layer).state != FindingState::interfered; };
    const bool page = result.reached && layer_of(result, Layer::http).state == FindingState::ok;
    return page && well(Layer::tcp) && well(Layer::tls) ? accessible_outcome()
                                                        : not_concluded(VerdictWord::inconclusive);
  }

  /// Block addresses are told to many networks too, but those of one country, and the site is not there.
  [[nodiscard]] bool seen_widely(const AddressSeen& seen, const ArchivedResult& result) const {
    const std::size_t margin = strictness_.margin;
    return seen.open.networks(margin, result.run) >= kWideNetworks &&
           seen.open.countries(margin, result.run) >= kWideCountries &&
           seen.open.sources(result.run) >= strictness_.sources &&
           10 * seen.open.runs(margin, result.run) >= 9 * seen.answered.runs(margin, result.run);
  }

  /// Another address of the hosting or delivery network that serves the name. Not where that network is the
  /// provider's own: there stand both caches and notices.
  [[nodiscard]] bool in_proven_network(const ArchivedResult& result) const {
    const Asn network = result.observed.address_asn;
    if (!network.known() || network == result.vantage.asn || network == result.resolver_asn) return false;
    const auto found = day_.proven_networks.find(network);
    return found != day_.proven_networks.end() && suffices(found->second, result);
  }

  /// The server's own answer to this country, known as its own from elsewhere in the country, where nobody
  /// interferes below HTTP and the site opens for nobody.
  [[nodiscard]] std::optional<Correction> refused(const ArchivedResult& result) const {
    const CountryCode& country = result.vantage.country;
    const bool at_http = result.outcome.word == VerdictWord::inconclusive ||
                         result.outcome.method == Method::different_page ||
                         result.outcome.method == Method::status_451;
    const bool clean =
        std::all_of(result.layers.begin(), result.layers.begin() + 3,
                    [](const LayerResult& layer) { return layer.state != FindingState::interfered; });
    if (!at_http || !clean || result.observed.status < 400 || !result.fingerprint.empty())
      return std::nullopt;
    const auto same = day_.refused.find({country, result.observed.status});
    if (same == day_.refused.end() || !suffices(same->second, result)) return std::nullopt;
    if (!hardly_any_in(day_.came_through, country) || !hardly_any_in(day_.interfered, country))
      return std::nullopt;
    return as(result, not_concluded(VerdictWord::refused_by_server), truth_rule::kServerRefusesCountry);
  }

  const HostDay& day_;
  const Strictness& strictness_;
  const bool down_;
};

using OfHost = std::map<std::pair<bool, std::string_view>, std::vector<const ArchivedResult*>>;

OfHost by_host(std::span<const ArchivedResult> results) {
  OfHost hosts;
  for (const ArchivedResult& result : results) {
    if (!result.host.empty()) hosts[{result.simulated, result.host}].push_back(&result);
  }
  return hosts;
}

}  // namespace

std::vector<Correction> corrections_of_hosts(std::span<const ArchivedResult> results,
                                             const SuspectRuns& suspects, const Strictness& strictness) {
  std::vector<Correction> found;
  for (const auto& [host, of_host] : by_host(results)) {
    const bool doubtful = std::any_of(of_host.begin(), of_host.end(),
                                      [](const ArchivedResult* result) { return may_be_corrected(*result); });
    if (!doubtful) continue;
    const HostDays days = days_of_host(of_host, suspects);
    std::map<std::int32_t, HostRules> rules;
    for (const auto& [day, seen] : days) rules.try_emplace(day, seen, strictness);
    for (const ArchivedResult* result : of_host) {
      if (suspects.contains(result->run)) continue;
      if (auto correction = rules.at(day_of(*result)).correct(*result))
        found.push_back(std::move(*correction));
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace saksi
