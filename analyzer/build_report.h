// From judged measurements to the report model. Pure: no store, no clock, no files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/selection.h"
#include "core/judge/fingerprint.h"

namespace saksi {

/// Notes of the test lists by URL (Url::text()): the rights groups stand in them.
using ListNotes = std::map<std::string, std::string>;

struct ReportSources {
  std::vector<Judged> measurements;  // oldest first
  std::vector<Run> runs;
  ListNotes notes;
};

[[nodiscard]] Report build_report(const ReportSources& sources, const Fingerprints& fingerprints,
                                  const ReportRequest& request);

}  // namespace saksi
