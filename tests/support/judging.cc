#include "tests/support/judging.h"

#include <algorithm>
#include <stdexcept>

namespace saksi {

Fingerprints fingerprints(const std::string& rows) {
  const std::string header =
      "name,scope,other_names,location_found,pattern_type,pattern,confidence_no_fp,expected_countries,source,"
      "exp_url,"
      "notes\n";
  auto parsed = Fingerprints::parse(header + rows, "test.csv");
  if (!parsed) throw std::invalid_argument(parsed.error().message);
  return *parsed;
}

std::string describe(const Verdict& verdict) {
  std::string text = std::string{to_string(verdict.word)} + " " + std::string{to_string(verdict.certainty)} +
                     " " + std::string{to_string(verdict.scope)};
  if (verdict.layer) text += " at " + std::string{to_string(*verdict.layer)};
  if (verdict.method) text += " by " + std::string{to_string(*verdict.method)};
  for (const Finding& finding : verdict.findings) {
    text += "\n  " + std::string{to_string(finding.layer)} + ": " + std::string{to_string(finding.state)};
    if (finding.method) text += " " + std::string{to_string(*finding.method)};
  }
  for (const std::string& reason : verdict.reasons) text += "\n  - " + reason;
  return text;
}

bool any_reason_says(const Verdict& verdict, const std::string& words) {
  return std::any_of(verdict.reasons.begin(), verdict.reasons.end(),
                     [&](const std::string& reason) { return reason.find(words) != std::string::npos; });
}

void expect_blocked(const Verdict& verdict, Layer layer, Method method) {
  SCOPED_TRACE(describe(verdict));
  EXPECT_EQ(verdict.word, VerdictWord::blocked);
  EXPECT_EQ(verdict.layer, layer);
  EXPECT_EQ(verdict.method, method);
  EXPECT_EQ(verdict.finding(layer).state, FindingState::interfered);
  EXPECT_FALSE(verdict.reasons.empty());
}

void expect_accessible(const Verdict& verdict) {
  SCOPED_TRACE(describe(verdict));
  EXPECT_EQ(verdict.word, VerdictWord::accessible);
  EXPECT_EQ(verdict.certainty, Certainty::no_sign);
  EXPECT_FALSE(verdict.layer);
  EXPECT_FALSE(verdict.method);
  EXPECT_FALSE(verdict.reasons.empty());
}

}  // namespace saksi
