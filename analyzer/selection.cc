#include "analyzer/selection.h"

#include <map>
#include <set>

namespace saksi {

namespace {

constexpr const char* kBrokenLine =
    "The run's always-open sites failed too often: a broken or filtered line.";
constexpr const char* kLocalNetwork = "No connectivity, or a sign-in page of the local network.";
constexpr const char* kLocalFilter =
    "A filter of the institution, the household or the device answered, not the provider or the State.";

const char* why_local(const Judged& judged) {
  const Scope scope = judged.verdict().scope;
  return scope == Scope::institution || scope == Scope::vbw ? kLocalFilter : kLocalNetwork;
}

bool is_broken(const LineCheck& line) {
  if (line.always_open_tested <= 0) return false;
  return line.always_open_failed > kBrokenLineShare * line.always_open_tested;
}

/// The whole run goes: when its line failed in the middle, nobody knows since when.
std::set<std::string> broken_runs(const std::vector<Judged>& measurements, const std::vector<Run>& runs) {
  std::set<std::string> broken;
  for (const Run& run : runs) {
    if (is_broken(run.line)) broken.insert(run.id);
  }
  for (const Judged& judged : measurements) {
    if (is_broken(judged.line)) broken.insert(judged.citation.run_id);
  }
  return broken;
}

std::map<std::string, CountryCode> countries_of(const std::vector<Run>& runs) {
  std::map<std::string, CountryCode> countries;
  for (const Run& run : runs) {
    if (const auto country = CountryCode::parse(run.country)) countries[run.id] = *country;
  }
  return countries;
}

class Sorting {
 public:
  Sorting(const std::vector<Judged>& measurements, const std::vector<Run>& runs, const ReportRequest& request)
      : request_(request), broken_(broken_runs(measurements, runs)), countries_(countries_of(runs)) {
    selection_.simulated = request.simulated.value_or(!any(measurements, false) && any(measurements, true));
  }

  void sort(const Judged& judged) {
    Account& account = selection_.account;
    ++account.total;
    if (!in_period(judged)) {
      ++account.outside_period;
    } else if (judged.simulated != selection_.simulated) {
      ++account.other_reality;
    } else if (country_of(judged) != request_.country) {
      ++account.other_country;
      if (!is_broken_run(judged) && judged.word() != VerdictWord::local_network)
        selection_.elsewhere.push_back(&judged);
    } else if (is_broken_run(judged)) {
      ++account.broken_line;
      selection_.set_aside.push_back({&judged, kBrokenLine});
    } else if (judged.word() == VerdictWord::local_network) {
      ++account.local_network;
      selection_.set_aside.push_back({&judged, why_local(judged)});
    } else {
      ++account.counted[judged.word()];
      selection_.counted.push_back(&judged);
    }
  }

  [[nodiscard]] Selection take() { return std::move(selection_); }

 private:
  [[nodiscard]] bool in_period(const Judged& judged) const {
    return (!request_.since || judged.started() >= *request_.since) &&
           (!request_.until || judged.started() < *request_.until);
  }

  [[nodiscard]] CountryCode country_of(const Judged& judged) const {
    if (judged.vantage.country.known()) return judged.vantage.country;
    const auto found = countries_.find(judged.citation.run_id);
    return found == countries_.end() ? CountryCode() : found->second;
  }

  [[nodiscard]] bool is_broken_run(const Judged& judged) const {
    return broken_.contains(judged.citation.run_id);
  }

  [[nodiscard]] bool any(const std::vector<Judged>& measurements, bool simulated) const {
    for (const Judged& judged : measurements) {
      if (judged.simulated == simulated && in_period(judged) && country_of(judged) == request_.country)
        return true;
    }
    return false;
  }

  const ReportRequest& request_;
  std::set<std::string> broken_;
  std::map<std::string, CountryCode> countries_;
  Selection selection_;
};

}  // namespace

Selection select(const std::vector<Judged>& measurements, const std::vector<Run>& runs,
                 const ReportRequest& request) {
  Sorting sorting(measurements, runs, request);
  for (const Judged& judged : measurements) sorting.sort(judged);
  return sorting.take();
}

}  // namespace saksi
