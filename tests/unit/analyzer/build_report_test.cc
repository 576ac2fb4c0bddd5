#include "analyzer/build_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/unit/analyzer/sample_report.h"

namespace saksi {
namespace {

Mark mark_at(const Report& report, const std::string& host, std::size_t network) {
  return mark_of(site_at(report, host).cells.at(network));
}

TEST(BuildReport, FindsInTheSampleWhatWasPutIn) {
  const Report report = sample_report();
  EXPECT_EQ(mark_at(report, "rainbow-news.example", 0), Mark::confirmed);
  EXPECT_EQ(mark_at(report, "trans-support.example", 0), Mark::confirmed);
  EXPECT_EQ(mark_at(report, "ilga-sample.example", 1), Mark::strong);
  EXPECT_EQ(mark_at(report, "her-law.example", 0), Mark::strong);
  EXPECT_EQ(mark_at(report, "defenders.example", 0), Mark::possible);
  EXPECT_EQ(mark_at(report, "choices.example", 1), Mark::strong) << "shared with the first network";
  EXPECT_EQ(mark_at(report, "free-press.example", 0), Mark::confirmed);
  EXPECT_EQ(mark_at(report, "opposition.example", 0), Mark::not_concluded);
  EXPECT_EQ(mark_at(report, "movies.example", 2), Mark::local_filter);
  EXPECT_EQ(mark_at(report, "campus-game.example", 2), Mark::not_tested) << "set aside";
  EXPECT_EQ(mark_at(report, "streaming.example", 0), Mark::refused_by_server);
  EXPECT_EQ(mark_at(report, "gone.example", 1), Mark::site_down);
  EXPECT_EQ(mark_at(report, "picky-host.example", 0), Mark::not_concluded) << "fails abroad too";
  EXPECT_EQ(mark_at(report, "picky-host.example", 1), Mark::not_tested);
  EXPECT_EQ(mark_at(report, "proxied.example", 1), Mark::interfered);
  EXPECT_EQ(mark_at(report, "weather.example", 2), Mark::no_sign);
}

TEST(BuildReport, DatesABeginningByTheLastOpenMeasurement) {
  const Report report = sample_report();
  const Cell& cell = site_at(report, "trans-support.example").cells.at(0);
  ASSERT_TRUE(cell.last_open && cell.first_seen && cell.last_seen);
  EXPECT_EQ(to_text(*cell.last_open).substr(0, 10), "2026-11-02");
  EXPECT_EQ(to_text(*cell.first_seen).substr(0, 10), "2026-11-05");
  EXPECT_EQ(to_text(*cell.last_seen).substr(0, 10), "2026-11-18");
}

TEST(BuildReport, DenominatorsAreUrlsAndAddUp) {
  const Report report = sample_report();
  std::size_t in_categories = 0;
  for (const TestedGroup& group : report.categories) {
    in_categories += group.urls;
    EXPECT_EQ(std::accumulate(group.marks.begin(), group.marks.end(), std::size_t{0}), group.urls)
        << group.id;
  }
  EXPECT_EQ(in_categories, report.sites.size());
}

TEST(BuildReport, NetworkCountsAddUpToTheAccount) {
  const Report report = sample_report();
  std::size_t measurements = 0;
  std::size_t set_aside = 0;
  for (const NetworkCounts& counts : report.network_counts) {
    measurements += counts.measurements;
    set_aside += counts.set_aside;
    EXPECT_EQ(std::accumulate(counts.marks.begin(), counts.marks.end(), std::size_t{0}), counts.urls);
  }
  EXPECT_EQ(measurements, report.account.counted_total());
  EXPECT_EQ(set_aside, report.set_aside.size());
  EXPECT_EQ(set_aside, report.account.broken_line + report.account.local_network);
}

TEST(BuildReport, ABrokenRunAddsNothingToAnyCell) {
  const Report report = sample_report();
  EXPECT_EQ(report.account.broken_line, 24U);
  EXPECT_EQ(report.account.local_network, 5U);
  for (const Site& site : report.sites) {
    for (const Citation& citation : site.cells.at(1).evidence) {
      EXPECT_NE(to_text(citation.started).substr(0, 10), "2026-11-12") << site.url;
    }
  }
}

TEST(BuildReport, RightsGroupsComeFromTagsAndCategories) {
  const Report report = sample_report();
  const auto women = std::find_if(report.rights_groups.begin(), report.rights_groups.end(),
                                  [](const TestedGroup& group) { return group.id == "women"; });
  ASSERT_NE(women, report.rights_groups.end());
  EXPECT_EQ(women->urls, 4U);
}

TEST(BuildReport, SitesWithFindingsStandFirst) {
  const Report report = sample_report();
  const auto by_mark = [](const Site& a, const Site& b) { return mark_of(a) < mark_of(b); };
  EXPECT_TRUE(std::is_sorted(report.sites.begin(), report.sites.end(), by_mark));
}

TEST(BuildReport, NamesItsSources) {
  const Provenance& source = sample_report().provenance;
  EXPECT_EQ(source.lists, (std::vector<ListUsed>{{"sample", "5a3c1e0f9b7d2468"}}));
  EXPECT_EQ(source.probe_versions, (std::vector<std::string>{"0.1.0", "0.1.1"}));
  EXPECT_EQ(source.fingerprints, 4U);
  EXPECT_EQ(source.fingerprints_for_country, 3U);
  EXPECT_FALSE(source.fingerprints_version.empty());
}

TEST(BuildReport, QuotesTheNoticeAndWhoDemandedIt) {
  const Report report = sample_report();
  const Citation& notice = site_at(report, "rainbow-news.example").cells.at(0).evidence.front();
  ASSERT_TRUE(notice.notice);
  EXPECT_EQ(notice.notice->address, "93.184.216.66");
  EXPECT_EQ(notice.notice->title, "Makluman / Notification");
  EXPECT_EQ(notice.notice->text,
            "Notification This sample website is not available as it violates the Sample Act & others.");
  const Citation& legal = site_at(report, "free-press.example").cells.at(0).evidence.front();
  ASSERT_TRUE(legal.notice);
  EXPECT_EQ(legal.notice->authority, "https://regulator.example/order/17");
}

TEST(BuildReport, ACountryWithoutMeasurementsGivesAnEmptyReport) {
  const Report report = sample_report([](const Measurement&) { return false; });
  EXPECT_TRUE(report.sites.empty());
  ASSERT_EQ(report.key_findings.size(), 1U);
  EXPECT_EQ(report.key_findings.front().certainty, Certainty::not_tested);
}

}  // namespace
}  // namespace saksi
