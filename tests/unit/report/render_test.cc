#include "analyzer/report/render.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/csv.h"
#include "tests/support/html_check.h"

namespace saksi {
namespace {

using Json = nlohmann::json;

// Everything that a page, a list or a person could use to become markup, a formula or a script.
const std::string kHostile =
    "</td><script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{x}}&lt;\xFF\x1B[2J";

Citation hostile_citation() {
  Citation citation;
  citation.id = "0123456789abcdef0123456789abcdef";
  citation.run_id = "fedcba9876543210fedcba9876543210";
  citation.started = *parse_time("2026-11-02 10:00:00");
  citation.verdict.word = VerdictWord::blocked;
  citation.verdict.certainty = Certainty::confirmed;
  citation.verdict.layer = Layer::http;
  citation.verdict.method = Method::notice_page;
  citation.verdict.reasons = {kHostile};
  citation.control_saw = kHostile;
  const NoticeText words{kHostile, kHostile, kHostile, kHostile, kHostile, kHostile};
  citation.verdict.notice = words;
  citation.notice =
      Notice{kHostile, Scope::national, kHostile, kHostile, kHostile, kHostile, kHostile, kHostile, words};
  return citation;
}

Cell hostile_cell() {
  Cell cell;
  cell.verdict = VerdictWord::blocked;
  cell.certainty = Certainty::confirmed;
  cell.scope = Scope::national;
  cell.layer = Layer::http;
  cell.method = Method::notice_page;
  cell.measurements = cell.blocked = cell.runs = cell.days = cell.blocked_days = 1;
  cell.first_seen = cell.last_seen = cell.first_measured = cell.last_measured =
      *parse_time("2026-11-02 10:00:00");
  cell.methods = {{Layer::http, Method::notice_page, 1}};
  cell.reasons = {kHostile};
  cell.evidence = {hostile_citation()};
  return cell;
}

Report hostile_report() {
  Report report;
  report.title = kHostile;
  report.country = *CountryCode::parse("MY");
  report.country_name = "Malaysia";
  report.networks = {{Asn{64496}, kHostile, report.country, true}};
  report.network_counts.resize(1);
  report.sites.push_back(
      {"https://x.example/?" + kHostile, kHostile, kHostile, {"women", kHostile}, {hostile_cell()}, 1, 0});
  report.first = report.last = *parse_time("2026-11-02 10:00:00");
  report.categories = {{kHostile, kHostile, 1, {}}};
  report.rights_groups = {{kHostile, kHostile, 1, {}}};
  report.key_findings = {{Certainty::confirmed, kHostile, {kHostile}}};
  report.limitations = {kHostile};
  report.set_aside = {{kHostile, report.networks.front(), hostile_citation(), kHostile}};
  report.provenance.lists = {{kHostile, kHostile}};
  report.provenance.probe_versions = report.provenance.geolocation = report.provenance.controls = {kHostile};
  report.provenance.analyzer_version = report.provenance.rules_version = kHostile;
  report.command = kHostile;
  return report;
}

TEST(RenderHtml, NoTextOfTheReportBecomesMarkup) {
  const HtmlCheck check = check_html(render_html(hostile_report()));
  EXPECT_TRUE(check.problems.empty()) << check.problems.front();
  for (const std::string& tag : check.tags) {
    EXPECT_NE(tag, "script");
    EXPECT_NE(tag, "img");
  }
  for (const std::string& name : check.attributes) EXPECT_FALSE(name.starts_with("on")) << name;
}

TEST(RenderHtml, NothingPointsOutOfThePage) {
  const std::string page = render_html(hostile_report());
  const HtmlCheck check = check_html(page);
  for (const std::string& href : check.hrefs) EXPECT_TRUE(href.starts_with("#")) << href;
  EXPECT_EQ(page.find("@import"), std::string::npos);
  EXPECT_EQ(page.find("url(http"), std::string::npos);
  EXPECT_NE(page.find("default-src &#39;none&#39;"), std::string::npos);
}

TEST(RenderHtml, EveryInnerLinkHasItsTargetAndEveryIdIsUnique) {
  const HtmlCheck check = check_html(render_html(hostile_report()));
  std::vector<std::string> ids = check.ids;
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
  for (const std::string& href : check.hrefs) {
    EXPECT_TRUE(std::binary_search(ids.begin(), ids.end(), href.substr(1))) << href;
  }
}

TEST(RenderHtml, SimulatedDataIsMarkedAndRealDataIsNot) {
  Report report = hostile_report();
  const std::string banner = "Simulation: made in a laboratory network, says nothing about any real network";
  EXPECT_EQ(render_html(report).find(banner), std::string::npos);
  EXPECT_EQ(render_html(report).find("SIMULATION"), std::string::npos);
  report.simulated = true;
  const std::string page = render_html(report);
  EXPECT_LT(page.find("<strong>" + banner), page.find("<h1>")) << "the banner stands over the title";
  EXPECT_NE(page.find("SIMULATION"), std::string::npos) << "and on every printed page";
  EXPECT_NE(page.find("<title>Simulation: "), std::string::npos);
}

TEST(RenderHtml, ANoticeShowsWhatItSaysAndWhatItLeavesOut) {
  Report report = hostile_report();
  Notice& notice = *report.sites.at(0).cells.at(0).evidence.at(0).notice;
  notice.authority.clear();
  notice.words = NoticeText{"MCMC", "under Section 263", "", "", "", "en ms"};
  const std::string page = render_html(report);
  const auto is_followed_by = [&](const std::string& what, const std::string& said) {
    const auto at = page.find(what);
    return at != std::string::npos && page.find(said, at) < at + what.size() + 40;
  };
  EXPECT_TRUE(is_followed_by("Authority named", "MCMC"));
  EXPECT_TRUE(is_followed_by("Law or order named", "under Section 263"));
  EXPECT_TRUE(is_followed_by("Reason given", "none that could be read by machine"));
  EXPECT_TRUE(is_followed_by("Way to appeal or complain", "none that could be read by machine"));
  EXPECT_TRUE(is_followed_by("Language", "en ms"));
}

TEST(RenderHtml, AnEmptyReportIsStillAWholePage) {
  Report report;
  report.country_name = "Malaysia";
  const HtmlCheck check = check_html(render_html(report));
  EXPECT_TRUE(check.problems.empty()) << check.problems.front();
}

TEST(RenderJson, IsValidWhateverBytesTheReportHolds) {
  const Json json = Json::parse(render_json(hostile_report()));
  EXPECT_EQ(json["format"], "saksi-report");
  EXPECT_EQ(json["sites"][0]["cells"][0]["certainty"], "confirmed");
  EXPECT_EQ(json["sites"][0]["cells"][0]["mark"], "confirmed");
  EXPECT_EQ(json["set_aside"].size(), 1U);
}

void expect_good_csv(const std::string& text, std::size_t rows) {
  const auto parsed = parse_csv(text, "test");
  ASSERT_TRUE(parsed) << parsed.error().message;
  ASSERT_EQ(parsed->size(), rows);
  for (const CsvRow& row : *parsed) {
    EXPECT_EQ(row.fields.size(), parsed->front().fields.size());
    for (const std::string& field : row.fields) {
      EXPECT_EQ(field.find('\n'), std::string::npos);
      EXPECT_TRUE(field.empty() || std::string("=+-@\t\r").find(field.front()) == std::string::npos) << field;
    }
  }
}

TEST(RenderCsv, ReadsBackWithAsManyFieldsInEveryRow) {
  const Report report = hostile_report();
  expect_good_csv(render_cells_csv(report), 2);
  expect_good_csv(render_measurements_csv(report), 3);
  expect_good_csv(render_networks_csv(report), 2);
}

TEST(RenderCsv, ASpreadsheetSeesNoFormula) {
  Report report = hostile_report();
  report.networks.front().as_name = "=HYPERLINK(\"https://x\",\"click\")";
  report.sites.front().host = "@SUM(1)";
  report.set_aside.front().url = "+1";
  expect_good_csv(render_cells_csv(report), 2);
  expect_good_csv(render_measurements_csv(report), 3);
  expect_good_csv(render_networks_csv(report), 2);
}

TEST(RenderCsv, LinesEndAsRfc4180Wants) {
  const std::string csv = render_cells_csv(hostile_report());
  EXPECT_TRUE(csv.ends_with("\r\n"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), std::count(csv.begin(), csv.end(), '\r'));
}

}  // namespace
}  // namespace saksi
