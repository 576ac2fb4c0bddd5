// What all measurements together say about single ones: pure functions from results to corrections. The
// rules, their thresholds and why: docs/verdicts.md, "Ground truth". The order of results does not matter.
//
// No single source carries a correction: each rule must hold with any one run left out (Strictness::margin),
// and where the results come from several files, with witnesses from two. A run that is suspect itself does
// not vouch for anything. A verdict that a notice confirms is never corrected.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

namespace truth_rule {
inline constexpr const char* kOtherAddressProven = "other_address_proven";
inline constexpr const char* kOtherNetworkProven = "other_network_proven";
inline constexpr const char* kAddressSeenWidely = "address_seen_widely";
inline constexpr const char* kDownEverywhere = "down_everywhere";
inline constexpr const char* kServerRefusesCountry = "server_refuses_country";
inline constexpr const char* kNoIpv6 = "no_ipv6";
inline constexpr const char* kRunBroken = "run_broken";
inline constexpr const char* kBehindPortal = "behind_portal";
}  // namespace truth_rule

struct Strictness {
  /// How many runs, whichever, may be left out before a rule stops to hold. With 0 a rule may rest on a
  /// single run's word.
  std::size_t margin = 1;
  /// From how many files witnesses must come: 2 where the results come from more than one, else 1.
  std::size_t sources = 1;

  [[nodiscard]] static Strictness for_sources(std::size_t sources_in_all) {
    return {1, sources_in_all > 1 ? std::size_t{2} : std::size_t{1}};
  }
};

/// Why a run counts for nothing: kRunBroken or kBehindPortal.
using SuspectRuns = std::map<std::uint64_t, const char*>;

/// Runs whose failures are theirs alone. Needs the results of whole runs, and of the others of their
/// countries in the same days.
[[nodiscard]] SuspectRuns suspect_runs(std::span<const ArchivedResult> results, const Strictness& strictness);

/// What the suspect runs' own results are called. By key.
[[nodiscard]] std::vector<Correction> corrections_of_suspects(std::span<const ArchivedResult> results,
                                                              const SuspectRuns& suspects);

/// The other rules, which need all results of each host, of every network, in a period. By key; nothing of
/// suspect runs.
[[nodiscard]] std::vector<Correction> corrections_of_hosts(std::span<const ArchivedResult> results,
                                                           const SuspectRuns& suspects,
                                                           const Strictness& strictness);

/// Lines without IPv6, which a run shows by itself. Takes the results one by one.
class LinesWithoutIpv6 {
 public:
  void add(const ArchivedResult& result);
  [[nodiscard]] std::vector<Correction> corrections(const SuspectRuns& suspects) const;

 private:
  struct Line {
    std::set<std::string> sites;  // no more than are needed
    std::vector<Correction> wanted;
  };
  std::map<std::uint64_t, Line> lines_;  // by run
};

/// All of them over results that are complete in every respect. By key, one for each result at most.
[[nodiscard]] std::vector<Correction> corrections(std::span<const ArchivedResult> results,
                                                  const Strictness& strictness);

}  // namespace saksi
