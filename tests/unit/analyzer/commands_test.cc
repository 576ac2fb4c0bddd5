// The commands against real databases in a folder of their own.
#include "analyzer/commands.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "analyzer/errors.h"
#include "core/csv.h"
#include "core/store.h"
#include "tests/support/report_sample.h"

namespace saksi {
namespace {

namespace fs = std::filesystem;

/// Two sites of the sample: every insertion waits for the disk.
ReportSample small_sample() {
  ReportSample sample = report_sample();
  std::erase_if(sample.measurements, [](const SampleMeasurement& one) {
    const std::string& host = one.measurement.url.host();
    return host != "rainbow-news.example" && host != "trans-support.example";
  });
  return sample;
}

class Commands : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        fs::temp_directory_path() / ("saksi-commands-" + std::to_string(::getpid()) + "-" + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path at(const std::string& name) const { return folder_ / name; }

  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(at(name), std::ios::binary) << text;
    return at(name);
  }

  fs::path sample_database(const std::string& name) const {
    Store store = Store::open(at(name), Store::Mode::create);
    store_sample(store, small_sample());
    return at(name);
  }

  int import(const std::vector<fs::path>& probes) {
    ImportOptions options;
    options.store = at("all.db");
    options.paths = probes;
    return run_import(options, out_, problems_);
  }

  [[nodiscard]] ReportOptions report_options(const fs::path& db) const {
    ReportOptions options;
    options.store = db.string();
    options.country = *CountryCode::parse("MY");
    options.out = at("report");
    options.fingerprints = {write("fingerprints.csv", sample_fingerprints_csv())};
    options.lists = {write("sample.csv", sample_list_csv())};
    return options;
  }

  int report(const ReportOptions& options) {
    return run_report(options, *parse_time("2026-11-21 12:00:00"), out_, problems_);
  }

  [[nodiscard]] std::string read(const fs::path& file) const {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  fs::path folder_;
  std::ostringstream out_;
  std::ostringstream problems_;
};

TEST_F(Commands, ImportCopiesAndCopiesNothingTwice) {
  const fs::path probe = sample_database("probe.db");
  EXPECT_EQ(import({probe}), exit_ok);
  const std::size_t all = small_sample().measurements.size();
  EXPECT_NE(out_.str().find(std::to_string(all) + " new measurements"), std::string::npos) << out_.str();
  out_.str("");
  EXPECT_EQ(import({probe}), exit_ok);
  EXPECT_NE(out_.str().find("0 new measurements"), std::string::npos) << out_.str();
  EXPECT_EQ(Store::open(at("all.db"), Store::Mode::read_only).verdicts().size(), all);
}

TEST_F(Commands, ImportNamesAForeignFileAndTakesTheOthers) {
  const fs::path foreign = write("photo.db", "this is no database");
  const fs::path probe = sample_database("probe.db");
  EXPECT_EQ(import({foreign, at("missing.db"), probe}), exit_bad_input);
  EXPECT_NE(problems_.str().find("photo.db was left out"), std::string::npos) << problems_.str();
  EXPECT_NE(problems_.str().find("missing.db was left out"), std::string::npos) << problems_.str();
  EXPECT_EQ(Store::open(at("all.db"), Store::Mode::read_only).verdicts().size(),
            small_sample().measurements.size());
  EXPECT_FALSE(fs::exists(at("missing.db"))) << "a file that is not there is not made";
}

TEST_F(Commands, ImportNamesADamagedDatabase) {
  const fs::path probe = sample_database("probe.db");
  const auto size = fs::file_size(probe);
  std::fstream damage(probe, std::ios::in | std::ios::out | std::ios::binary);
  damage.seekp(static_cast<std::streamoff>(size / 4));
  damage << std::string(size / 2, 'X');
  damage.close();
  EXPECT_EQ(import({probe}), exit_bad_input);
  EXPECT_NE(problems_.str().find("probe.db"), std::string::npos) << problems_.str();
}

TEST_F(Commands, ReportWritesAllItsFiles) {
  EXPECT_EQ(report(report_options(sample_database("all.db"))), exit_ok);
  for (const char* name : {"report.html", "report.json", "cells.csv", "measurements.csv", "networks.csv"}) {
    EXPECT_TRUE(fs::exists(at("report") / name)) << name;
  }
  const auto json = nlohmann::json::parse(read(at("report") / "report.json"));
  EXPECT_TRUE(json["simulated"]);
  EXPECT_EQ(json["account"]["total"], small_sample().measurements.size());
  const auto rows = parse_csv(read(at("report") / "measurements.csv"), "measurements.csv");
  ASSERT_TRUE(rows);
  EXPECT_GT(rows->size(), 25U);
}

TEST_F(Commands, ReportDoesNotChangeTheDatabase) {
  const fs::path db = sample_database("all.db");
  const std::string before = read(db);
  EXPECT_EQ(report(report_options(db)), exit_ok);
  EXPECT_EQ(read(db), before);
}

TEST_F(Commands, ReportSaysWhichCountriesThereAreWhenTheOneAskedForIsNot) {
  ReportOptions options = report_options(sample_database("all.db"));
  options.country = *CountryCode::parse("PK");
  try {
    (void)report(options);
    FAIL() << "nothing is measured in PK";
  } catch (const BadInput& error) {
    EXPECT_NE(std::string(error.what()).find("MY ("), std::string::npos) << error.what();
  }
  EXPECT_FALSE(fs::exists(at("report")));
}

TEST_F(Commands, ReportNamesABadFingerprintFileAndAFolderThatCannotBe) {
  ReportOptions options = report_options(sample_database("all.db"));
  options.out = write("file", "in the way") / "report";
  EXPECT_THROW((void)report(options), BadInput);
  options.fingerprints = {write("bad.csv", "no,header\n1,2\n")};
  EXPECT_THROW((void)report(options), BadInput);
  options.fingerprints = {at("missing.csv")};
  EXPECT_THROW((void)report(options), BadInput);
}

TEST_F(Commands, ReportKeepsFoldersOfTheMachineOutOfItself) {
  EXPECT_EQ(report(report_options(sample_database("all.db"))), exit_ok);
  EXPECT_EQ(read(at("report") / "report.html").find(folder_.string()), std::string::npos);
}

TEST_F(Commands, ShowExplainsByNumberUrlAndHost) {
  ShowOptions options;
  options.store = sample_database("all.db").string();
  options.fingerprints = {write("fingerprints.csv", sample_fingerprints_csv())};
  for (const char* what : {"rainbow-news.example", "http://rainbow-news.example/"}) {
    options.what = what;
    EXPECT_EQ(run_show(options, out_), exit_ok);
  }
  options.what = small_sample().measurements.front().measurement.id.substr(0, 8);
  EXPECT_EQ(run_show(options, out_), exit_ok);
  EXPECT_NE(out_.str().find("SIMULATION"), std::string::npos);
  EXPECT_NE(out_.str().find("Verdict: "), std::string::npos);
  EXPECT_NE(out_.str().find("Other measurements:"), std::string::npos);
  options.what = "nosuch.example";
  EXPECT_THROW((void)run_show(options, out_), BadInput);
}

TEST_F(Commands, ShowAsJsonHoldsVerdictAndEvidence) {
  ShowOptions options;
  options.store = sample_database("all.db").string();
  options.fingerprints = {write("fingerprints.csv", sample_fingerprints_csv())};
  options.what = "rainbow-news.example";
  options.json = true;
  EXPECT_EQ(run_show(options, out_), exit_ok);
  const auto json = nlohmann::json::parse(out_.str());
  EXPECT_TRUE(json.contains("evidence"));
  EXPECT_TRUE(json["verdict"].contains("certainty"));
}

}  // namespace
}  // namespace saksi
