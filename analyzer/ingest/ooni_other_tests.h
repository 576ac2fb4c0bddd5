// Our verdict on tests other than Web Connectivity, from the raw observations in their test keys and not from
// what the probe made of them. They have no control, so that one measurement never carries more than
// `possible`; where the failure of a single server may be its own, the word is `inconclusive`.
#pragma once

#include <array>
#include <optional>

#include "analyzer/archive/result.h"
#include "analyzer/ingest/ooni_document.h"
#include "core/judge/fingerprint.h"

namespace saksi {

struct OtherJudgement {
  Outcome outcome;
  std::array<LayerResult, 5> layers{};  // in the order of kLayers
  bool reached = false;                 // something answered that the test was after
  std::string fingerprint;
};

[[nodiscard]] OtherJudgement judge_other_test(const OoniDocument& document, const Fingerprints& fingerprints);

}  // namespace saksi
