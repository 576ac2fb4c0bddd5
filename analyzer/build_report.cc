#include "analyzer/build_report.h"

#include <algorithm>
#include <set>

#include "analyzer/cell_rules.h"
#include "analyzer/key_findings.h"
#include "analyzer/limitations.h"
#include "analyzer/report/rights_groups.h"
#include "analyzer/report/words.h"
#include "analyzer/site_rules.h"
#include "analyzer/version.h"
#include "core/judge/judge.h"

namespace saksi {

namespace {

using Measurements = std::vector<const Judged*>;
using BySite = std::map<std::string, Measurements>;

BySite by_site(const Measurements& measurements) {
  BySite sites;
  for (const Judged* judged : measurements) sites[judged->url].push_back(judged);
  return sites;
}

std::map<Asn, Measurements> by_network(const Measurements& measurements) {
  std::map<Asn, Measurements> networks;
  for (const Judged* judged : measurements) networks[judged->vantage.asn].push_back(judged);
  return networks;
}

Network network_of(Asn asn, const Measurements& measurements, const CountryCode& country) {
  Network network{asn, "", country, true};
  for (const Judged* judged : measurements) {
    if (!judged->vantage.as_name.empty()) network.as_name = judged->vantage.as_name;  // the newest name
    network.located = network.located && judged->vantage.country.known();
  }
  return network;
}

void add_networks(Report& report, const Selection& selection) {
  for (const auto& [asn, measurements] : by_network(selection.counted)) {
    report.networks.push_back(network_of(asn, measurements, report.country));
  }
}

/// Networks of which nothing counts are not in the report: their index is past the end.
std::size_t index_of(const Report& report, Asn asn) {
  const auto found = std::find_if(report.networks.begin(), report.networks.end(),
                                  [asn](const Network& network) { return network.asn == asn; });
  return static_cast<std::size_t>(found - report.networks.begin());
}

std::set<Day> days_down(const Measurements& here, const Measurements& elsewhere) {
  std::set<Day> days;
  for (const Measurements* measurements : {&here, &elsewhere}) {
    for (const Judged* judged : *measurements) {
      if (judged->word() == VerdictWord::site_down) days.insert(judged->day());
    }
  }
  return days;
}

void look_elsewhere(Site& site, const Measurements& elsewhere) {
  std::map<std::pair<CountryCode, Asn>, bool> opened;
  for (const Judged* judged : elsewhere) {
    bool& open = opened[{judged->vantage.country, judged->vantage.asn}];
    open =
        open || judged->word() == VerdictWord::accessible || judged->word() == VerdictWord::refused_by_server;
  }
  for (const auto& [network, open] : opened) ++(open ? site.open_elsewhere : site.failing_elsewhere);
}

Site site_of(const Report& report, const Measurements& here, const Measurements& elsewhere,
             const ListNotes& notes) {
  Site site;
  site.url = here.front()->url;
  site.host = here.front()->host;
  for (const Judged* judged : here) {
    if (!judged->category.empty()) site.category = judged->category;
  }
  const auto note = notes.find(site.url);
  site.groups = rights_groups_of(site.category, note == notes.end() ? "" : note->second);
  const std::set<Day> down = days_down(here, elsewhere);
  site.cells.resize(report.networks.size());
  for (const auto& [asn, measurements] : by_network(here)) {
    site.cells[index_of(report, asn)] = judge_cell(measurements, down);
  }
  for (std::size_t i = 0; i < site.cells.size(); ++i) site.cells[i].network = i;
  look_elsewhere(site, elsewhere);
  compare_networks(site, report.networks);
  return site;
}

void add_sites(Report& report, const Selection& selection, const ListNotes& notes) {
  const BySite elsewhere = by_site(selection.elsewhere);
  for (const auto& [url, measurements] : by_site(selection.counted)) {
    const auto abroad = elsewhere.find(url);
    report.sites.push_back(
        site_of(report, measurements, abroad == elsewhere.end() ? Measurements{} : abroad->second, notes));
  }
  std::stable_sort(report.sites.begin(), report.sites.end(),
                   [](const Site& a, const Site& b) { return mark_of(a) < mark_of(b); });
}

template <class Range>
std::size_t days_in(const Range& measurements) {
  std::set<Day> days;
  for (const Judged* judged : measurements) days.insert(judged->day());
  return days.size();
}

template <class Range>
std::size_t runs_in(const Range& measurements) {
  std::set<std::string> runs;
  for (const Judged* judged : measurements) runs.insert(judged->citation.run_id);
  return runs.size();
}

void add_network_counts(Report& report, const Selection& selection) {
  report.network_counts.resize(report.networks.size());
  for (const auto& [asn, measurements] : by_network(selection.counted)) {
    NetworkCounts& counts = report.network_counts[index_of(report, asn)];
    counts.measurements = measurements.size();
    counts.runs = runs_in(measurements);
    counts.days = days_in(measurements);
    counts.first = measurements.front()->started();
    counts.last = measurements.back()->started();
  }
  for (const SetAsideJudged& aside : selection.set_aside) {
    const std::size_t index = index_of(report, aside.judged->vantage.asn);
    if (index < report.network_counts.size()) ++report.network_counts[index].set_aside;
  }
  for (const Site& site : report.sites) {
    for (const Cell& cell : site.cells) {
      if (!cell.tested()) continue;
      ++report.network_counts[cell.network].urls;
      ++report.network_counts[cell.network].marks.at(static_cast<std::size_t>(mark_of(cell)));
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

void add_set_aside(Report& report, const Selection& selection) {
  for (const SetAsideJudged& aside : selection.set_aside) {
    const Judged& judged = *aside.judged;
    const Network network = network_of(judged.vantage.asn, {&judged}, report.country);
    report.set_aside.push_back({judged.url, network, judged.citation, aside.why});
  }
}

std::vector<std::string> words_in(const std::string& text) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while ((begin = text.find_first_not_of(' ', begin)) != std::string::npos) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

std::vector<std::string> to_vector(const std::set<std::string>& items) {
  return {items.begin(), items.end()};
}

struct Gathered {
  std::set<ListUsed> lists;
  std::set<std::string> versions, geolocation, controls;
};

Gathered gather(const Measurements& measurements, const std::vector<Run>& runs) {
  Gathered gathered;
  std::set<std::string> used;
  for (const Judged* judged : measurements) {
    used.insert(judged->citation.run_id);
    if (!judged->software_version.empty()) gathered.versions.insert(judged->software_version);
  }
  for (const Run& run : runs) {
    if (!used.contains(run.id)) continue;
    if (!run.list_name.empty()) gathered.lists.insert({run.list_name, run.list_hash});
    if (!run.geo_description.empty()) gathered.geolocation.insert(run.geo_description);
    for (std::string& control : words_in(run.controls)) gathered.controls.insert(std::move(control));
  }
  return gathered;
}

std::size_t expected_in(const Fingerprints& fingerprints, const CountryCode& country) {
  const auto& all = fingerprints.all();
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&country](const Fingerprint& fingerprint) {
        const auto& expected = fingerprint.expected_countries;
        return std::find(expected.begin(), expected.end(), country) != expected.end();
      }));
}

Provenance provenance_of(const Selection& selection, const std::vector<Run>& runs,
                         const Fingerprints& fingerprints, const CountryCode& country) {
  const Gathered gathered = gather(selection.counted, runs);
  Provenance out;
  out.lists.assign(gathered.lists.begin(), gathered.lists.end());
  out.probe_versions = to_vector(gathered.versions);
  out.geolocation = to_vector(gathered.geolocation);
  out.controls = to_vector(gathered.controls);
  out.analyzer_version = analyzer_version();
  out.rules_version = kRulesVersion;
  out.fingerprints_version = fingerprints.version();
  out.fingerprints = fingerprints.all().size();
  out.fingerprints_for_country = expected_in(fingerprints, country);
  return out;
}

std::string default_title(const Report& report) {
  return "Website blocking measured on " + count_of(report.networks.size(), "network", "networks") + " in " +
         report.country_name;
}

std::size_t unchecked_lines(const Selection& selection) {
  return static_cast<std::size_t>(
      std::count_if(selection.counted.begin(), selection.counted.end(),
                    [](const Judged* judged) { return judged->line.always_open_tested == 0; }));
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
  report.runs = runs_in(selection.counted);
  report.days = days_in(selection.counted);
  if (!selection.counted.empty()) {
    report.first = selection.counted.front()->started();
    report.last = selection.counted.back()->started();
  }
  return report;
}

}  // namespace

Report build_report(const ReportSources& sources, const Fingerprints& fingerprints,
                    const ReportRequest& request) {
  const Selection selection = select(sources.measurements, sources.runs, request);
  Report report = begin_report(request, selection);
  add_networks(report, selection);
  add_sites(report, selection, sources.notes);
  add_network_counts(report, selection);
  add_groups(report);
  add_set_aside(report, selection);
  report.provenance = provenance_of(selection, sources.runs, fingerprints, request.country);
  report.title = request.title.empty() ? default_title(report) : request.title;
  report.key_findings = key_findings(report);
  report.limitations = computed_limitations(report, unchecked_lines(selection));
  return report;
}

}  // namespace saksi
