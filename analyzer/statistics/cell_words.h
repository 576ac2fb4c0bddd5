// From a counted cell and its posterior to a state, a certainty and the reasons: the rules of
// docs/statistics.md, section 6. Pure.
#pragma once

#include "analyzer/statistics/cell_estimate.h"
#include "analyzer/statistics/cell_evidence.h"
#include "analyzer/statistics/posterior.h"

namespace saksi {

struct Word {
  CellState state = CellState::not_tested;
  Certainty certainty = Certainty::not_tested;
  auto operator<=>(const Word&) const = default;
};

/// By this network alone: two networks raise it later.
[[nodiscard]] Word word_of(const CellEstimate& cell, const Posterior& posterior,
                           const BlockedEvidence& evidence);

/// Whether `now` claims less blocking than `before`.
[[nodiscard]] bool is_weaker(const Word& now, const Word& before);

/// Sentences for state and certainty; `cell` is otherwise complete.
void give_reasons(CellEstimate& cell, const BlockedEvidence& evidence);

}  // namespace saksi
