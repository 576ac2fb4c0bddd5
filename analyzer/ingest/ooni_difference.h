// Why our verdict and OONI's flags differ: the first reason that explains it.
#pragma once

#include "analyzer/archive/result.h"
#include "analyzer/ingest/ooni_document.h"
#include "analyzer/ingest/ooni_score.h"
#include "core/judge/fingerprint.h"

namespace saksi {

/// `result` has everything but its difference.
[[nodiscard]] Difference difference_of(const ArchivedResult& result, const OoniDocument& document,
                                       const Fingerprints& fingerprints, const PagePrints& prints);

}  // namespace saksi
