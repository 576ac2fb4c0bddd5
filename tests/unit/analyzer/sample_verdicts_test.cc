// The sample states what its measurements are; the rules of core/judge must say the same of their evidence.
#include <gtest/gtest.h>

#include "core/cause_words.h"
#include "core/judge/judge.h"
#include "tests/unit/analyzer/sample_report.h"

namespace saksi {
namespace {

std::string text_of(const Verdict& verdict) {
  std::string text = std::string(to_string(verdict.word)) + " " + std::string(to_string(verdict.certainty)) +
                     " " + std::string(to_string(verdict.scope));
  if (verdict.layer) text += " " + std::string(to_string(*verdict.layer));
  if (verdict.method) text += " " + std::string(to_string(*verdict.method));
  text += "; " + attempts_in_words(verdict) + "; " + isolation_in_words(verdict);
  return verdict.location ? text + "; " + in_words(*verdict.location) : text;
}

TEST(SampleVerdicts, AreWhatTheRulesSayOfTheEvidence) {
  const Fingerprints fingerprints = sample_fingerprints();
  for (const SampleMeasurement& one : report_sample().measurements) {
    const Verdict verdict = judge(one.measurement, fingerprints);
    EXPECT_EQ(text_of(verdict), text_of(one.verdict))
        << one.measurement.url.text() << ": " << verdict.reasons.front();
  }
}

}  // namespace
}  // namespace saksi
