// evaluate: expectations read, fields compared, differences explained.
#include "analyzer/evaluate.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "analyzer/commands.h"
#include "analyzer/errors.h"
#include "analyzer/evaluate_explained.h"
#include "analyzer/evaluate_ours.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace saksi {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBrowser =
    R"({"test_name":"browser_web","test_version":"0.1.0","measurement_start_time":"2023-03-20 18:27:13",)"
    R"("probe_cc":"CA","probe_asn":"AS577","input":"https://a.example/","test_keys":{"result":"error"}})";
constexpr const char* kColumns = "file,field,test,theirs,ours,difference,reason,reviewed\n";

class EvaluateTest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& content) {
    std::ofstream{folder_.path() / name, std::ios::binary} << content;
  }
  Evaluation evaluate() { return evaluate_folder(folder_.path(), Fingerprints{}); }
  Explanations explanations(const std::string& rows) {
    write("explained.csv", kColumns + rows);
    return Explanations::load(folder_.path() / "explained.csv");
  }
  int run(const std::string& rows, std::string* printed = nullptr) {
    (void)explanations(rows);
    write("prints.csv",
          "name,scope,other_names,location_found,pattern_type,pattern,confidence_no_fp,expected_countries,"
          "source,exp_url,notes\n");
    EvaluateOptions options;
    options.folders = {folder_.path()};
    options.explained = folder_.path() / "explained.csv";
    options.fingerprints = {folder_.path() / "prints.csv"};
    options.json = printed != nullptr;
    std::ostringstream out;
    const int code = run_evaluate(options, out);
    if (printed != nullptr) *printed = out.str();
    return code;
  }

  TemporaryFolder folder_;
};

const FieldCount* field(const Evaluation& evaluation, const std::string& name) {
  for (const FieldCount& one : evaluation.fields) {
    if (one.field == name) return &one;
  }
  return nullptr;
}

TEST_F(EvaluateTest, AFolderThatSaysNothingOfWhatItExpectsIsRefused) {
  EXPECT_THROW((void)evaluate(), BadInput);
  EXPECT_THROW((void)evaluate_folder(folder_.path() / "nowhere", Fingerprints{}), BadInput);
  write("EXPECTED.csv", "name,other\na,b\n");
  EXPECT_THROW((void)evaluate(), BadInput) << "no column names the files";
}

TEST_F(EvaluateTest, FlagsAreComparedAndEmptyCellsExpectNothing) {
  write("a.json", kBrowser);
  write("EXPECTED.csv", "file,expect_anomaly,expect_confirmed,expect_failure\na.json,t,f,\n");
  const Evaluation evaluation = evaluate();
  EXPECT_EQ(evaluation.measurements, 1U);
  ASSERT_NE(field(evaluation, "anomaly"), nullptr);
  EXPECT_EQ(field(evaluation, "anomaly")->agree, 1U);
  EXPECT_EQ(field(evaluation, "confirmed")->agree, 1U);
  EXPECT_EQ(field(evaluation, "failure"), nullptr);
}

TEST_F(EvaluateTest, OurVerdictStandsBesideTheFlagsWithTheKindOfDifference) {
  write("a.json", kBrowser);
  write("EXPECTED.csv", "file,api_anomaly,api_confirmed,api_failure\na.json,True,False,False\n");
  const Evaluation evaluation = evaluate();
  ASSERT_EQ(evaluation.differences.size(), 1U);
  EXPECT_EQ(evaluation.differences[0].field, "verdict");
  EXPECT_EQ(evaluation.differences[0].theirs, "anomaly");
  EXPECT_EQ(evaluation.differences[0].ours, "inconclusive");
  EXPECT_EQ(to_string(evaluation.differences[0].why), "control_missing");
}

TEST_F(EvaluateTest, AMeasurementThatIsNotThereIsAProblem) {
  write("EXPECTED.csv", "file,expect_anomaly\n../../etc/passwd,t\n");
  const Evaluation evaluation = evaluate();
  EXPECT_EQ(evaluation.problems.size(), 1U);
  EXPECT_EQ(evaluation.measurements, 0U);
}

TEST_F(EvaluateTest, RowsOfScoresAreCheckedByTheirOwnScores) {
  write("some_rows.csv",
        "measurement_uid,test_name,probe_cc,scores,anomaly,confirmed,msm_failure\n"
        "a,tor,RU,\"{\"\"blocking_general\"\":0.6}\",t,f,f\n"
        "b,web_connectivity,SE,\"{\"\"blocking_general\"\":2.0,\"\"fingerprints\"\":[{\"\"scope\"\":"
        "\"\"nat\"\"}]}\","
        "t,t,f\n"
        "c,dash,US,\"{\"\"accuracy\"\":0.0}\",t,f,t\n");
  const Evaluation evaluation = evaluate();
  EXPECT_EQ(evaluation.measurements, 3U);
  EXPECT_EQ(field(evaluation, "anomaly")->agree, 2U);
  EXPECT_EQ(field(evaluation, "confirmed")->agree, 3U);
  EXPECT_EQ(field(evaluation, "failure")->agree, 3U);
}

TEST_F(EvaluateTest, ExitsWellOnlyWhenEveryDifferenceIsExplained) {
  write("a.json", kBrowser);
  write("EXPECTED.csv", "file,expect_anomaly,expect_confirmed,expect_failure\na.json,t,f,f\n");
  EXPECT_EQ(run(""), exit_bad_input);
  EXPECT_EQ(run(",verdict,browser_web,anomaly,inconclusive,control_missing,why,2026-11-21\n"), exit_ok);
  EXPECT_EQ(run(",verdict,browser_web,anomaly,blocked*,control_missing,why,2026-11-21\n"), exit_bad_input);
  EXPECT_EQ(run("a.json,verdict,*,anomaly,inconclusive,,why,2026-11-21\n"), exit_ok);
  EXPECT_EQ(run("b.json,verdict,*,anomaly,inconclusive,,why,2026-11-21\n"), exit_bad_input);
}

TEST_F(EvaluateTest, ARuleForEveryFileMayNotBeBroad) {
  EXPECT_THROW((void)explanations(",verdict,*,*,inconclusive,control_missing,why,2026-11-21\n"), BadInput);
  EXPECT_THROW((void)explanations(",verdict,*,anomaly,*,control_missing,why,2026-11-21\n"), BadInput);
  EXPECT_THROW((void)explanations(",verdict,*,anomaly,inconclusive,,why,2026-11-21\n"), BadInput);
  EXPECT_THROW((void)explanations(",verdict,*,anomaly,inconclusive,none,why,2026-11-21\n"), BadInput);
}

TEST_F(EvaluateTest, AnExplanationNeedsAReasonADayAndAKindThatThereIs) {
  EXPECT_THROW((void)explanations("a.json,verdict,*,anomaly,blocked*,,,2026-11-21\n"), BadInput);
  EXPECT_THROW((void)explanations("a.json,verdict,*,anomaly,blocked*,,why,\n"), BadInput);
  EXPECT_THROW((void)explanations("a.json,verdict,*,anomaly,blocked*,odd,why,2026-11-21\n"), BadInput);
  EXPECT_THROW((void)explanations("a.json,verdict\n"), BadInput);
}

TEST_F(EvaluateTest, PrintsJsonWithTheCountsAndTheDifferences) {
  write("a.json", kBrowser);
  write("EXPECTED.csv", "file,expect_anomaly\na.json,f\n");
  std::string json;
  EXPECT_EQ(run("", &json), exit_bad_input);
  EXPECT_NE(json.find("\"unexplained\": 2"), std::string::npos) << json;
  EXPECT_NE(json.find("\"theirs\": \"false\""), std::string::npos) << json;
}

ArchivedResult result_of(VerdictWord word) {
  ArchivedResult result;
  result.outcome.word = word;
  return result;
}

TEST(EvaluateTruth, HoldsTheVerdictAgainstWhatTheNetworkDid) {
  const auto blocked = result_of(VerdictWord::blocked), open = result_of(VerdictWord::accessible);
  const auto down = result_of(VerdictWord::site_down), refused = result_of(VerdictWord::refused_by_server);
  const auto unclear = result_of(VerdictWord::inconclusive);
  EXPECT_TRUE(is_true_to_scenario("blocked(on redirect hop)", blocked, false));
  EXPECT_FALSE(is_true_to_scenario("blocked", unclear, false));
  EXPECT_TRUE(is_true_to_scenario("down(site-misconfigured-TLS)", down, false));
  EXPECT_FALSE(is_true_to_scenario("down", open, false));
  EXPECT_TRUE(is_true_to_scenario("ok", open, false));
  EXPECT_FALSE(is_true_to_scenario("ok", blocked, true));
  EXPECT_FALSE(is_true_to_scenario("ok", refused, false));
  EXPECT_TRUE(is_true_to_scenario("ok(server-side CAPTCHA, not network)", refused, false));
  EXPECT_TRUE(is_true_to_scenario("ok(no-control)", unclear, false));
  EXPECT_FALSE(is_true_to_scenario("ok", unclear, false));
  EXPECT_TRUE(is_true_to_scenario("ok", down, true)) << "nobody gets a page";
  EXPECT_FALSE(is_true_to_scenario("ok", down, false));
  EXPECT_FALSE(is_true_to_scenario("a word of tomorrow", open, false));
}

TEST(EvaluateTruth, ARelayOfTheRealPageHasToBeSeenAsInterference) {
  ArchivedResult relayed = result_of(VerdictWord::accessible);
  EXPECT_FALSE(is_true_to_scenario("dns-tampered-but-content-ok", relayed, false));
  relayed.layers[static_cast<std::size_t>(Layer::dns)] = {FindingState::interfered, Method::proxied};
  EXPECT_TRUE(is_true_to_scenario("dns-tampered-but-content-ok", relayed, false));
}

TEST(EvaluateValues, NumbersAreTheSameUpToTheLastDigitsOfDoubles) {
  EXPECT_TRUE(same_value("0.18180740037950663", "0.18180740037950664"));
  EXPECT_TRUE(same_value("1.0", "1"));
  EXPECT_FALSE(same_value("0.1818", "0.1819"));
  EXPECT_FALSE(same_value("null", "0"));
  EXPECT_TRUE(same_value("null", "null"));
}

// ---- Real folders, where they are beside the source tree

std::size_t differing(const Evaluation& evaluation, const std::string& wanted) {
  const FieldCount* const found = field(evaluation, wanted);
  return found == nullptr ? 1000 : found->compared - found->agree;
}

TEST(EvaluateShared, EveryKeyAndEveryTruthOfTheSimulatedScenariosAgrees) {
  const fs::path folder = shared_data() / "ooni" / "qa";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no ../shared/data/ooni/qa beside the source tree";
  const Evaluation evaluation = evaluate_folder(folder, Fingerprints{});
  EXPECT_EQ(evaluation.measurements, 35U);
  EXPECT_TRUE(evaluation.differences.empty());
  EXPECT_EQ(field(evaluation, "truth")->agree, 35U);
  EXPECT_EQ(field(evaluation, "x_null_null_flags")->agree, 35U);
}

TEST(EvaluateShared, NothingOfAnUncensoredLineIsBlocked) {
  const fs::path folder = shared_data() / "ooni" / "real";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no ../shared/data/ooni/real beside the source tree";
  const Evaluation evaluation = evaluate_folder(folder, Fingerprints{});
  EXPECT_EQ(evaluation.measurements, 6U);
  EXPECT_EQ(differing(evaluation, "blocked"), 0U);
}

TEST(EvaluateShared, OonisFlagsAreThoseOfItsPipeline) {
  for (const char* name : {"fastpath", "explorer"}) {
    const fs::path folder = shared_data() / "ooni" / name;
    if (!fs::is_directory(folder)) GTEST_SKIP() << "no ../shared/data/ooni/" << name;
    Evaluation evaluation = evaluate_folder(folder, Fingerprints{});
    EXPECT_EQ(differing(evaluation, "anomaly"), 0U) << name;
    EXPECT_EQ(differing(evaluation, "failure"), 0U) << name;
    EXPECT_EQ(differing(evaluation, "tk_blocking"), 0U) << name;
    Explanations::load(fs::path{SAKSI_SOURCE_DIR} / "data" / "explained_differences.csv").explain(evaluation);
    for (const auto& one : evaluation.differences) {
      EXPECT_TRUE(one.field != "verdict" || !one.reason.empty()) << one.file << ": " << one.ours;
    }
  }
}

}  // namespace
}  // namespace saksi
