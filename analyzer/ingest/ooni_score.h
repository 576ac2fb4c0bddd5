// OONI's own flags for a measurement (anomaly, confirmed, failure), by the published rules of its pipeline
// ("fastpath", ooni/backend fastpath/core.py of 2026-08): for the comparison, never for our verdict. Followed
// even where they are doubtful; what makes us judge otherwise is said by a Difference.
#pragma once

#include <vector>

#include "analyzer/archive/result.h"
#include "analyzer/ingest/ooni_document.h"
#include "core/judge/fingerprint.h"

namespace saksi {

/// blocking_general and accuracy of fastpath, before they become flags.
struct ScoreSum {
  double blocking = 0;
  double accuracy = 1;
  bool confirmed = false;
  bool analysed = true;  // a test that fastpath scores at all
  OoniBlocking stored = OoniBlocking::null;
};

/// `anomaly` above one half, `failure` below one half.
[[nodiscard]] OoniScore flags_of(const ScoreSum& sum);

/// What the pages of a document match (Judgement::prints).
using PagePrints = std::vector<const Fingerprint*>;

[[nodiscard]] OoniScore ooni_score(const OoniDocument& document, const Fingerprints& fingerprints,
                                   const PagePrints& prints);

/// OONI's rules for every test but Web Connectivity (ooni_score_other.cc).
[[nodiscard]] ScoreSum score_other_test(const OoniDocument& document);

/// The first fingerprint in the document's answers and pages that confirms by OONI's rule: it is met in a
/// country that it is expected in, or its scope is national or of a provider, wherever it is met. Null: none.
/// OONI looks for every pattern in a body as it stands, so that regular expressions never match, and in a
/// header only for whole values and beginnings.
[[nodiscard]] const Fingerprint* ooni_confirmation(const OoniDocument& document,
                                                   const Fingerprints& fingerprints,
                                                   const PagePrints& prints);

}  // namespace saksi
