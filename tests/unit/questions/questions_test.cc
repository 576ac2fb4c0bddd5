// Each question over a small world: two networks of one country, one abroad.
#include <gtest/gtest.h>

#include <algorithm>

#include "analyzer/questions/blocked.h"
#include "analyzer/questions/candidates.h"
#include "analyzer/questions/compare.h"
#include "analyzer/questions/coverage.h"
#include "analyzer/questions/events_table.h"
#include "analyzer/questions/evidence.h"
#include "analyzer/questions/history.h"
#include "analyzer/questions/merge_tallies.h"
#include "analyzer/questions/sources.h"
#include "tests/unit/questions/history.h"

namespace saksi {
namespace {

const CountryCode kMalaysia = *CountryCode::parse("MY");

/// Histories by input and network; networks 0 and 1 are in Malaysia, 2 in Singapore.
Tallies world_of(const std::vector<std::vector<std::string>>& inputs) {
  Tallies world;
  world.networks = {{Asn{4788}, kMalaysia, "Telekom Malaysia"},
                    {Asn{9534}, kMalaysia, "Maxis"},
                    {Asn{9999}, *CountryCode::parse("SG"), "Elsewhere"}};
  for (std::uint32_t i = 0; i < inputs.size(); ++i) {
    const std::string host = "site" + std::to_string(i) + ".example";
    world.inputs.push_back({"https://" + host + "/", host, TestName::web_connectivity});
    for (std::uint32_t network = 0; network < inputs[i].size(); ++network) {
      for (Tally tally : History(inputs[i][network], network).all()) {
        tally.input = i;
        world.tallies.push_back(tally);
      }
    }
  }
  return world;
}

std::vector<CountrySites> judged(const Tallies& world, const CountryCode& only = kMalaysia) {
  return judge_countries(world, only, estimate_cells(world));
}

std::string at(const Table& table, std::size_t row, const std::string& column) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == column) return plain_text(table.rows.at(row).at(i), table.columns[i].type);
  }
  throw std::logic_error("no such column: " + column);
}

bool all_rows_fit(const Table& table) {
  return std::all_of(table.rows.begin(), table.rows.end(),
                     [&table](const auto& row) { return row.size() == table.columns.size(); });
}

TEST(Blocked, NamesNetworksMethodDatesAndHowManyNetworks) {
  const Tallies world = world_of({{"ooooCCCCCC", "oooooooooo", "oooooooooo"}, {"oooo", "oooo"}});
  const Table table = blocked_table(judged(world), {{"https://site0.example/", {"NEWS", "[women] x"}}}, {});
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_TRUE(all_rows_fit(table));
  EXPECT_EQ(at(table, 0, "asn"), "4788");
  EXPECT_EQ(at(table, 0, "as_name"), "Telekom Malaysia");
  EXPECT_EQ(at(table, 0, "certainty"), "confirmed");
  EXPECT_EQ(at(table, 0, "method"), "notice_address");
  EXPECT_EQ(at(table, 0, "category"), "NEWS");
  EXPECT_EQ(at(table, 0, "groups"), "women press");
  EXPECT_EQ(at(table, 0, "last_open").substr(0, 10), "2026-11-04");
  EXPECT_EQ(at(table, 0, "first_blocked").substr(0, 10), "2026-11-05");
  EXPECT_EQ(at(table, 0, "networks_blocking"), "1");
  EXPECT_EQ(at(table, 0, "networks_tested"), "2");
  EXPECT_NE(to_terminal(table, 100).find("AS4788"), std::string::npos);
}

TEST(Blocked, CategoryGroupAndMostNarrowItDown) {
  const Tallies world = world_of({{"CCC"}, {"CCC"}});
  const ListedSites listed{{"https://site0.example/", {"NEWS", ""}},
                           {"https://site1.example/", {"LGBT", ""}}};
  EXPECT_EQ(blocked_table(judged(world), listed, {{}, "NEWS", "", 0}).rows.size(), 1U);
  EXPECT_EQ(blocked_table(judged(world), listed, {{}, "", "lgbtiq", 0}).rows.size(), 1U);
  EXPECT_EQ(blocked_table(judged(world), listed, {{}, "", "", 1}).rows.size(), 1U);
  EXPECT_EQ(blocked_table(judged(world), listed, {{}, "XXX", "", 0}).rows.size(), 0U);
}

TEST(Blocked, FewRunsAreInsufficientAndNotAShare) {
  const Table table = blocked_table(judged(world_of({{"C"}})), {}, {});
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(at(table, 0, "sufficient"), "false");
  EXPECT_NE(to_terminal(table, 120).find("insufficient"), std::string::npos);
}

TEST(Blocked, ALineThatLeaksNowAndThenIsStillBlocked) {
  std::string days(60, 'S');
  days[20] = days[41] = 'o';
  const Tallies world = world_of({{days, "oooooooooooooooooooo"}, {"oooooooooooooooooooo"}});
  const std::vector<CountrySites> sites = judged(world);
  EXPECT_TRUE(is_blocking(mark_of(sites.front().sites.front().cells.front())));
}

TEST(Compare, OnlyThePanelCountsAndDenominatorsAreSaid) {
  const Tallies a = world_of({{"CCC"}, {"ooo"}, {"ooo"}, {"CCC"}});
  Tallies b = world_of({{"ooo"}, {"CCC"}, {"ooo"}});
  const Table table = compare_table({"A", judged(a)}, {"B", judged(b)}, {});
  ASSERT_EQ(table.rows.size(), 3U) << "site3 was tested on one side only";
  EXPECT_TRUE(all_rows_fit(table));
  EXPECT_EQ(at(table, 0, "change"), "only_b");
  EXPECT_EQ(at(table, 1, "change"), "only_a");
  EXPECT_EQ(at(table, 2, "change"), "open_on_both");
  EXPECT_NE(table.about.at(1).find("3 URLs and apps were tested on both"), std::string::npos)
      << table.about.at(1);
  EXPECT_NE(table.about.at(3).find("1 in A, 0 in B"), std::string::npos) << table.about.at(3);
}

TEST(CoverageQuestion, NamesNetworksThatFellSilent) {
  const Tallies ever = world_of({{"o", "ooooooooooooooooooooooooooooo"}});
  Tallies period = ever;
  std::erase_if(period.tallies, [](const Tally& tally) { return tally.network == 0; });
  const Coverage answer = coverage(period, ever, {});
  ASSERT_EQ(answer.networks.rows.size(), 2U);
  EXPECT_TRUE(all_rows_fit(answer.networks));
  EXPECT_TRUE(all_rows_fit(answer.weeks));
  EXPECT_EQ(at(answer.networks, 1, "asn"), "4788");
  EXPECT_EQ(at(answer.networks, 1, "silent"), "true");
  EXPECT_EQ(at(answer.networks, 0, "silent"), "false");
  EXPECT_EQ(at(answer.weeks, 0, "week"), "2026-10-26") << "the Monday of the week of 1 November 2026";
  EXPECT_NE(answer.networks.notes.front().find("AS4788 Telekom Malaysia"), std::string::npos);
}

TEST(HistoryQuestion, OneSignADayAndARowForEachDay) {
  const auto answer = history(world_of({{"oo CxdgiC"}}), {});
  ASSERT_EQ(answer.days.rows.size(), 8U);
  EXPECT_TRUE(all_rows_fit(answer.days));
  EXPECT_NE(to_terminal(answer.strips, 100).find("oo.BoDR?B"), std::string::npos)
      << to_terminal(answer.strips, 100);
}

TEST(HistoryQuestion, YearsAreDrawnInWeeks) {
  const auto answer = history(world_of({{std::string(200, 'o') + std::string(200, 'C')}}), {});
  const std::string text = to_terminal(answer.strips, 100);
  EXPECT_NE(text.find("oooooooooo"), std::string::npos);
  EXPECT_NE(text.find("weeks"), std::string::npos) << text;
  for (std::size_t i = 0, begin = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != '\n') continue;
    EXPECT_LE(i - begin, 300U);
    begin = i + 1;
  }
}

TEST(Merge, CountsTheSameAsOneArchive) {
  const Tallies a = world_of({{"oCo", "o"}});
  const Tallies b = world_of({{"oCo"}, {"C"}});
  const Tallies both = merged(a, b);
  EXPECT_EQ(both.inputs.size(), 2U);
  std::size_t count = 0;
  for (const Tally& tally : both.tallies) count += tally.count;
  EXPECT_EQ(count, 3U + 1U + 3U + 1U);
  EXPECT_EQ(merged(a, b).tallies, merged(b, a).tallies);
  EXPECT_EQ(merged(a, {}).tallies, a.tallies);
}

SharedValue shared(const std::string& value, std::uint32_t hosts, std::uint32_t open, std::size_t countries) {
  SharedValue out;
  out.kind = "address";
  out.value = value;
  out.hosts = hosts;
  out.open_hosts = open;
  out.results = hosts * 3;
  for (std::size_t i = 0; i < countries; ++i) {
    const std::string code{'A', static_cast<char>('A' + i)};
    out.networks.push_back({Asn{static_cast<std::uint32_t>(100 + i)}, *CountryCode::parse(code), "Net"});
  }
  return out;
}

TEST(Candidates, ANoticeStandsBeforeCdnsAndParkingPages) {
  const Fingerprints none;
  const auto unknown = [](const ResultKey&) { return std::string(); };
  const std::vector<SharedValue> values{shared("104.16.1.1", 900, 4000, 40),  // a CDN
                                        shared("91.195.240.1", 300, 20, 30),  // parking: fails everywhere
                                        shared("175.139.142.30", 40, 0, 1),   // a notice of one country
                                        shared("203.0.113.9", 15, 6, 1)};
  const Table table = candidates_table(values, none, unknown, 10);
  EXPECT_TRUE(all_rows_fit(table));
  ASSERT_GE(table.rows.size(), 3U);
  EXPECT_EQ(at(table, 0, "value"), "175.139.142.30");
  EXPECT_EQ(at(table, 0, "likeness"), "notice");
  EXPECT_EQ(at(table, table.rows.size() - 1, "likeness"), "shared_server");
  EXPECT_NE(at(table, 0, "fingerprint_row").find(",dns,full,175.139.142.30,"), std::string::npos);
}

TEST(Candidates, WhatFingerprintsKnowIsLeftOut) {
  const Fingerprints known = *Fingerprints::parse(
      "name,scope,other_names,location_found,pattern_type,pattern,confidence_no_fp,expected_countries,source,"
      "exp_url,notes\nmy.notice,nat,,dns,full,175.139.142.30,10,MY,,,\n",
      "test");
  const auto unknown = [](const ResultKey&) { return std::string(); };
  EXPECT_TRUE(
      candidates_table(std::vector{shared("175.139.142.30", 40, 0, 1)}, known, unknown, 10).rows.empty());
  SharedValue page = shared("00ff00ff00ff00ff", 40, 0, 1);
  page.kind = "body";
  const auto matched = [](const ResultKey&) { return std::string("my.notice_body"); };
  EXPECT_TRUE(candidates_table(std::vector{page}, known, matched, 10).rows.empty());
  EXPECT_EQ(candidates_table(std::vector{page}, known, unknown, 10).rows.size(), 1U);
}

ArchivedResult ooni_row(Difference difference) {
  ArchivedResult row;
  row.key[0] = 0xAB;
  row.source = 1;
  row.offset = 1000;
  row.length = 200;
  row.started = day_number(0);
  row.input = "https://site0.example/";
  row.vantage = {Asn{4788}, "Telekom Malaysia", kMalaysia};
  row.outcome = outcome_of('P');
  row.ooni = {OoniBlocking::dns, true, false, false};
  row.difference = difference;
  return row;
}

TEST(Evidence, SaysBothWordsWhyTheyDifferAndWhereTheLineIs) {
  const std::vector<ArchivedResult> rows{ooni_row(Difference::no_notice)};
  Source source;
  source.id = 1;
  source.path = "/data/2026110200_MY.jsonl.gz";
  const std::vector<Correction> corrections{{rows[0].key, outcome_of('o'), "other_address_proven", false}};
  const Table table = evidence_table(rows, corrections, std::vector{source}, 1, {});
  EXPECT_TRUE(all_rows_fit(table));
  EXPECT_EQ(at(table, 0, "ooni"), "dns, anomaly");
  EXPECT_EQ(at(table, 0, "difference"), "no_notice");
  EXPECT_EQ(at(table, 0, "file"), "/data/2026110200_MY.jsonl.gz");
  EXPECT_EQ(at(table, 0, "offset"), "1000");
  EXPECT_EQ(at(table, 0, "corrected_by"), "other_address_proven: accessible");
}

TEST(Differences, AreCountedByReasonAndOursAreNone) {
  std::vector<ArchivedResult> rows{ooni_row(Difference::no_notice), ooni_row(Difference::no_notice),
                                   ooni_row(Difference::none)};
  rows.push_back(ooni_row(Difference::none));
  rows.back().ours = true;
  const Table table = differences_table(rows, rows.size(), {});
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(at(table, 0, "measurements"), "1");
  EXPECT_EQ(at(table, 1, "measurements"), "2");
}

TEST(EventsQuestion, OneOnsetOnTwoNetworksIsOneRow) {
  const std::string begins = std::string(20, 'o') + std::string(20, 'C');
  const Tallies world = world_of({{begins, begins, std::string(40, 'o')}});
  const EventsAnswer answer = events_tables(world, {}, 0);
  const Table& table = answer.events;
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_TRUE(all_rows_fit(table));
  EXPECT_TRUE(all_rows_fit(answer.members));
  EXPECT_EQ(at(table, 0, "kind"), "onset");
  EXPECT_EQ(at(table, 0, "networks"), "2");
  EXPECT_EQ(at(table, 0, "country"), "MY");
  EXPECT_LE(at(table, 0, "earliest"), "2026-11-21");
  EXPECT_GE(at(table, 0, "latest"), "2026-11-21");
  EXPECT_EQ(at(table, 0, "method_after"), "dns notice_address");
  Filter elsewhere;
  elsewhere.country = *CountryCode::parse("SG");
  EXPECT_TRUE(events_tables(world, elsewhere, 0).events.rows.empty());
}

TEST(SourcesQuestion, ListsFilesAndDamagedLines) {
  Source source;
  source.id = 3;
  source.path = "/data/a.jsonl.gz";
  source.lines = 10;
  source.damaged = 1;
  source.trouble = "the gzip stream is cut off after 12 bytes";
  const Table files = sources_table(std::vector{source});
  EXPECT_TRUE(all_rows_fit(files));
  EXPECT_EQ(at(files, 0, "trouble"), source.trouble);
  const Table lines =
      damaged_table(std::vector{DamagedLine{3, 5, 7, "not JSON", "{oops"}}, std::vector{source});
  EXPECT_TRUE(all_rows_fit(lines));
  EXPECT_EQ(at(lines, 0, "path"), "/data/a.jsonl.gz");
}

}  // namespace
}  // namespace saksi
