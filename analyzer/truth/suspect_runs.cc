#include <algorithm>
#include <set>
#include <string_view>

#include "analyzer/truth/corrections.h"
#include "analyzer/truth/result_words.h"
#include "analyzer/truth/witnesses.h"

namespace saksi {
namespace {

constexpr std::size_t kMinJudged = 10;  // inputs that others vouch for: fewer say nothing of a run
constexpr std::size_t kMaxFailed = 30;  // per cent of them, where others on its network vouch
constexpr std::size_t kMaxFailedAlone =
    80;                                   // where only others in its country do: no provider blocks so much
constexpr std::size_t kMinUnrelated = 5;  // sites that one page or address stands in for
constexpr std::size_t kDissenters = 2;    // runs, the margin among them, that may say otherwise

/// One input around one day on one network, or in one country (then AS0).
struct Place {
  bool simulated = false;
  std::string_view input;
  CountryCode country;
  Asn network;
  std::int32_t day = 0;
  auto operator<=>(const Place&) const = default;
};
struct OpenOrNot {
  Witnesses open, closed;
};

/// A page or an address that stands where a site should be, on one network.
struct Replacement {
  bool simulated = false;
  Asn network;
  std::uint64_t page = 0;  // hash of its body; 0: an address
  IpAddress address;
  auto operator<=>(const Replacement&) const = default;
};
class Suspicion {
 public:
  Suspicion(std::span<const ArchivedResult> results, const Strictness& strictness)
      : results_(results), strictness_(strictness) {
    for (const ArchivedResult& result : results_) {
      if (may_vouch(result) && !result.host.empty()) learn(result);
    }
  }

  [[nodiscard]] SuspectRuns find() const {
    SuspectRuns suspects;
    for (const std::uint64_t run : behind_portals()) suspects.emplace(run, truth_rule::kBehindPortal);
    for (const std::uint64_t run : broken()) suspects.emplace(run, truth_rule::kRunBroken);
    return suspects;
  }

 private:
  static Place on_network(const ArchivedResult& result) {
    return {result.simulated, result.input, result.vantage.country, result.vantage.asn, day_of(result)};
  }
  static Place in_country(const ArchivedResult& result) {
    return {result.simulated, result.input, result.vantage.country, Asn{}, day_of(result)};
  }

  void learn(const ArchivedResult& result) {
    if (result.vantage.asn.known()) learn(on_network(result), result);
    learn(in_country(result), result);
    for (const Replacement& replacement : replacements(result)) runs_with_[replacement].add(result);
  }

  /// What is seen on a day is heard on its neighbours too.
  void learn(Place place, const ArchivedResult& result) {
    const std::int32_t day = place.day;
    for (place.day = day - 1; place.day <= day + 1; ++place.day) {
      OpenOrNot& seen = seen_[place];
      (opened(result) ? seen.open : seen.closed).add(result);
    }
  }

  /// What came in place of the site, if something did.
  static std::vector<Replacement> replacements(const ArchivedResult& result) {
    std::vector<Replacement> found;
    if (opened(result) || !result.vantage.asn.known()) return found;
    const Observed& seen = result.observed;
    if (seen.body_hash != 0) found.push_back({result.simulated, result.vantage.asn, seen.body_hash, {}});
    const bool told_wrong = layer_of(result, Layer::dns).state == FindingState::interfered;
    if (seen.address && told_wrong) found.push_back({result.simulated, result.vantage.asn, 0, *seen.address});
    return found;
  }

  /// Others there got it, and next to nobody else did not.
  [[nodiscard]] bool opens_for_others(const Place& place, std::uint64_t run) const {
    const auto found = seen_.find(place);
    if (found == seen_.end()) return false;
    const OpenOrNot& seen = found->second;
    const std::size_t open = seen.open.runs(strictness_.margin, run);
    const std::size_t closed = seen.closed.runs(0, run);
    const bool hardly_any =
        closed + strictness_.margin <= kDissenters || 9 * open >= closed + strictness_.margin;
    return open >= 1 && open > closed && hardly_any && seen.open.sources(run) >= strictness_.sources;
  }

  /// Inputs that others vouch for, and those of them that the run did not get.
  struct Count {
    std::set<std::string_view> judged, failed;

    void add(const ArchivedResult& result) {
      judged.insert(result.input);
      if (!opened(result)) failed.insert(result.input);
    }
    [[nodiscard]] bool fails_more_than(std::size_t per_cent) const {
      return judged.size() >= kMinJudged && failed.size() * 100 > judged.size() * per_cent;
    }
  };

  [[nodiscard]] std::set<std::uint64_t> broken() const {
    std::map<std::uint64_t, Count> near, far;
    for (const ArchivedResult& result : results_) {
      const bool counts =
          result.run != 0 && result.test == TestName::web_connectivity && !result.host.empty();
      if (!counts) continue;
      if (opens_for_others(on_network(result), result.run)) near[result.run].add(result);
      if (opens_for_others(in_country(result), result.run)) far[result.run].add(result);
    }
    std::set<std::uint64_t> broken;
    for (const auto& [run, count] : near) {
      if (count.fails_more_than(kMaxFailed)) broken.insert(run);
    }
    for (const auto& [run, count] : far) {
      if (count.fails_more_than(kMaxFailedAlone)) broken.insert(run);
    }
    return broken;
  }

  /// The provider's own notice is seen by others on the network as well; a portal's or a firewall's is not.
  [[nodiscard]] bool is_seen_by_others(const Replacement& replacement, std::uint64_t run) const {
    const auto found = runs_with_.find(replacement);
    return found != runs_with_.end() && found->second.runs(0, run) + strictness_.margin > kDissenters;
  }

  [[nodiscard]] std::set<std::uint64_t> behind_portals() const {
    // Sites that others on the network got meanwhile, by run and what stood in their place.
    std::map<std::pair<std::uint64_t, Replacement>, std::set<std::string_view>> replaced;
    for (const ArchivedResult& result : results_) {
      if (!may_vouch(result) || result.host.empty()) continue;
      for (const Replacement& replacement : replacements(result)) {
        if (opens_for_others(on_network(result), result.run))
          replaced[{result.run, replacement}].insert(site_of(result.host));
      }
    }
    std::set<std::uint64_t> runs;
    for (const auto& [where, sites] : replaced) {
      const bool alone = !is_seen_by_others(where.second, where.first);
      if (sites.size() >= kMinUnrelated && alone) runs.insert(where.first);
    }
    return runs;
  }

  std::span<const ArchivedResult> results_;
  const Strictness& strictness_;
  std::map<Place, OpenOrNot> seen_;
  std::map<Replacement, Witnesses> runs_with_;
};

Correction set_aside(const ArchivedResult& result, const char* rule) {
  return {result.key, not_concluded(VerdictWord::local_network), rule, true};
}

}  // namespace

SuspectRuns suspect_runs(std::span<const ArchivedResult> results, const Strictness& strictness) {
  return Suspicion{results, strictness}.find();
}

std::vector<Correction> corrections_of_suspects(std::span<const ArchivedResult> results,
                                                const SuspectRuns& suspects) {
  std::vector<Correction> found;
  for (const ArchivedResult& result : results) {
    const auto suspect = suspects.find(result.run);
    if (suspect == suspects.end() || result.test != TestName::web_connectivity) continue;
    const bool confirmed = result.outcome.certainty == Certainty::confirmed;
    const bool whole_run = suspect->second == std::string_view{truth_rule::kRunBroken};
    if (!confirmed && (whole_run || !opened(result))) found.push_back(set_aside(result, suspect->second));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace saksi
