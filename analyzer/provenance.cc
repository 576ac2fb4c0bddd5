#include "analyzer/provenance.h"

#include <algorithm>
#include <filesystem>

#include "analyzer/version.h"
#include "core/judge/judge.h"
#include "core/judge/line.h"

namespace saksi {

namespace {

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

CountryCode country_of(const Run& run) {
  if (run.vantage.country.known()) return run.vantage.country;
  return CountryCode::parse(run.country).value_or(CountryCode());
}

/// A run may begin a little before its first measurement.
bool is_used(const Run& run, const Selection& selection) {
  const Filter& here = selection.here;
  return run.simulated == selection.simulated && country_of(run) == here.country && !line_trouble(run.line) &&
         (!here.since || run.ended.value_or(run.started) >= *here.since) &&
         (!here.until || run.started < *here.until);
}

void gather_runs(Provenance& out, const ReportSources& sources, const Selection& selection) {
  std::set<ListUsed> lists;
  std::set<std::string> versions, geolocation, controls;
  for (const Run& run : sources.runs) {
    if (!is_used(run, selection)) continue;
    if (!run.software_version.empty()) versions.insert(run.software_version);
    if (!run.list_name.empty()) lists.insert({run.list_name, run.list_hash});
    if (!run.geo_description.empty()) geolocation.insert(run.geo_description);
    for (std::string& control : words_in(run.controls)) controls.insert(std::move(control));
  }
  out.lists.assign(lists.begin(), lists.end());
  out.probe_versions = to_vector(versions);
  out.geolocation = to_vector(geolocation);
  out.controls = to_vector(controls);
}

std::size_t expected_in(const Fingerprints& fingerprints, const CountryCode& country) {
  const auto& all = fingerprints.all();
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&country](const Fingerprint& fingerprint) {
        const auto& expected = fingerprint.expected_countries;
        return std::find(expected.begin(), expected.end(), country) != expected.end();
      }));
}

void count_makers(Provenance& out, const ReportSources& sources, const Selection& selection) {
  const std::size_t all = selection.account.counted_total() + selection.account.other_tests;
  if (sources.runs.empty()) {
    out.others = all;
    return;
  }
  Filter filter = selection.here;
  filter.ours = true;
  out.ours = sources.archive.count(filter);
  out.others = all - std::min(all, out.ours);
}

void add_files(Provenance& out, const Archive& archive) {
  if (out.others == 0) return;
  for (const Source& source : archive.sources()) {
    if (source.kind == SourceKind::probe_database) continue;
    out.files.push_back({std::filesystem::path(source.path).filename().string(), source.sha256, source.lines,
                         source.damaged});
  }
}

}  // namespace

Provenance provenance_of(const ReportSources& sources, const Selection& selection,
                         const Fingerprints& fingerprints) {
  Provenance out;
  gather_runs(out, sources, selection);
  out.analyzer_version = analyzer_version();
  out.rules_version = kRulesVersion;
  out.fingerprints_version = fingerprints.version();
  out.fingerprints = fingerprints.all().size();
  out.fingerprints_for_country = expected_in(fingerprints, selection.here.country);
  count_makers(out, sources, selection);
  add_files(out, sources.archive);
  return out;
}

std::size_t runs_without_check(const ReportSources& sources, const Selection& selection) {
  return static_cast<std::size_t>(std::count_if(
      sources.runs.begin(), sources.runs.end(),
      [&selection](const Run& run) { return is_used(run, selection) && run.line.always_open_tested == 0; }));
}

}  // namespace saksi
