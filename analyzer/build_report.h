// From an archive to the report's model: counted there, judged by the rules of analyzer/questions, weighed by
// the statistics, and cited. No clock, no files beside the archive.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "analyzer/citations.h"
#include "analyzer/questions/listed_sites.h"
#include "analyzer/selection.h"
#include "core/judge/fingerprint.h"
#include "core/store.h"

namespace saksi {

struct ReportSources {
  const Archive& archive;
  Cite cite;
  std::vector<Run> runs;            // of our measurements
  std::set<Asn> unlocated;          // networks whose country no geolocation confirms
  ListedSites listed;               // categories and notes by URL
  std::vector<std::string> doubts;  // more limitations
};

[[nodiscard]] Report build_report(const ReportSources& sources, const Fingerprints& fingerprints,
                                  const ReportRequest& request);

}  // namespace saksi
