#include "analyzer/truth/correct_archive.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <set>

namespace saksi {
namespace {

/// Each piece is a scan of the archive, so pieces are as large as memory allows: some 150 MB.
constexpr std::uint64_t kMaxRowsAtOnce = 300'000;
constexpr std::size_t kMaxHostsAtOnce = 20'000;
constexpr std::uint32_t kMinJudgedAlone = 10;
constexpr std::uint32_t kMaxFailedAlone = 30;  // per cent
constexpr std::uint32_t kMinUnrelated = 5;     // hosts that one page or address stands in for
constexpr auto kAll = std::numeric_limits<std::size_t>::max();

SystemTime begin_of(std::int32_t day) {
  return SystemTime{std::chrono::days{day}};
}

/// Results as they were judged, also those that stand corrected now.
Filter every_web_result() {
  Filter filter;
  filter.test = TestName::web_connectivity;
  filter.set_aside = true;
  return filter;
}

bool is_doubtful(const Outcome& outcome) {
  return (outcome.word == VerdictWord::blocked || outcome.word == VerdictWord::inconclusive) &&
         outcome.certainty != Certainty::confirmed;
}

class Correcting {
 public:
  Correcting(Archive& archive, const std::function<void(double)>& progress)
      : archive_(archive),
        progress_(progress),
        strictness_(Strictness::for_sources(archive.sources().size())),
        tallies_(archive.tally(every_web_result())) {}

  CorrectionSummary correct() {
    look_at_countries();
    look_at_hosts();
    keep(lines_.corrections(suspects_));
    std::vector<Correction> all;
    for (auto& [key, correction] : corrections_) all.push_back(std::move(correction));
    for (const Correction& correction : all) ++summary_.by_rule[correction.rule];
    summary_.suspect_runs = suspects_.size();
    archive_.correct(all);
    return std::move(summary_);
  }

 private:
  /// The first rule that corrects a result is kept.
  void keep(std::vector<Correction> found) {
    for (Correction& correction : found) corrections_.try_emplace(correction.key, std::move(correction));
  }
  void tell(double share) const {
    if (progress_) progress_(share);
  }

  /// Countries that have a run which may be broken, or something that stands in for many sites as a portal
  /// does: there whole runs are looked at.
  [[nodiscard]] std::set<CountryCode> countries_with_odd_runs() const {
    std::set<CountryCode> countries;
    for (const RunTally& run : archive_.run_tallies(every_web_result())) {
      const bool odd =
          run.judged_alone >= kMinJudgedAlone &&
          std::uint64_t{run.failed_alone} * 100 > std::uint64_t{run.judged_alone} * kMaxFailedAlone;
      if (odd) countries.insert(run.network.country);
    }
    for (const SharedValue& shared : archive_.shared_values(kMinUnrelated)) {
      for (const NetworkName& network : shared.networks) countries.insert(network.country);
    }
    return countries;
  }

  /// Days of a country in pieces: each with the days beside it, so that a run is seen with the others of its
  /// days.
  void look_at_countries() {
    const std::set<CountryCode> countries = countries_with_odd_runs();
    std::size_t done = 0;
    for (const CountryCode& country : countries) {
      look_at_days(country, rows_by_day(country));
      tell(0.5 * static_cast<double>(++done) / static_cast<double>(countries.size()));
    }
  }

  [[nodiscard]] std::map<std::int32_t, std::uint64_t> rows_by_day(const CountryCode& country) const {
    std::map<std::int32_t, std::uint64_t> rows;
    for (const Tally& tally : tallies_.tallies) {
      if (tallies_.networks[tally.network].country == country) rows[tally.day] += tally.count;
    }
    return rows;
  }

  /// As many days at a time as fit.
  void look_at_days(const CountryCode& country, const std::map<std::int32_t, std::uint64_t>& rows_by_day) {
    auto first = rows_by_day.begin();
    while (first != rows_by_day.end()) {
      std::uint64_t rows = 0;
      auto last = first;
      auto next = first;
      for (; next != rows_by_day.end() && (rows == 0 || rows + next->second <= kMaxRowsAtOnce); ++next) {
        rows += next->second;
        last = next;
      }
      look_at_country(country, first->first, last->first);
      first = next;
    }
  }

  void look_at_country(const CountryCode& country, std::int32_t first_day, std::int32_t last_day) {
    Filter filter = every_web_result();
    filter.country = country;
    filter.since = begin_of(first_day - 1);
    filter.until = begin_of(last_day + 2);
    const std::vector<ArchivedResult> results = archive_.results(filter, kAll);
    summary_.results_read += results.size();
    const SuspectRuns suspects = suspect_runs(results, strictness_);
    suspects_.insert(suspects.begin(), suspects.end());
    keep(corrections_of_suspects(results, suspects));
  }

  void look_at_hosts() {
    std::map<std::string, std::uint64_t> rows_of;
    std::set<std::string> doubtful;
    for (const Tally& tally : tallies_.tallies) {
      const std::string& host = tallies_.inputs[tally.input].host;
      rows_of[host] += tally.count;
      if (is_doubtful(tally.outcome)) doubtful.insert(host);
    }
    doubtful.erase("");
    Filter filter = every_web_result();
    std::uint64_t rows = 0;
    std::size_t done = 0;
    for (const std::string& host : doubtful) {
      filter.hosts.push_back(host);
      rows += rows_of[host];
      const bool last = ++done == doubtful.size();
      if (!last && rows < kMaxRowsAtOnce && filter.hosts.size() < kMaxHostsAtOnce) continue;
      const std::vector<ArchivedResult> results = archive_.results(filter, kAll);
      summary_.results_read += results.size();
      keep(corrections_of_hosts(results, suspects_, strictness_));
      for (const ArchivedResult& result : results) lines_.add(result);
      filter.hosts.clear();
      rows = 0;
      tell(0.5 + 0.5 * static_cast<double>(done) / static_cast<double>(doubtful.size()));
    }
  }

  Archive& archive_;
  const std::function<void(double)>& progress_;
  const Strictness strictness_;
  const Tallies tallies_;
  SuspectRuns suspects_;
  LinesWithoutIpv6 lines_;
  std::map<ResultKey, Correction> corrections_;
  CorrectionSummary summary_;
};

}  // namespace

CorrectionSummary correct_archive(Archive& archive, const std::function<void(double)>& progress) {
  archive.correct({});  // what is counted below is as it was judged
  return Correcting{archive, progress}.correct();
}

}  // namespace saksi
