// By what a report was made: lists, versions, controls, fingerprints, and the files of others' measurements.
#pragma once

#include "analyzer/build_report.h"

namespace saksi {

[[nodiscard]] Provenance provenance_of(const ReportSources& sources, const Selection& selection,
                                       const Fingerprints& fingerprints);

/// Runs of ours in the selection whose line was never checked against always-open sites.
[[nodiscard]] std::size_t runs_without_check(const ReportSources& sources, const Selection& selection);

}  // namespace saksi
