#include "analyzer/key_findings.h"

#include <gtest/gtest.h>

#include "tests/unit/analyzer/sample_report.h"

namespace saksi {
namespace {

std::string all_text(const Report& report) {
  std::string text;
  for (const KeyFinding& finding : report.key_findings) {
    text += finding.text + "\n";
    for (const std::string& detail : finding.details) text += detail + "\n";
  }
  return text;
}

TEST(KeyFindings, AreThreeToSix) {
  const Report report = sample_report();
  EXPECT_GE(report.key_findings.size(), 3U);
  EXPECT_LE(report.key_findings.size(), kMostKeyFindings);
}

TEST(KeyFindings, BeginWithTheMostCertainAndNameNetworkAndDates) {
  const KeyFinding first = sample_report().key_findings.front();
  EXPECT_EQ(first.certainty, Certainty::confirmed);
  ASSERT_EQ(first.details.size(), 2U);
  EXPECT_EQ(first.details.front(),
            "AS64496 (Example Telecom): 3 URLs, seen between 2 and 18 November 2026: free-press.example, "
            "rainbow-news.example and trans-support.example. Step: DNS and HTTP.");
}

TEST(KeyFindings, NeverSpeakOfACountryWhereANetworkWasMeasured) {
  const std::string text = all_text(sample_report());
  EXPECT_EQ(text.find("in Malaysia"), std::string::npos);
  EXPECT_EQ(text.find("since"), std::string::npos);
}

TEST(KeyFindings, AreStillThereWhenNothingIsBlocked) {
  const Report report = sample_report([](const Measurement& m) { return m.url.host() == "weather.example"; });
  ASSERT_EQ(report.key_findings.size(), 1U);
  EXPECT_EQ(report.key_findings.front().certainty, Certainty::no_sign);
}

TEST(KeyFindings, CountInterferenceApartWhenThereIsRoom) {
  const Report report = sample_report([](const Measurement& m) { return m.url.host() == "proxied.example"; });
  EXPECT_NE(all_text(report).find("This is not blocking"), std::string::npos);
}

}  // namespace
}  // namespace saksi
