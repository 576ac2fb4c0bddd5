#include "core/judge/judge.h"

#include "core/judge/causes.h"
#include "core/judge/repetition.h"

namespace saksi {
namespace {

bool control_answered(const std::vector<Look>& looks) {
  for (const Look& look : looks) {
    if (look.attempt->control && look.attempt->control->answer) return true;
  }
  return false;
}

void insert_after_first(std::vector<std::string>& reasons, const std::vector<std::string>& more) {
  reasons.insert(reasons.begin() + (reasons.empty() ? 0 : 1), more.begin(), more.end());
}

/// `strong`: repeated without exception, held against a control, and an experiment isolates the trigger.
void raise_certainty(Verdict& verdict, const std::vector<Look>& looks) {
  const bool repeated = verdict.attempts >= 2 && verdict.agreed == verdict.attempts;
  const bool may_rise = verdict.word == VerdictWord::blocked && verdict.certainty == Certainty::possible;
  if (may_rise && repeated && !verdict.isolated_by.empty() && control_answered(looks))
    verdict.certainty = Certainty::strong;
}

/// A box in the house is not the provider's doing, whatever it answers.
void respect_the_house(Verdict& verdict) {
  const bool in_house = verdict.location && verdict.location->place == Place::home_router;
  if (!in_house || verdict.word != VerdictWord::blocked) return;
  verdict.word = VerdictWord::local_network;
  verdict.certainty = Certainty::not_concluded;
  verdict.layer.reset();
  verdict.method.reset();
  verdict.reasons.insert(
      verdict.reasons.begin(),
      "The interference sits at the first hop, the router of the house or institution, and not "
      "with the provider.");
}

void note_rate(Verdict& verdict, bool throttled) {
  for (Finding& finding : verdict.findings) {
    if (finding.layer != Layer::rate || !throttled) continue;
    finding.state = FindingState::interfered;
    finding.method = Method::throttled;
  }
}

std::string repetition_in_words(const Verdict& verdict) {
  const std::string all = std::to_string(verdict.attempts);
  return verdict.agreed == verdict.attempts
             ? "Measured " + all + " times in this run, always with this outcome."
             : std::to_string(verdict.agreed) + " of " + all + " attempts in this run say so.";
}

}  // namespace

Verdict judge(const Measurement& measurement, const Fingerprints& fingerprints) {
  std::vector<std::string> set_aside;
  const std::vector<Look> looks = looks_that_count(looks_at(measurement, fingerprints), set_aside);
  Verdict verdict = agree(looks);
  const Causes causes = find_causes(measurement, verdict);
  verdict.isolated_by = causes.isolated_by;
  verdict.location = causes.location;
  insert_after_first(verdict.reasons, causes.reasons);
  if (verdict.attempts > 1 && verdict.word == VerdictWord::blocked)
    verdict.reasons.push_back(repetition_in_words(verdict));
  verdict.reasons.insert(verdict.reasons.end(), set_aside.begin(), set_aside.end());
  note_rate(verdict, causes.throttled);
  raise_certainty(verdict, looks);
  respect_the_house(verdict);
  return verdict;
}

}  // namespace saksi
