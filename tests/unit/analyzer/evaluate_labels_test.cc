// Folders that state truth in our own words, as the lab's labels do.
#include <gtest/gtest.h>

#include <fstream>

#include "analyzer/errors.h"
#include "analyzer/evaluate_expected.h"
#include "analyzer/evaluate_explained.h"
#include "analyzer/evaluate_ours.h"
#include "tests/support/temporary_folder.h"

namespace saksi {
namespace {

ArchivedResult throttled() {
  ArchivedResult result;
  result.layers[static_cast<std::size_t>(Layer::rate)] = {FindingState::interfered, Method::throttled};
  result.layers[static_cast<std::size_t>(Layer::dns)] = {FindingState::ok, std::nullopt};
  return result;
}

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream{file} << text;
}

TEST(EvaluateLabels, OneOfSeveralAllowedWordsIsEnoughAndAPartOfAWordIsNot) {
  EXPECT_TRUE(is_one_of("accessible|inconclusive", "inconclusive"));
  EXPECT_TRUE(is_one_of("blocked", "blocked"));
  EXPECT_FALSE(is_one_of("accessible|inconclusive", "blocked"));
  EXPECT_FALSE(is_one_of("accessible", "access"));
  EXPECT_FALSE(is_one_of("", "blocked"));
}

TEST(EvaluateLabels, FindingsAreHeldLayerByLayerWithTheMethodWhereOneIsStated) {
  EXPECT_TRUE(has_findings("rate=interfered:throttled dns=ok", throttled()));
  EXPECT_TRUE(has_findings("rate=interfered", throttled()));
  EXPECT_TRUE(has_findings("dns=unknown|ok", throttled()));
  EXPECT_FALSE(has_findings("rate=ok", throttled()));
  EXPECT_FALSE(has_findings("dns=interfered:nxdomain", throttled()));
  EXPECT_EQ(findings_in_words("rate=ok dns=ok", throttled()), "rate=interfered dns=ok");
}

TEST(EvaluateLabels, EmptyCellsAreNoExpectationAndTheInputTellsMeasurementsOfOneFileApart) {
  const TemporaryFolder folder;
  write(folder.path() / "EXPECTED.csv",
        "file,input,truth_verdict,truth_layer,truth_by_scenario\n"
        "a.jsonl,https://a.example/,blocked,tls,blocked\n"
        "a.jsonl,https://b.example/,accessible,,ok\n");
  const Expected expected = read_expected(folder.path());
  ASSERT_EQ(expected.measurements.size(), 2U);
  EXPECT_EQ(expected.measurements[1].input, "https://b.example/");
  EXPECT_EQ(expected.measurements[1].find("truth_layer"), nullptr);
  ASSERT_NE(expected.measurements[0].find("truth_layer"), nullptr);
  EXPECT_EQ(expected.measurements[0].find("truth"), nullptr);  // that column is then only for people
}

constexpr const char* kHead = "file,field,test,theirs,ours,difference,reason,reviewed\n";

TEST(EvaluateLabels, ARuleAboutTheTruthNeedsBothValuesExactly) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "explained.csv";
  write(file,
        std::string{kHead} +
            ",truth_findings,web_connectivity,rate=interfered:throttled,rate=unknown,,why,2026-11-22\n");
  EXPECT_NO_THROW(Explanations::load(file));
  write(file, std::string{kHead} + ",truth_verdict,web_connectivity,acc*,blocked,,why,2026-11-22\n");
  EXPECT_THROW(Explanations::load(file), BadInput);
  write(file, std::string{kHead} + ",truth_verdict,web_connectivity,accessible,,,why,2026-11-22\n");
  EXPECT_THROW(Explanations::load(file), BadInput);
}

}  // namespace
}  // namespace saksi
