#include "analyzer/archive/sqlite_archive.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "core/sqlite.h"
#include "core/store.h"
#include "core/store_file.h"
#include "tests/support/archive/random_results.h"
#include "tests/support/temporary_folder.h"

namespace saksi {
namespace {

TEST(SqliteArchive, AFileOfTheProbeAloneIsAnEmptyArchiveThatIsOnlyRead) {
  const TemporaryFolder folder;
  { const Store store = Store::open(folder / "a.db", Store::Mode::create); }
  const SqliteArchive archive{folder / "a.db", false};
  EXPECT_TRUE(archive.sources().empty());
  EXPECT_EQ(archive.count({}), 0u);
  EXPECT_TRUE(archive.tally({}).tallies.empty());
}

TEST(SqliteArchive, TheArchiveStandsBesideTheProbesTables) {
  const TemporaryFolder folder;
  { const Store store = Store::open(folder / "a.db", Store::Mode::create); }
  SqliteArchive archive{folder / "a.db", true};
  const Source source = archive.begin_source(some_source(1));
  EXPECT_EQ(archive.add(random_results(1, 10), {}, source), 10u);
  const Store store = Store::open(folder / "a.db", Store::Mode::read_only);
  EXPECT_TRUE(store.runs().empty());
  Filter all;
  all.set_aside = true;
  EXPECT_EQ(SqliteArchive(folder / "a.db", false).results(all, 100).size(), 10u);
}

TEST(SqliteArchive, WhatIsOpenedToBeReadRefusesToBeWritten) {
  const TemporaryFolder folder;
  { const SqliteArchive archive{folder / "a.db", true}; }
  SqliteArchive archive{folder / "a.db", false};
  EXPECT_THROW(archive.set_property("a", "b"), StoreError);
  EXPECT_THROW((void)archive.begin_source(some_source(1)), StoreError);
}

std::string one_text(const std::filesystem::path& file, const std::string& sql) {
  const sqlite::Connection plain{read_only_uri(file), SQLITE_OPEN_READONLY};
  sqlite::Statement row{plain, sql};
  return row.step() ? row.text(0) : "no row";
}

ArchivedResult telling_result() {
  ArchivedResult result;
  result.key.fill(0xab);
  result.source = 1;
  result.started = parse_time("2026-11-21 16:51:05").value();
  result.input = "https://a.example/";
  result.host = "a.example";
  result.vantage = {Asn{4788}, "TM", *CountryCode::parse("MY")};
  result.outcome = {VerdictWord::blocked, Certainty::confirmed, Scope::national, Layer::http,
                    Method::notice_page};
  result.layers[0] = {FindingState::ok, {}};
  result.layers[3] = {FindingState::interfered, Method::notice_page};
  result.layers[4] = {FindingState::interfered, Method::throttled};
  result.isolated_by = 5;
  result.ooni = {OoniBlocking::http_diff, true, false, true};
  result.observed.address = IpAddress::parse("203.0.113.9");
  result.observed.tls_failure = Failure::unknown_failure;
  result.observed.http_failure = Failure::connection_reset;
  return result;
}

TEST(SqliteArchive, ViewsSayInWordsWhatRowsHold) {
  const TemporaryFolder folder;
  SqliteArchive archive{folder / "a.db", true};
  Source source = archive.begin_source(some_source(1));
  ArchivedResult other = telling_result();
  other.key.fill(1);
  other.observed.address = IpAddress::parse("2001:db8::1");
  const std::vector<DamagedLine> damaged{{1, 7, 3, "no JSON", "xyz"}};
  archive.add(std::vector{telling_result(), other}, damaged, source);
  archive.correct(
      std::vector{Correction{other.key,
                             {VerdictWord::site_down, Certainty::possible, Scope::unknown, {}, {}},
                             "down_everywhere",
                             false}});
  const std::string ours = " FROM v_results WHERE key LIKE 'abab%'",
                    theirs = " FROM v_results WHERE key LIKE '01%'";
  EXPECT_EQ(one_text(folder / "a.db",
                     "SELECT started_at || ' ' || test || ' ' || probe_asn || ' ' || probe_cc" + ours),
            "2026-11-21 16:51:05 web_connectivity AS4788 MY");
  EXPECT_EQ(
      one_text(folder / "a.db",
               "SELECT verdict || ' ' || certainty || ' ' || scope || ' ' || layer || ' ' || method" + ours),
      "blocked confirmed national http notice_page");
  EXPECT_EQ(one_text(folder / "a.db",
                     "SELECT dns_state || ' ' || coalesce(dns_method, '-') || ' ' || http_state || ' ' || "
                     "http_method || ' ' || rate_method" +
                         ours),
            "ok - interfered notice_page throttled");
  EXPECT_EQ(one_text(folder / "a.db", "SELECT address || ' ' || tls_failure || ' ' || http_failure" + ours),
            "203.0.113.9 unknown_failure connection_reset");
  EXPECT_EQ(one_text(folder / "a.db", "SELECT address" + theirs), "2001:0db8:0000:0000:0000:0000:0000:0001");
  EXPECT_EQ(one_text(folder / "a.db", "SELECT corrected_verdict || ' ' || corrected_by" + theirs),
            "site_down down_everywhere");
  EXPECT_EQ(one_text(folder / "a.db",
                     "SELECT ooni_blocking_stored || ooni_anomaly || ooni_confirmed || ooni_failure" + ours),
            "http-diff101");
  EXPECT_EQ(one_text(folder / "a.db", "SELECT isolated_by" + ours), "dns_transport dns_identity");
  EXPECT_EQ(one_text(folder / "a.db", "SELECT source_path || ' ' || source_offset" + ours),
            "/evidence/1.jsonl.gz 0");
  EXPECT_EQ(
      one_text(
          folder / "a.db",
          "SELECT group_concat(verdict || results, ' ') FROM (SELECT * FROM v_tallies ORDER BY verdict)"),
      "blocked1 site_down1");
  EXPECT_EQ(one_text(folder / "a.db", "SELECT reason || offset FROM v_damaged"), "no JSON7");
  EXPECT_EQ(one_text(folder / "a.db", "SELECT rule || verdict FROM v_corrections"),
            "down_everywheresite_down");
  EXPECT_EQ(one_text(folder / "a.db", "SELECT kind || lines FROM v_sources"), "ooni_lines0");
  EXPECT_EQ(one_text(folder / "a.db", "SELECT count(*) || group_concat(seen) FROM v_name_addresses"), "21,1");
}

TEST(SqliteArchive, AnArchiveOfANewerVersionOrOtherWordsIsLeftAlone) {
  const TemporaryFolder folder;
  const auto change = [&](const std::string& name, const std::string& sql) {
    { const SqliteArchive archive{folder / name, true}; }
    const sqlite::Connection plain{sqlite::file_uri((folder / name).string(), "mode=rw"),
                                   SQLITE_OPEN_READWRITE};
    plain.run(sql);
  };
  change("newer.db", "UPDATE archive_property SET value = '99' WHERE name = 'archive_version'");
  change("words.db", "UPDATE word SET text = 'other' WHERE kind = 'method' AND number = 3");
  for (const char* name : {"newer.db", "words.db"}) {
    for (const bool create : {false, true}) {
      EXPECT_THROW((SqliteArchive{folder / name, create}), StoreError) << name;
    }
  }
}

TEST(SqliteArchive, NumbersThatNoArchiveOfOursHoldsAreReadWithoutHarm) {
  const TemporaryFolder folder;
  {
    SqliteArchive archive{folder / "a.db", true};
    archive.add(random_results(1, 50), {}, archive.begin_source(some_source(1)));
  }
  const sqlite::Connection plain{sqlite::file_uri((folder / "a.db").string(), "mode=rw"),
                                 SQLITE_OPEN_READWRITE};
  plain.run(
      "UPDATE result SET outcome = 4000000000, input = -7 WHERE id = 3;"
      "UPDATE result SET network = 4000000000, flags = -1 WHERE id = 4;"
      "UPDATE result SET started = 9223372036854775807 WHERE id = 5;"
      "UPDATE result SET started = -9223372036854775808 WHERE id = 6;"
      "UPDATE input SET id = 3000000000, test = 77 WHERE id = 1;"
      "UPDATE network SET country = 'x', asn = -1 WHERE id = 1;"
      "UPDATE outcome SET code = -1 WHERE id = 1;"
      "UPDATE detail SET address = x'00', layers = -1, failures = -1, ooni = -1, key = x'01' WHERE id = 7;"
      "UPDATE result SET id = 4611686018427387904 WHERE id = 8;"
      "INSERT INTO correction VALUES (x'02', 9, 4000000000, 'r', 0)");
  const SqliteArchive archive{folder / "a.db", false};
  Filter all;
  all.set_aside = true;
  EXPECT_LE(archive.tally(all).tallies.size(), 50u);
  EXPECT_LE(archive.results(all, 100).size(), 50u);
  EXPECT_LE(archive.name_addresses(all).size(), 50u);
  EXPECT_LE(archive.run_tallies(all).size(), 50u);
  EXPECT_LE(archive.shared_values(1).size(), 200u);
}

}  // namespace
}  // namespace saksi
