#include "analyzer/truth/corrections.h"

#include <algorithm>

#include "analyzer/truth/result_words.h"

namespace saksi {
namespace {

constexpr std::size_t kMinHostsWithoutIpv6 = 3;

void keep_first_of_each(std::vector<Correction>& found) {
  std::stable_sort(found.begin(), found.end(),
                   [](const Correction& a, const Correction& b) { return a.key < b.key; });
  const auto same_key = [](const Correction& a, const Correction& b) { return a.key == b.key; };
  found.erase(std::unique(found.begin(), found.end(), same_key), found.end());
}

}  // namespace

void LinesWithoutIpv6::add(const ArchivedResult& result) {
  if (result.run == 0 || !result.observed.ipv6_failed) return;
  Line& line = lines_[result.run];
  if (line.sites.size() < kMinHostsWithoutIpv6) line.sites.emplace(site_of(result.host));
  if (!may_be_corrected(result) || result.outcome.layer != Layer::tcp) return;
  const bool page = result.reached && layer_of(result, Layer::http).state == FindingState::ok;
  const Outcome outcome = page ? accessible_outcome() : not_concluded(VerdictWord::inconclusive);
  line.wanted.push_back({result.key, outcome, truth_rule::kNoIpv6, false});
}

std::vector<Correction> LinesWithoutIpv6::corrections(const SuspectRuns& suspects) const {
  std::vector<Correction> found;
  for (const auto& [run, line] : lines_) {
    const bool concerned = line.sites.size() >= kMinHostsWithoutIpv6 && !suspects.contains(run);
    if (concerned) found.insert(found.end(), line.wanted.begin(), line.wanted.end());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<Correction> corrections(std::span<const ArchivedResult> results, const Strictness& strictness) {
  const SuspectRuns suspects = suspect_runs(results, strictness);
  std::vector<Correction> found = corrections_of_suspects(results, suspects);
  LinesWithoutIpv6 lines;
  for (const ArchivedResult& result : results) lines.add(result);
  for (const auto& more :
       {corrections_of_hosts(results, suspects, strictness), lines.corrections(suspects)}) {
    found.insert(found.end(), more.begin(), more.end());
  }
  keep_first_of_each(found);
  return found;
}

}  // namespace saksi
