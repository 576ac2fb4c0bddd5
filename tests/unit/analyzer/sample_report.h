// The report on the made-up country, with the verdicts that the sample states: whatever judges the evidence,
// these pages stay the same.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "analyzer/build_report.h"
#include "analyzer/judged.h"
#include "core/judge/line.h"
#include "core/testlist.h"
#include "tests/support/report_sample.h"

namespace saksi {

inline Fingerprints sample_fingerprints() {
  return *Fingerprints::parse(sample_fingerprints_csv(), "sample");
}

inline ListedSites sample_lists() {
  ListedSites listed;
  const ListReading reading = *parse_test_list(sample_list_csv(), "sample");
  for (const ListEntry& entry : reading.list.entries)
    listed[entry.url.text()] = {entry.category, entry.notes};
  return listed;
}

inline ReportRequest sample_request() {
  ReportRequest request;
  request.country = *CountryCode::parse("MY");
  request.generated = *parse_time("2026-11-21 12:00:00");
  request.command = "saksi-analyzer report --store sample.db --country MY --out report";
  return request;
}

using Wanted = std::function<bool(const Measurement&)>;

/// A row with the verdict that the sample states: archived() would judge.
inline ArchivedResult row_of(const SampleMeasurement& one) {
  const Measurement& m = one.measurement;
  ArchivedResult row;
  row.key = *result_key_from_hex(m.id);
  row.started = m.started;
  row.input = m.url.text();
  row.host = m.url.host();
  row.vantage = m.vantage;
  row.run = std::hash<std::string>{}(m.run_id);
  row.ours = true;
  row.simulated = m.simulated;
  row.outcome = Outcome::of(one.verdict);
  row.attempts = one.verdict.attempts;
  row.agreed = one.verdict.agreed;
  row.reached = std::any_of(m.http.begin(), m.http.end(),
                            [](const HttpObservation& http) { return http.response.has_value(); });
  return row;
}

/// The sample as an archive, with the verdicts that it states, and the citations that go with them.
struct SampleArchive {
  std::unique_ptr<Archive> archive = open_archive(":memory:", true);
  std::map<ResultKey, Citation> citations;
};

inline std::set<std::string> broken_runs(const ReportSample& sample) {
  std::set<std::string> broken;
  for (const saksi::Run& run : sample.runs) {
    if (line_trouble(run.line)) broken.insert(run.id);
  }
  return broken;
}

inline SampleArchive sample_archive(const Wanted& wanted) {
  const ReportSample sample = report_sample();
  const Fingerprints fingerprints = sample_fingerprints();
  const std::set<std::string> broken = broken_runs(sample);
  SampleArchive out;
  Source source;
  source.kind = SourceKind::probe_database;
  source.sha256 = std::string(64, 'a');
  source = out.archive->begin_source(source);
  std::vector<ArchivedResult> rows;
  for (const SampleMeasurement& one : sample.measurements) {
    if (!wanted(one.measurement)) continue;
    rows.push_back(row_of(one));
    rows.back().source = source.id;
    rows.back().line_broken = broken.contains(one.measurement.run_id);
    out.citations[rows.back().key] = reduce(one.measurement, one.verdict, fingerprints).citation;
  }
  out.archive->add(rows, {}, source);
  return out;
}

inline Report sample_report(const Wanted& wanted = [](const Measurement&) { return true; }) {
  const SampleArchive sample = sample_archive(wanted);
  const auto cite = [&sample](const ArchivedResult& row) { return sample.citations.at(row.key); };
  return build_report({*sample.archive, cite, report_sample().runs, {}, sample_lists(), {}},
                      sample_fingerprints(), sample_request());
}

inline const Site& site_at(const Report& report, const std::string& host) {
  for (const Site& site : report.sites) {
    if (site.host == host) return site;
  }
  throw std::logic_error("no such site in the sample: " + host);
}

}  // namespace saksi
