// A small made-up country of measurements for tests of the analyzer: three networks over five days, and one
// network abroad, with every kind of finding that a report must tell apart. Deterministic. The names are of
// the kinds that RFC 2606 and RFC 5398 reserve for examples; some titles and URLs are hostile.
#pragma once

#include <string>
#include <vector>

#include "core/measurement.h"
#include "core/store.h"
#include "core/verdict.h"

namespace saksi {

struct SampleMeasurement {
  Measurement measurement;
  Verdict verdict;  // what rules are expected to say of it
};

struct ReportSample {
  std::vector<Run> runs;
  std::vector<SampleMeasurement> measurements;  // oldest first
};

[[nodiscard]] ReportSample report_sample();

/// Fingerprints that the sample's notices match, as CSV.
[[nodiscard]] std::string sample_fingerprints_csv();

/// A test list of the sample's URLs, with rights tags in the notes, as CSV.
[[nodiscard]] std::string sample_list_csv();

/// Scrubs and inserts everything.
void store_sample(Store& store, const ReportSample& sample);

}  // namespace saksi
