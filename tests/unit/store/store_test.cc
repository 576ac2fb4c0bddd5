#include "core/store.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "core/json.h"
#include "core/store_file.h"
#include "tests/support/random_measurement.h"
#include "tests/support/trace_planter.h"
#include "tests/unit/store/store_fixture.h"

namespace saksi {
namespace {

TEST_F(StoreTest, AMeasurementComesBackWhole) {
  Store store = create();
  const saksi::Run run = a_run();
  store.begin_run(run, {{"https://a.example/", "NEWS"}});
  const auto measurement = scrubbed(a_measurement(run, "https://a.example/"));
  store.insert(measurement, example_verdict());

  const auto stored = store.verdicts();
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_EQ(stored[0].id, measurement->id);
  EXPECT_EQ(stored[0].url, "https://a.example/");
  EXPECT_EQ(stored[0].host, "a.example");
  EXPECT_EQ(stored[0].vantage.asn.number, 4788u);
  EXPECT_EQ(stored[0].simulated, true);
  EXPECT_EQ(verdict_json(stored[0].verdict), verdict_json(example_verdict()));
  auto evidence = store.evidence(measurement->id);
  ASSERT_TRUE(evidence) << evidence.error().message;
  EXPECT_EQ(evidence_json(scrubbed(std::move(*evidence))), evidence_json(measurement));
}

TEST_F(StoreTest, WhatWasStoredIsThereAfterOpeningAgain) {
  const saksi::Run run = a_run();
  {
    Store store = create();
    store.begin_run(run, {});
    for (std::uint32_t seed = 0; seed < 50; ++seed) {
      Measurement m = random_measurement(seed);
      m.run_id = run.id;
      store.insert(scrubbed(std::move(m)), random_verdict(seed));
    }
  }
  const Store store = Store::open(folder / "probe.db", Store::Mode::read_only);
  std::size_t visited = 0;
  store.each([&](const Measurement& m, const StoredVerdict& stored) {
    EXPECT_EQ(m.id, stored.id);
    EXPECT_EQ(m.url.text(), stored.url);
    ++visited;
  });
  EXPECT_EQ(visited, 50u);
  EXPECT_EQ(store.verdicts(run.id).size(), 50u);
  EXPECT_TRUE(store.verdicts(random_id()).empty());
}

TEST_F(StoreTest, TheSameUrlTwiceInARunIsRefusedAndNothingIsLost) {
  Store store = create();
  const saksi::Run run = a_run(), other = a_run();
  store.begin_run(run, {});
  store.begin_run(other, {});
  store.insert(scrubbed(a_measurement(run, "https://a.example/")), {});
  const std::string message =
      store_error([&] { store.insert(scrubbed(a_measurement(run, "https://a.example/#x")), {}); });
  expect_says(message, "https://a.example/ has been measured in this run already");
  store.insert(scrubbed(a_measurement(other, "https://a.example/")), {});
  EXPECT_EQ(store.verdicts().size(), 2u);
}

TEST_F(StoreTest, AMeasurementOfAnUnknownRunIsRefused) {
  Store store = create();
  const std::string message =
      store_error([&] { store.insert(scrubbed(a_measurement(a_run(), "https://a.example/")), {}); });
  expect_says(message, "which this store does not have");
}

TEST_F(StoreTest, WhatRemainsOfAPlanIsWhatHasNoMeasurementInThePlansOrder) {
  Store store = create();
  const saksi::Run run = a_run();
  store.begin_run(run, {{"https://c.example/", "NEWS"},
                        {"https://a.example/", ""},
                        {"https://b.example/", "LGBT"},
                        {"https://a.example/", "NEWS"}});
  EXPECT_EQ(store.planned(run.id), 3u);  // one of them stood twice
  store.insert(scrubbed(a_measurement(run, "https://a.example/")), {});
  const auto left = store.remaining(run.id);
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].url, "https://c.example/");
  EXPECT_EQ(left[1].url, "https://b.example/");
  EXPECT_EQ(left[1].category, "LGBT");
}

TEST_F(StoreTest, ARunComesBackAndTheNewestUnfinishedOneIsFound) {
  Store store = create();
  saksi::Run first = a_run(), second = a_run();
  second.started = first.started + std::chrono::hours{1};
  store.begin_run(first, {});
  store.begin_run(second, {});
  EXPECT_EQ(store.unfinished_run()->id, second.id);
  second.state = RunState::done;
  second.ended = second.started + std::chrono::minutes{5};
  store.update_run(second);
  EXPECT_EQ(store.unfinished_run()->id, first.id);
  first.state = RunState::interrupted;
  store.update_run(first);
  EXPECT_EQ(store.unfinished_run()->id, first.id);

  const saksi::Run back = store.runs()[0];
  EXPECT_EQ(back.id, second.id);
  EXPECT_EQ(back.ended, second.ended);
  EXPECT_EQ(back.state, RunState::done);
  EXPECT_EQ(back.vantage.as_name, "TM");
  EXPECT_EQ(back.line.always_open_failed, 1);
  EXPECT_EQ(back.controls, second.controls);
  EXPECT_EQ(back.geo_description, second.geo_description);
  expect_says(store_error([&] { store.update_run(a_run()); }), "there is no run");
}

TEST_F(StoreTest, AMeasurementIsFoundByThePrefixOfItsId) {
  Store store = create();
  const saksi::Run run = a_run();
  store.begin_run(run, {});
  for (const char* id : {"abcd1111111111111111111111111111", "abcd2222222222222222222222222222"}) {
    Measurement m = a_measurement(run, std::string{"https://a.example/"} + id);
    m.id = id;
    store.insert(scrubbed(std::move(m)), {});
  }
  EXPECT_EQ(store.find("abcd1")->id, "abcd1111111111111111111111111111");
  EXPECT_EQ(store.find("abcd2222222222222222222222222222")->url,
            "https://a.example/abcd2222222222222222222222222222");
  EXPECT_FALSE(store.find("abcd3"));
  EXPECT_FALSE(store.find("abc"));
  EXPECT_FALSE(store.find("%%%%"));
  expect_says(store_error([&] { (void)store.find("abcd"); }), "several measurements begin with abcd");
  EXPECT_FALSE(store.evidence("ffff"));
}

TEST_F(StoreTest, NobodyElseMayReadTheFiles) {
  umask(0);
  Store store = create();
  store.begin_run(a_run(), {});
  for (const char* name : {"probe.db", "probe.db-wal", "probe.db-shm"}) {
    struct stat status {};
    ASSERT_EQ(stat((folder / name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << name;
  }
}

TEST_F(StoreTest, TheFileSaysThatItIsOursAndOfWhichVersion) {
  { const Store store = create(); }
  const sqlite::Connection plain{read_only_uri(folder / "probe.db"), SQLITE_OPEN_READONLY};
  EXPECT_EQ(plain.integer("PRAGMA application_id"), kApplicationId);
  EXPECT_EQ(plain.integer("PRAGMA user_version"), kStoreVersion);
  sqlite::Statement mode{plain, "PRAGMA journal_mode"};
  ASSERT_TRUE(mode.step());
  EXPECT_EQ(mode.text(0), "wal");
}

TEST_F(StoreTest, TheViewsShowRunsVerdictsAndFindings) {
  const saksi::Run run = a_run();
  {
    Store store = create();
    store.begin_run(run, {{"https://a.example/", "NEWS"}, {"https://b.example/", "NEWS"}});
    store.insert(scrubbed(a_measurement(run, "https://a.example/")), example_verdict());
  }
  const sqlite::Connection plain{read_only_uri(folder / "probe.db"), SQLITE_OPEN_READONLY};
  sqlite::Statement verdict{
      plain,
      "SELECT url, verdict, layer, method, certainty, scope, probe_asn, list_name, attempts, agreed, "
      "location_place FROM v_verdicts"};
  ASSERT_TRUE(verdict.step());
  EXPECT_EQ(verdict.text(1), "blocked");
  EXPECT_EQ(verdict.text(3), "notice_address");
  EXPECT_EQ(verdict.text(6), "AS4788");
  EXPECT_EQ(verdict.text(7), "my");
  EXPECT_EQ(verdict.integer(8), 2);
  EXPECT_EQ(verdict.integer(9), 2);
  EXPECT_EQ(verdict.text(10), "isp");
  sqlite::Statement finding{plain, "SELECT state, method FROM v_findings WHERE layer = 'http'"};
  ASSERT_TRUE(finding.step());
  EXPECT_EQ(finding.text(0), "interfered");
  EXPECT_EQ(finding.text(1), "redirect_to_notice");
  EXPECT_EQ(plain.integer("SELECT planned FROM v_runs"), 2);
  EXPECT_EQ(plain.integer("SELECT measured FROM v_runs"), 1);
}

TEST_F(StoreTest, TheFileHoldsNoTraceOfThePersonWhereverItWasPlanted) {
  const saksi::Run run = a_run();
  {
    Store store = create();
    store.begin_run(run, {});
    for (unsigned seed = 100; seed < 108; ++seed) {
      Measurement m = random_measurement(seed);
      m.run_id = run.id;
      test::TracePlanter{seed}.plant(m);
      store.insert(scrub(std::move(m), test::planted_traces()), example_verdict());
    }
  }
  std::ifstream file{folder / "probe.db", std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  ASSERT_GT(bytes.size(), 100'000U);
  EXPECT_EQ(test::planted_in(bytes), "");
}

TEST_F(StoreTest, EachStepOfAMigrationIsTakenOnceAndInOrder) {
  { const Store store = create(); }
  const sqlite::Connection connection{sqlite::file_uri((folder / "probe.db").string(), "mode=rw"),
                                      SQLITE_OPEN_READWRITE};
  const std::array steps{Migration{kStoreVersion, "CREATE TABLE a (x); INSERT INTO a VALUES (1)"},
                         Migration{kStoreVersion + 1, "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1"}};
  migrate(connection, steps, kStoreVersion + 2);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), kStoreVersion + 2);
  EXPECT_EQ(connection.integer("SELECT y FROM a"), 2);
  migrate(connection, steps, kStoreVersion + 2);  // nothing is left to do
  EXPECT_EQ(connection.integer("SELECT count(*) FROM a"), 1);
}

/// Without the blanks, in which the two texts may differ.
std::string view_of(const sqlite::Connection& connection) {
  sqlite::Statement statement{connection, "SELECT sql FROM sqlite_schema WHERE name = 'v_verdicts'"};
  std::string sql = statement.step() ? std::string{statement.text(0)} : "none";
  std::erase_if(sql, [](char c) { return c == ' ' || c == '\n'; });
  return sql;
}

TEST_F(StoreTest, AStoreOfVersion1IsBroughtUpToDateWithItsMeasurements) {
  const saksi::Run run = a_run();
  Measurement m = a_measurement(run, "http://a.example/");
  {
    Store store = create();
    store.begin_run(run, {});
    store.insert(scrubbed(m), example_verdict());
  }
  sqlite::Connection plain{sqlite::file_uri((folder / "probe.db").string(), "mode=rw"),
                           SQLITE_OPEN_READWRITE};
  const std::string newest = view_of(plain);
  plain.run(
      "DROP VIEW v_verdicts; CREATE VIEW v_verdicts AS SELECT id, url FROM measurement; PRAGMA user_version "
      "= 1;"
      "UPDATE measurement SET verdict_json = json_remove(verdict_json, '$.attempts', '$.agreed', "
      "'$.location')");
  EXPECT_EQ(Store::open(folder / "probe.db", Store::Mode::read_only).verdicts().size(), 1U);
  const Store store = Store::open(folder / "probe.db", Store::Mode::read_write);
  EXPECT_EQ(plain.integer("PRAGMA user_version"), 2);
  EXPECT_EQ(view_of(plain), newest);
  EXPECT_EQ(plain.integer("SELECT attempts FROM v_verdicts"), 1);
  EXPECT_EQ(plain.integer("SELECT agreed FROM v_verdicts"), 1);
  EXPECT_EQ(plain.integer("SELECT count(*) FROM v_verdicts WHERE location_place IS NULL"), 1);
  EXPECT_EQ(store.verdicts().at(0).verdict.attempts, 1);
}

TEST_F(StoreTest, AMigrationThatFailsLeavesTheFileAsItWas) {
  { const Store store = create(); }
  const sqlite::Connection connection{sqlite::file_uri((folder / "probe.db").string(), "mode=rw"),
                                      SQLITE_OPEN_READWRITE};
  const std::array steps{
      Migration{kStoreVersion, "CREATE TABLE a (x); INSERT INTO no_such_table VALUES (1)"}};
  EXPECT_THROW(migrate(connection, steps, kStoreVersion + 1), sqlite::Failure);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), kStoreVersion);
  EXPECT_EQ(connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'a'"), 0);
}

TEST_F(StoreTest, APathWithSpecialCharactersIsThatPath) {
  const std::string name = "a b?c#d%20é.db";
  { const Store store = create(name); }
  EXPECT_TRUE(std::filesystem::exists(folder / name));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder.path()}, {}), 1);
}

}  // namespace
}  // namespace saksi
