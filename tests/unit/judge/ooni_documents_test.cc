// OONI's own documents: 35 measurements of its simulated internet, whose every verdict key is known, and six
// real ones. They lie outside the source tree; where they are absent, these tests skip and say so.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "core/judge/ooni.h"
#include "tests/support/ooni_reader.h"
#include "tests/support/shared_data.h"

namespace saksi {
namespace {

namespace fs = std::filesystem;

std::string show(std::optional<bool> value) {
  return value ? (*value ? "true" : "false") : "null";
}

std::string show(const OoniKeys& keys) {
  std::ostringstream text;
  text << "blocking=" << to_string(keys.blocking) << " accessible=" << show(keys.accessible)
       << " dns_consistent=" << show(keys.dns_consistent) << " dns_failure='" << keys.dns_experiment_failure
       << "' http_failure='" << keys.http_experiment_failure << "' control_failure='" << keys.control_failure
       << "' x_dns=" << keys.dns_flags << " x_blocking=" << keys.blocking_flags
       << " x_null_null=" << keys.null_null_flags << " body=" << show(keys.body_length_match)
       << " headers=" << show(keys.headers_match) << " status=" << show(keys.status_code_match)
       << " title=" << show(keys.title_match);
  return text.str();
}

std::vector<fs::path> documents(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{folder}) {
    const std::string name = entry.path().filename().string();
    const bool other = name == "qa-expected.json" || name.find("minipipeline") != std::string::npos;
    if (entry.path().extension() == ".json" && !other) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

nlohmann::json read_json(const fs::path& file) {
  std::ifstream stream{file};
  return nlohmann::json::parse(stream);
}

/// Every expected value by name; the proportion to the last digits that doubles agree on.
void expect_case(const nlohmann::json& expected, const OoniKeys& keys) {
  const auto flag = [&](const char* key) {
    return expected[key].is_null() ? std::optional<bool>{} : std::optional{expected[key].get<bool>()};
  };
  const auto word = [&](const char* key) {
    return expected[key].is_null() ? std::string{} : expected[key].get<std::string>();
  };
  const auto blocking = expected["blocking"];
  const std::string blocking_word = blocking.is_string() ? blocking.get<std::string>()
                                    : blocking.is_null() ? "null"
                                                         : "false";
  const std::string consistency =
      keys.dns_consistent ? (*keys.dns_consistent ? "consistent" : "inconsistent") : "";
  EXPECT_EQ(to_string(keys.blocking), blocking_word);
  EXPECT_EQ(keys.accessible, flag("accessible"));
  EXPECT_EQ(consistency, word("dns_consistency"));
  EXPECT_EQ(keys.dns_experiment_failure, word("dns_experiment_failure"));
  EXPECT_EQ(keys.http_experiment_failure, word("http_experiment_failure"));
  EXPECT_EQ(keys.control_failure, word("control_failure"));
  EXPECT_EQ(keys.dns_flags, expected["x_dns_flags"].get<unsigned>());
  EXPECT_EQ(keys.blocking_flags, expected["x_blocking_flags"].get<unsigned>());
  EXPECT_EQ(keys.null_null_flags, expected["x_null_null_flags"].get<unsigned>());
  EXPECT_EQ(keys.status_code_match, flag("status_code_match"));
  EXPECT_EQ(keys.body_length_match, flag("body_length_match"));
  EXPECT_EQ(keys.headers_match, flag("headers_match"));
  EXPECT_EQ(keys.title_match, flag("title_match"));
  EXPECT_DOUBLE_EQ(keys.body_proportion, expected["body_proportion"].get<double>());
}

TEST(OoniDocuments, EverySimulatedScenarioGetsExactlyTheKeysThatOoniExpects) {
  const fs::path folder = shared_data() / "ooni" / "qa";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no ../shared/data/ooni/qa beside the source tree";
  int cases = 0;
  for (const auto& expected : read_json(folder / "qa-expected.json")) {
    const std::string name = expected["name"];
    SCOPED_TRACE(name);
    const auto document = read_ooni_document(folder / (name + ".json"));
    const OoniKeys keys = ooni_keys(document.measurement);
    SCOPED_TRACE(show(keys));
    expect_case(expected, keys);
    ++cases;
  }
  EXPECT_EQ(cases, 35);
}

TEST(OoniDocuments, RealMeasurementsGetTheHeadlineAndFlagsThatTheirProbeStored) {
  const fs::path folder = shared_data() / "ooni" / "real";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no ../shared/data/ooni/real beside the source tree";
  int cases = 0, of_our_version = 0;
  for (const auto& file : documents(folder)) {
    const auto document = read_ooni_document(file);
    const OoniKeys keys = ooni_keys(document.measurement);
    SCOPED_TRACE(file.filename().string() + " " + document.test_version + "\n ours:   " + show(keys) +
                 "\n theirs: " + show(document.keys));
    ++cases;
    EXPECT_EQ(keys.dns_consistent, document.keys.dns_consistent);
    EXPECT_EQ(keys.dns_flags, document.keys.dns_flags);
    EXPECT_EQ(keys.dns_experiment_failure, document.keys.dns_experiment_failure);
    EXPECT_EQ(keys.control_failure, document.keys.control_failure);
    EXPECT_NE(keys.blocking, OoniBlocking::dns);
    EXPECT_EQ(keys.blocking_flags, document.keys.blocking_flags);
    if (document.test_version != "0.5.28")
      continue;  // older rules: no page keys over TLS, null where we say down
    ++of_our_version;
    EXPECT_EQ(keys.blocking, document.keys.blocking);
    EXPECT_EQ(keys.accessible, document.keys.accessible);
    EXPECT_EQ(keys.null_null_flags, document.keys.null_null_flags);
    EXPECT_EQ(keys.status_code_match, document.keys.status_code_match);
    EXPECT_EQ(keys.headers_match, document.keys.headers_match);
    EXPECT_EQ(keys.title_match, document.keys.title_match);
  }
  EXPECT_EQ(cases, 6);
  EXPECT_EQ(of_our_version, 3);
}

}  // namespace
}  // namespace saksi
