#include "analyzer/limitations.h"

#include <gtest/gtest.h>

#include "tests/unit/analyzer/sample_report.h"

namespace saksi {
namespace {

bool has(const Report& report, const std::string& part) {
  for (const std::string& text : report.limitations) {
    if (text.find(part) != std::string::npos) return true;
  }
  return false;
}

TEST(Limitations, OfTheSampleAreNamed) {
  const Report report = sample_report();
  EXPECT_TRUE(has(report, "This is a simulation"));
  EXPECT_TRUE(has(report, "Not every URL was tested on every network"));
  EXPECT_TRUE(has(report, "In 6 measurements no control answered"));
  EXPECT_TRUE(has(report, "29 measurements were set aside"));
  EXPECT_FALSE(has(report, "Only one network"));
  EXPECT_FALSE(has(report, "of one day"));
}

TEST(Limitations, OneNetworkAndOneDayAreSaid) {
  const Report report = sample_report([](const Measurement& m) {
    return m.vantage.asn.number == 64496 && to_text(m.started).starts_with("2026-11-02");
  });
  EXPECT_TRUE(has(report, "Only one network was measured, AS64496 (Example Telecom)"));
  EXPECT_TRUE(has(report, "All measurements are of one day"));
}

TEST(Limitations, LinesThatNobodyCheckedAreSaid) {
  const std::vector<std::string> texts = computed_limitations(Report{}, 4);
  bool found = false;
  for (const std::string& text : texts)
    found = found || text.starts_with("In 4 runs the line was not checked");
  EXPECT_TRUE(found);
}

TEST(Limitations, ACountryWithoutFingerprintsIsSaid) {
  Report report;
  report.country_name = "Pakistan";
  report.limitations = computed_limitations(report, 0);
  EXPECT_TRUE(has(report, "No fingerprint of a block notice of Pakistan"));
}

}  // namespace
}  // namespace saksi
