// Several attempts at one URL held against each other: which of them count, and what they say together.
// docs/verdicts.md, "Repetition".
#pragma once

#include <string>
#include <vector>

#include "core/judge/evidence.h"
#include "core/measurement.h"
#include "core/verdict.h"

namespace saksi {

/// One attempt and what it says by itself.
struct Look {
  const Attempt* attempt = nullptr;  // points into the measurement
  Verdict verdict;
};

/// The first attempt, laid out, and all retests, in order of time.
[[nodiscard]] std::vector<Look> looks_at(const Evidence& first);

/// Leaves out what says nothing about the site as long as something else is left: attempts on a dead line, at
/// a disturbed address, without a control's answer. Why is appended to `reasons`.
[[nodiscard]] std::vector<Look> looks_that_count(std::vector<Look> looks, std::vector<std::string>& reasons);

/// A `blocked` that does not stand: another word, not concluded, carried by no layer. Findings and reasons
/// stay.
void take_back(Verdict& verdict, VerdictWord instead);

/// What the looks (at least one) say together, with `attempts` and `agreed`. Looks that agree keep their
/// word. A failure that may have passed by itself (a silence, a refusal) yields to the page of another
/// attempt; one that somebody must have sent (a reset, a forged answer) does not: mixed with pages it is
/// `inconclusive`.
[[nodiscard]] Verdict agree(const std::vector<Look>& looks);

/// Whether an attempt, judged as `verdict`, is worth another look later in the run: whatever is neither
/// plainly accessible nor the same failure as the control's nor the server's own refusal; an address that is
/// silent here alone; a page that came very slowly.
[[nodiscard]] bool is_doubtful(const Attempt& attempt, const Verdict& verdict);

}  // namespace saksi
