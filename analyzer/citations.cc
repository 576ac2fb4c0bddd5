#include "analyzer/citations.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "analyzer/questions/cell_evidence.h"

namespace saksi {

namespace {

using Part = std::span<const Tally>;
using Rows = std::vector<ArchivedResult>;

constexpr const char* kBrokenLine =
    "The run's always-open sites failed too often: a broken or filtered line.";
constexpr const char* kBrokenRun =
    "The run failed where others on the same day did not: a broken probe or line.";
constexpr const char* kLocalNetwork = "No connectivity, or a sign-in page of the local network.";
constexpr const char* kLocalFilter =
    "A filter of the institution, the household or the device answered, not the provider or the State.";

class Corrected {
 public:
  explicit Corrected(const Archive& archive) {
    for (const Correction& one : archive.corrections()) corrections_.emplace(one.key, one);
  }
  [[nodiscard]] const Correction* of(const ArchivedResult& row) const {
    const auto found = corrections_.find(row.key);
    return found == corrections_.end() ? nullptr : &found->second;
  }

 private:
  std::map<ResultKey, Correction> corrections_;
};

std::string rule_words(const std::string& rule) {
  if (rule == "other_address_proven")
    return "Other measurements prove that the address serves the site: not the address was wrong.";
  if (rule == "down_everywhere") return "On that day the site failed everywhere.";
  return "Other measurements of the same time correct this one (" + rule + ").";
}

void correct(Citation& citation, const Correction& correction) {
  Verdict& verdict = citation.verdict;
  const Outcome& outcome = correction.outcome;
  if (Outcome::of(verdict) == outcome) return;
  verdict.word = outcome.word;
  verdict.certainty = outcome.certainty;
  verdict.scope = outcome.scope;
  verdict.layer = outcome.word == VerdictWord::blocked ? outcome.layer : std::nullopt;
  verdict.method = outcome.word == VerdictWord::blocked ? outcome.method : std::nullopt;
  verdict.reasons.insert(verdict.reasons.begin(), rule_words(correction.rule));
  citation.notice.reset();
}

std::vector<Citation> cite_all(const Rows& rows, const Cite& cite, const Corrected& corrected) {
  std::vector<Citation> out;
  for (const ArchivedResult& row : rows) {
    out.push_back(cite(row));
    if (const Correction* correction = corrected.of(row)) correct(out.back(), *correction);
  }
  return out;
}

void give(Cell& cell, std::vector<Citation> citations) {
  const std::size_t cited = citations.size();
  add_evidence(cell, std::move(citations));
  cell.not_cited = cell.measurements - std::min(cell.measurements, cited);
}

// ---- A small archive: everything

void cite_everything(CountrySites& sites, const Archive& archive, const Selection& selection,
                     const Cite& cite, const Corrected& corrected) {
  std::map<std::pair<std::string, Asn>, Rows> cells;
  for (ArchivedResult& row : archive.results(selection.here, kCiteAll)) {
    if (is_judged(row.test))
      cells[{shown_input({row.input, row.host, row.test}), row.vantage.asn}].push_back(std::move(row));
  }
  for (Site& site : sites.sites) {
    for (Cell& cell : site.cells) {
      const auto rows = cells.find({site.url, sites.networks.at(cell.network).asn});
      if (rows != cells.end()) give(cell, cite_all(rows->second, cite, corrected));
    }
  }
}

// ---- A large one: some measurements of each cell with a finding

bool is_finding(const Cell& cell) {
  const Mark mark = mark_of(cell);
  return is_blocking(mark) || mark == Mark::local_filter;
}

std::size_t findings_in(const CountrySites& sites) {
  std::size_t count = 0;
  for (const Site& site : sites.sites) {
    count += static_cast<std::size_t>(std::count_if(site.cells.begin(), site.cells.end(), is_finding));
  }
  return count;
}

Part tallies_of(const Tallies& world, std::uint32_t input, std::uint32_t network) {
  const auto before = [](const Tally& tally, const std::pair<std::uint32_t, std::uint32_t>& cell) {
    return std::pair(tally.input, tally.network) < cell;
  };
  const auto begin =
      std::lower_bound(world.tallies.begin(), world.tallies.end(), std::pair(input, network), before);
  const auto end = std::lower_bound(begin, world.tallies.end(), std::pair(input, network + 1), before);
  return {begin, end};
}

std::int64_t seconds_of(SystemTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

/// Moments at which blocked measurements stand, the first and the last of them first, then evenly between;
/// and the openings before and after.
std::set<std::int64_t> moments_of(const Cell& cell, Part tallies, std::size_t most) {
  std::set<std::int64_t> blocked;
  for (const Tally& tally : tallies) {
    if (tally.outcome.word != VerdictWord::blocked || tally.outcome.certainty > Certainty::possible) continue;
    blocked.insert(tally.first);
    blocked.insert(tally.last);
  }
  const std::vector<std::int64_t> all(blocked.begin(), blocked.end());
  std::set<std::int64_t> chosen;
  for (std::size_t i = 0; i < most && !all.empty(); ++i)
    chosen.insert(all[most < 2 ? 0 : i * (all.size() - 1) / (most - 1)]);
  if (cell.last_open) chosen.insert(seconds_of(*cell.last_open));
  if (cell.open_again) chosen.insert(seconds_of(*cell.open_again));
  return chosen;
}

/// Of each chosen cell, by its place in CountrySites: what is wanted of it.
struct Wanted {
  Cell* cell = nullptr;
  std::set<std::int64_t> moments;
  Rows rows;
};
using CellKey = std::pair<std::string, Asn>;  // as shown

std::map<CellKey, Wanted> choose(CountrySites& sites, const Selection& selection) {
  const std::size_t findings = std::max<std::size_t>(findings_in(sites), 1);
  const std::size_t most = std::clamp<std::size_t>(kMostCitations / findings, 2, kMostOfCell);
  std::map<CellKey, Wanted> chosen;
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    for (Cell& cell : sites.sites[i].cells) {
      cell.not_cited = cell.measurements;
      if (!is_finding(cell) || chosen.size() * most >= kMostCitations) continue;
      const Part tallies = tallies_of(selection.world, sites.inputs[i], sites.positions[cell.network]);
      Wanted& wanted = chosen[{sites.sites[i].url, sites.networks[cell.network].asn}];
      wanted.cell = &cell;
      wanted.moments = moments_of(cell, tallies, most);
    }
  }
  return chosen;
}

void cite_findings(CountrySites& sites, const Archive& archive, const Selection& selection, const Cite& cite,
                   const Corrected& corrected) {
  std::map<CellKey, Wanted> chosen = choose(sites, selection);
  std::set<std::int64_t> moments;
  for (const auto& [key, wanted] : chosen) moments.insert(wanted.moments.begin(), wanted.moments.end());
  if (moments.empty()) return;
  Filter filter = selection.here;
  filter.moments.assign(moments.begin(), moments.end());
  // Other cells were measured in the same seconds; a few a second, in the busiest archives.
  for (ArchivedResult& row : archive.results(filter, 100 * kMostCitations)) {
    const auto found = chosen.find({shown_input({row.input, row.host, row.test}), row.vantage.asn});
    if (found != chosen.end() && found->second.moments.contains(seconds_of(row.started)))
      found->second.rows.push_back(std::move(row));
  }
  for (auto& [key, wanted] : chosen) give(*wanted.cell, cite_all(wanted.rows, cite, corrected));
}

std::string why_set_aside(const ArchivedResult& row, const Correction* correction) {
  if (row.line_broken) return kBrokenLine;
  const Outcome& outcome = correction != nullptr ? correction->outcome : row.outcome;
  if (outcome.word == VerdictWord::local_network) {
    const bool filter = outcome.scope == Scope::institution || outcome.scope == Scope::vbw;
    return filter ? kLocalFilter : kLocalNetwork;
  }
  return correction != nullptr && correction->set_aside ? kBrokenRun : "";
}

}  // namespace

void cite_cells(CountrySites& sites, const Archive& archive, const Selection& selection, const Cite& cite) {
  const Corrected corrected(archive);
  if (selection.account.counted_total() + selection.account.other_tests <= kCiteAll) {
    cite_everything(sites, archive, selection, cite, corrected);
  } else {
    cite_findings(sites, archive, selection, cite, corrected);
  }
}

std::vector<SetAside> cite_set_aside(const Archive& archive, const Selection& selection, const Cite& cite,
                                     std::size_t& not_listed) {
  const Account& account = selection.account;
  const std::size_t aside = account.broken_line + account.local_network;
  not_listed = aside;
  if (aside == 0 || account.counted_total() + account.other_tests + aside > kCiteAll) return {};
  const Corrected corrected(archive);
  Filter filter = selection.here;
  filter.set_aside = true;
  std::vector<SetAside> out;
  for (const ArchivedResult& row : archive.results(filter, kCiteAll)) {
    const std::string why = why_set_aside(row, corrected.of(row));
    if (why.empty()) continue;
    const Network network{row.vantage.asn, row.vantage.as_name, row.vantage.country, true};
    out.push_back({shown_input({row.input, row.host, row.test}), network, cite(row), why,
                   why == kBrokenLine || why == kBrokenRun});
  }
  not_listed = aside - std::min(aside, out.size());
  return out;
}

}  // namespace saksi
