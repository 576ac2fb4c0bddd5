#include "probe/plan.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace saksi {
namespace {

namespace fs = std::filesystem;

Environment environment_of_the_sources() {
  Environment environment;
  environment.data_dir = fs::path(SAKSI_SOURCE_DIR) / "data";
  environment.testlists_dir = fs::path(SAKSI_SOURCE_DIR) / "testlists";
  return environment;
}

std::string error_of(const Targets& targets) {
  try {
    (void)read_targets(targets, environment_of_the_sources());
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Targets, ACountryMeansItsList) {
  const Targeted targeted = read_targets({"my", {}, {}}, environment_of_the_sources());
  EXPECT_GE(targeted.urls.size(), 200U);
  EXPECT_EQ(targeted.list_name, "my");
  EXPECT_TRUE(targeted.left_out.empty());
}

TEST(Targets, AnUnknownCountryIsNamedWithThoseThereAre) {
  const std::string error = error_of({"XQ", {}, {}});
  EXPECT_NE(error.find("'XQ'"), std::string::npos) << error;
  EXPECT_NE(error.find("MY"), std::string::npos) << error;
}

TEST(Targets, ACountryCodeCannotReachOutOfTheFolder) {
  EXPECT_NE(error_of({"../../etc/passwd", {}, {}}), "");
}

TEST(Targets, AMissingListNamesTheFile) {
  EXPECT_NE(error_of({"", {"/nonexistent/list.csv"}, {}}).find("/nonexistent/list.csv"), std::string::npos);
}

TEST(Targets, ABadUrlIsNamed) {
  EXPECT_NE(error_of({"", {}, {"gopher://x/"}}).find("gopher://x/"), std::string::npos);
}

TEST(Targets, NothingAtAllSaysWhatToGive) {
  EXPECT_NE(error_of({}).find("--country"), std::string::npos);
}

TEST(Targets, TheSameUrlIsMeasuredOnce) {
  const Targeted targeted =
      read_targets({"", {}, {"https://a.example", "https://A.example/"}}, environment_of_the_sources());
  EXPECT_EQ(targeted.urls.size(), 1U);
}

TEST(Targets, BadRowsAreLeftOutAndNamedTheOthersMeasured) {
  const fs::path file = fs::temp_directory_path() / "saksi-plan-test.csv";
  std::ofstream(file) << "url,category_code,category_description,date_added,source,notes\n"
                         "https://good.example/,NEWS,News Media,2026-11-21,saksi,a good row\n"
                         "not a url,NEWS,News Media,2026-11-21,saksi,a bad row\n";
  const Targeted targeted = read_targets({"", {file}, {}}, environment_of_the_sources());
  fs::remove(file);
  EXPECT_EQ(targeted.urls.size(), 1U);
  ASSERT_EQ(targeted.left_out.size(), 1U);
  EXPECT_NE(targeted.left_out[0].find(":3"), std::string::npos) << targeted.left_out[0];
}

}  // namespace
}  // namespace saksi
