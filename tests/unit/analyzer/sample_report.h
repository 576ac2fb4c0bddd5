// The report on the made-up country, with the verdicts that the sample states: whatever judges the evidence,
// these pages stay the same.
#pragma once

#include <functional>

#include "analyzer/build_report.h"
#include "core/testlist.h"
#include "tests/support/report_sample.h"

namespace saksi {

inline Fingerprints sample_fingerprints() {
  return *Fingerprints::parse(sample_fingerprints_csv(), "sample");
}

inline ListNotes sample_notes() {
  ListNotes notes;
  const ListReading reading = *parse_test_list(sample_list_csv(), "sample");
  for (const ListEntry& entry : reading.list.entries) notes[entry.url.text()] = entry.notes;
  return notes;
}

inline ReportRequest sample_request() {
  ReportRequest request;
  request.country = *CountryCode::parse("MY");
  request.generated = *parse_time("2026-11-21 12:00:00");
  request.command = "saksi-analyzer report --store sample.db --country MY --out report";
  return request;
}

using Wanted = std::function<bool(const Measurement&)>;

inline Report sample_report(const Wanted& wanted = [](const Measurement&) { return true; }) {
  const ReportSample sample = report_sample();
  const Fingerprints fingerprints = sample_fingerprints();
  ReportSources sources{{}, sample.runs, sample_notes()};
  for (const SampleMeasurement& one : sample.measurements) {
    if (wanted(one.measurement))
      sources.measurements.push_back(reduce(one.measurement, one.verdict, fingerprints));
  }
  return build_report(sources, fingerprints, sample_request());
}

inline const Site& site_at(const Report& report, const std::string& host) {
  for (const Site& site : report.sites) {
    if (site.host == host) return site;
  }
  throw std::logic_error("no such site in the sample: " + host);
}

}  // namespace saksi
