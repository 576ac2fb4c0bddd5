#include <sqlite3.h>

#include <fstream>

#include "core/store_file.h"
#include "tests/unit/store/store_fixture.h"

namespace saksi {
namespace {

class StoreImport : public StoreTest {
 protected:
  /// A store of one run with measurements of these URLs.
  saksi::Run make(const std::string& name, const std::vector<std::string>& urls) const {
    Store store = create(name);
    const saksi::Run run = a_run();
    std::vector<PlannedUrl> plan;
    for (const auto& url : urls) plan.push_back({url, "NEWS"});
    store.begin_run(run, plan);
    for (const auto& url : urls) store.insert(scrubbed(a_measurement(run, url)), example_verdict());
    return run;
  }
  [[nodiscard]] std::string bytes(const std::string& name) const {
    std::ifstream in{folder / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
};

TEST_F(StoreImport, TakesWhatIsNotThereYetAndChangesNothingInTheOther) {
  const saksi::Run first = make("one.db", {"https://a.example/", "https://b.example/"});
  const saksi::Run second = make("two.db", {"https://a.example/"});
  const std::string before = bytes("one.db");
  Store all = create("all.db");
  EXPECT_EQ(all.import_from(folder / "one.db"), 2u);
  EXPECT_EQ(all.import_from(folder / "two.db"), 1u);
  EXPECT_EQ(all.import_from(folder / "one.db"), 0u);
  EXPECT_EQ(all.verdicts().size(), 3u);
  EXPECT_EQ(all.verdicts(second.id).size(), 1u);
  EXPECT_EQ(all.planned(first.id), 2u);
  EXPECT_TRUE(all.remaining(first.id).empty());
  EXPECT_EQ(bytes("one.db"), before);
}

TEST_F(StoreImport, ARunThatWentOnIsBroughtUpToDate) {
  saksi::Run run = make("one.db", {"https://a.example/"});
  Store all = create("all.db");
  all.import_from(folder / "one.db");
  EXPECT_EQ(all.runs()[0].state, RunState::running);
  {
    Store probe = Store::open(folder / "one.db", Store::Mode::read_write);
    probe.insert(scrubbed(a_measurement(run, "https://b.example/")), {});
    run.state = RunState::done;
    run.ended = run.started + std::chrono::minutes{1};
    probe.update_run(run);
  }
  EXPECT_EQ(all.import_from(folder / "one.db"), 1u);
  EXPECT_EQ(all.runs()[0].state, RunState::done);
  EXPECT_EQ(all.runs()[0].ended, run.ended);
  EXPECT_EQ(all.runs().size(), 1u);
}

TEST_F(StoreImport, AStoreThatIsBeingWrittenIsReadAsFarAsItCame) {
  Store probe = create("live.db");
  const saksi::Run run = a_run();
  probe.begin_run(run, {});
  probe.insert(scrubbed(a_measurement(run, "https://a.example/")), {});
  Store all = create("all.db");
  EXPECT_EQ(all.import_from(folder / "live.db"), 1u);  // it stands in the -wal file only
  probe.insert(scrubbed(a_measurement(run, "https://b.example/")), {});
  EXPECT_EQ(all.import_from(folder / "live.db"), 1u);
}

TEST_F(StoreImport, WhatIsNoStoreIsRefusedAndNothingComes) {
  Store all = create("all.db");
  std::ofstream{folder / "letter.txt"} << std::string(5000, 'x');
  expect_says(store_error([&] { all.import_from(folder / "letter.txt"); }), "is not a Saksi store");
  expect_says(store_error([&] { all.import_from(folder / "none.db"); }), "there is no such store");
  expect_says(store_error([&] { all.import_from(folder / "all.db"); }), "is the store that is imported into");
  make("new.db", {"https://a.example/"});
  sqlite::Connection{sqlite::file_uri((folder / "new.db").string(), "mode=rw"), SQLITE_OPEN_READWRITE}.run(
      "PRAGMA user_version = " + std::to_string(kStoreVersion + 1));
  expect_says(store_error([&] { all.import_from(folder / "new.db"); }), "newer Saksi");
  EXPECT_TRUE(all.runs().empty());
}

TEST_F(StoreImport, AForgedStoreBringsNeitherForeignWordsNorHalfAnImport) {
  make("forged.db", {"https://a.example/", "https://b.example/"});
  const sqlite::Connection forger{sqlite::file_uri((folder / "forged.db").string(), "mode=rw"),
                                  SQLITE_OPEN_READWRITE};
  forger.run(
      "PRAGMA ignore_check_constraints = ON; UPDATE measurement SET verdict = '<script>' WHERE url LIKE "
      "'%b.%'");
  Store all = create("all.db");
  expect_says(store_error([&] { all.import_from(folder / "forged.db"); }), "forged.db");
  EXPECT_TRUE(all.runs().empty());
  EXPECT_TRUE(all.verdicts().empty());
}

}  // namespace
}  // namespace saksi
