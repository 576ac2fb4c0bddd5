#include "analyzer/build_report.h"

#include <algorithm>

#include "analyzer/key_findings.h"
#include "analyzer/limitations.h"
#include "analyzer/provenance.h"
#include "analyzer/report/rights_groups.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

/// The one country of the report; without sites when nothing of it counts.
CountrySites judge_here(const Selection& selection, const CountryCode& country) {
  std::vector<CountrySites> countries =
      judge_countries(selection.world, country, estimate_cells(selection.world));
  if (countries.empty()) return {country, {}, {}, {}, {}};
  return std::move(countries.front());
}

void describe_sites(CountrySites& here, const ReportSources& sources) {
  for (Network& network : here.networks) network.located = !sources.unlocated.contains(network.asn);
  for (Site& site : here.sites) describe(site, sources.listed);
}

constexpr std::size_t kElsewhere = SIZE_MAX;

/// Where each network of the tallies stands in the report.
std::vector<std::size_t> columns_of(const Tallies& world, const CountrySites& here) {
  std::vector<std::size_t> columns(world.networks.size(), kElsewhere);
  for (std::size_t i = 0; i < here.positions.size(); ++i) columns[here.positions[i]] = i;
  return columns;
}

void count_networks(Report& report, const Selection& selection, const CountrySites& here) {
  report.network_counts.resize(report.networks.size());
  const std::vector<std::size_t> columns = columns_of(selection.world, here);
  std::vector<std::set<std::int32_t>> days(report.networks.size());
  std::set<std::int32_t> all_days;
  for (const Tally& tally : selection.world.tallies) {
    const std::size_t index = columns[tally.network];
    if (index == kElsewhere || !is_judged(selection.world.inputs[tally.input].test)) continue;
    NetworkCounts& counts = report.network_counts[index];
    counts.measurements += tally.count;
    days[index].insert(tally.day);
    all_days.insert(tally.day);
    const SystemTime first{std::chrono::seconds(tally.first)};
    const SystemTime last{std::chrono::seconds(tally.last)};
    counts.first = std::min(counts.first.value_or(first), first);
    counts.last = std::max(counts.last.value_or(last), last);
    report.first = std::min(report.first.value_or(first), first);
    report.last = std::max(report.last.value_or(last), last);
  }
  for (std::size_t i = 0; i < days.size(); ++i) report.network_counts[i].days = days[i].size();
  report.days = all_days.size();
}

/// Over this many measurements the runs are not counted one by one: on each network and day there were at
/// least as many as measured one and the same URL.
constexpr std::size_t kCountRunsTo = 1'000'000;

void count_runs_at_least(Report& report, const Selection& selection, const CountrySites& here) {
  const std::vector<std::size_t> columns = columns_of(selection.world, here);
  std::map<std::pair<std::uint32_t, std::int32_t>, std::uint32_t> of_day;  // by network and day
  const std::vector<Tally>& tallies = selection.world.tallies;
  for (std::size_t i = 0; i < tallies.size();) {
    const Tally& first = tallies[i];
    std::uint32_t runs = 0;
    for (; i < tallies.size() && tallies[i].input == first.input && tallies[i].network == first.network &&
           tallies[i].day == first.day;
         ++i)
      runs = std::max(runs, tallies[i].runs);
    std::uint32_t& most = of_day[{first.network, first.day}];
    most = std::max(most, runs);
  }
  for (const auto& [key, runs] : of_day) {
    if (columns[key.first] == kElsewhere) continue;
    report.network_counts[columns[key.first]].runs += runs;
    report.runs += runs;
  }
  report.runs_at_least = true;
}

void count_runs(Report& report, const Archive& archive, const Selection& selection,
                const CountrySites& here) {
  if (selection.account.counted_total() > kCountRunsTo) return count_runs_at_least(report, selection, here);
  for (const RunTally& run : archive.run_tallies(selection.here)) {
    ++report.runs;
    for (std::size_t i = 0; i < report.networks.size(); ++i) {
      if (report.networks[i].asn == run.network.asn) ++report.network_counts[i].runs;
    }
  }
}

void count_marks(Report& report) {
  for (const Site& site : report.sites) {
    for (const Cell& cell : site.cells) {
      if (!cell.tested()) continue;
      ++report.network_counts[cell.network].urls;
      ++report.network_counts[cell.network].marks.at(static_cast<std::size_t>(mark_of(cell)));
    }
  }
  for (const SetAside& aside : report.set_aside) {
    for (std::size_t i = 0; i < report.networks.size(); ++i) {
      if (report.networks[i].asn == aside.network.asn) ++report.network_counts[i].set_aside;
    }
  }
}

void count_site(TestedGroup& group, const Site& site) {
  ++group.urls;
  ++group.marks.at(static_cast<std::size_t>(mark_of(site)));
}

void add_groups(Report& report) {
  std::map<std::string, TestedGroup> categories;
  for (const Site& site : report.sites) {
    TestedGroup& group = categories[site.category];
    group.id = site.category;
    group.name = name_of_category(site.category);
    count_site(group, site);
  }
  for (auto& [id, group] : categories) report.categories.push_back(std::move(group));
  for (const RightsGroup& wanted : kRightsGroups) {
    TestedGroup group{std::string(wanted.id), std::string(wanted.name), 0, {}};
    for (const Site& site : report.sites) {
      if (std::find(site.groups.begin(), site.groups.end(), wanted.id) != site.groups.end())
        count_site(group, site);
    }
    if (group.urls > 0) report.rights_groups.push_back(std::move(group));
  }
}

void add_set_aside(Report& report, const ReportSources& sources, const Selection& selection) {
  report.set_aside = cite_set_aside(sources.archive, selection, sources.cite, report.set_aside_not_listed);
  for (SetAside& aside : report.set_aside)
    aside.network.located = !sources.unlocated.contains(aside.network.asn);
  if (report.set_aside_not_listed > 0) return;
  // The list tells more than the tallies: a portal within a broken run is one of the run's.
  report.account.broken_line = static_cast<std::size_t>(std::count_if(
      report.set_aside.begin(), report.set_aside.end(), [](const SetAside& one) { return one.of_run; }));
  report.account.local_network = report.set_aside.size() - report.account.broken_line;
}

std::string default_title(const Report& report) {
  return "Website blocking measured on " + count_of(report.networks.size(), "network", "networks") + " in " +
         report.country_name;
}

Report begin_report(const ReportRequest& request, const Selection& selection) {
  Report report;
  report.country = request.country;
  report.country_name = name_of_country(request.country);
  report.simulated = selection.simulated;
  report.generated = request.generated;
  report.since = request.since;
  report.until = request.until;
  report.command = request.command;
  report.account = selection.account;
  return report;
}

}  // namespace

Report build_report(const ReportSources& sources, const Fingerprints& fingerprints,
                    const ReportRequest& request) {
  const Selection selection = select(sources.archive, request);
  Report report = begin_report(request, selection);
  CountrySites here = judge_here(selection, request.country);
  describe_sites(here, sources);
  cite_cells(here, sources.archive, selection, sources.cite);
  report.networks = here.networks;
  report.sites = std::move(here.sites);
  std::stable_sort(report.sites.begin(), report.sites.end(),
                   [](const Site& a, const Site& b) { return mark_of(a) < mark_of(b); });
  add_set_aside(report, sources, selection);
  count_networks(report, selection, here);
  count_runs(report, sources.archive, selection, here);
  count_marks(report);
  add_groups(report);
  report.provenance = provenance_of(sources, selection, fingerprints);
  report.title = request.title.empty() ? default_title(report) : request.title;
  report.key_findings = key_findings(report);
  report.limitations = computed_limitations(report, runs_without_check(sources, selection));
  report.limitations.insert(report.limitations.end(), sources.doubts.begin(), sources.doubts.end());
  return report;
}

}  // namespace saksi
