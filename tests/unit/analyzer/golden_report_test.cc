// The report on the sample, byte for byte.
#include <gtest/gtest.h>

#include "analyzer/report/render.h"
#include "tests/support/golden.h"
#include "tests/support/html_check.h"
#include "tests/unit/analyzer/sample_report.h"

namespace saksi {
namespace {

/// Four sites with a beginning, interference, a hostile URL and experiments: the files for programs stay
/// short enough to read.
bool is_in_short_sample(const Measurement& m) {
  const std::string& host = m.url.host();
  return host == "trans-support.example" || host == "proxied.example" || host == "forum.example" ||
         host == "ilga-sample.example";
}

TEST(GoldenReport, Html) {
  expect_golden("report/report.html", render_html(sample_report()));
}

TEST(GoldenReport, Json) {
  expect_golden("report/report.json", render_json(sample_report(is_in_short_sample)));
}

TEST(GoldenReport, Csv) {
  const Report report = sample_report(is_in_short_sample);
  expect_golden("report/cells.csv", render_cells_csv(report));
  expect_golden("report/measurements.csv", render_measurements_csv(report));
  expect_golden("report/networks.csv", render_networks_csv(report));
}

TEST(GoldenReport, IsWellFormedAndShowsHostileTextsAsText) {
  const std::string page = render_html(sample_report());
  const HtmlCheck check = check_html(page);
  EXPECT_TRUE(check.problems.empty()) << check.problems.front();
  EXPECT_NE(page.find("https://forum.example/?q=&lt;script&gt;alert(1)&lt;/script&gt;&amp;x=&quot;&#39;"),
            std::string::npos);
  EXPECT_LT(page.size(), 300U * 1024U) << "a page that can be sent by mail";
}

TEST(GoldenReport, IsTheSameWheneverItIsMade) {
  EXPECT_EQ(render_html(sample_report()), render_html(sample_report()));
  EXPECT_EQ(render_json(sample_report()), render_json(sample_report()));
}

}  // namespace
}  // namespace saksi
