#include "core/judge/page.h"

#include <gtest/gtest.h>

#include "core/judge/page_marks.h"
#include "tests/support/measurement_builder.h"

namespace saksi {
namespace {

ControlHttp control_page(int code, const std::string& title, std::int64_t length,
                         std::vector<Header> headers = {}) {
  ControlHttp control;
  control.status_code = code;
  control.title = title;
  control.body_length = length;
  control.headers = std::move(headers);
  return control;
}

TEST(PageTitle, IsTheTextOfTheFirstTitleWithFoldedWhiteSpace) {
  EXPECT_EQ(page_title("<html><TITLE lang=en>\n  A  good\tpage </TITLE><title>b</title>"), "A good page");
  EXPECT_EQ(page_title("<title>Tom &amp; Jerry</title>"), "Tom &amp; Jerry");
}

TEST(PageTitle, IsEmptyWhereThereIsNone) {
  EXPECT_EQ(page_title(""), "");
  EXPECT_EQ(page_title("<titles>no</titles>"), "");
  EXPECT_EQ(page_title("<title"), "");
  EXPECT_EQ(page_title("<title unfinished"), "");
}

TEST(PageTitle, IsCutAt128BytesHoweverLongTheHostileOneIs) {
  EXPECT_EQ(page_title("<title>" + std::string(100000, 'x')).size(), 128U);
  EXPECT_EQ(page_title("<title>never closed").substr(0, 5), "never");
}

TEST(ComparePages, LengthsMatchAboveSeventyPerCentEitherWay) {
  EXPECT_EQ(compare_pages(page(200, "", 710, {}), control_page(200, "", 1000)).body_length_match, true);
  EXPECT_EQ(compare_pages(page(200, "", 1000, {}), control_page(200, "", 710)).body_length_match, true);
  EXPECT_EQ(compare_pages(page(200, "", 700, {}), control_page(200, "", 1000)).body_length_match, false);
  EXPECT_DOUBLE_EQ(compare_pages(page(200, "", 700, {}), control_page(200, "", 1000)).body_proportion, 0.7);
}

TEST(ComparePages, EmptyAndTruncatedBodiesAreNotCompared) {
  HttpResponse empty;
  empty.code = 200;
  EXPECT_EQ(compare_pages(empty, control_page(200, "", 1000)).body_length_match, std::nullopt);
  EXPECT_EQ(compare_pages(page(200, "", 1000, {}), control_page(200, "", 0)).body_length_match, std::nullopt);
  HttpResponse cut = page(200, "", 1000, {});
  cut.body_truncated = true;
  EXPECT_EQ(compare_pages(cut, control_page(200, "", 1000)).body_length_match, std::nullopt);
}

TEST(ComparePages, UnequalStatusIsNotHeldAgainstAControlThatGotAnError) {
  EXPECT_EQ(compare_pages(page(200, "", 9, {}), control_page(200, "", 9)).status_code_match, true);
  EXPECT_EQ(compare_pages(page(503, "", 9, {}), control_page(200, "", 9)).status_code_match, false);
  EXPECT_EQ(compare_pages(page(200, "", 9, {}), control_page(403, "", 9)).status_code_match, std::nullopt);
  EXPECT_EQ(compare_pages(page(403, "", 9, {}), control_page(403, "", 9)).status_code_match, true);
}

TEST(ComparePages, HeadersMatchByANameThatIsNotOnEveryPageWhateverItsCase) {
  const auto match = [](std::vector<Header> ours, std::vector<Header> theirs) {
    return compare_pages(page(200, "", 9, std::move(ours)), control_page(200, "", 9, std::move(theirs)))
        .headers_match;
  };
  EXPECT_EQ(match({{"x-origin", "a"}}, {{"X-Origin", "b"}}), true);
  EXPECT_EQ(match({{"Server", "a"}, {"Date", "b"}, {"CF-RAY", "c"}, {"Via", "d"}},
                  {{"server", "a"}, {"date", "b"}, {"cf-ray", "c"}, {"via", "d"}}),
            false);
  EXPECT_EQ(match({}, {{"X-Origin", "b"}}), false);
}

TEST(ComparePages, TitlesMatchWhenTheirLongWordsAreTheSameSet) {
  const auto match = [](const std::string& ours, const std::string& theirs) {
    return compare_pages(page(200, ours, 9, {}), control_page(200, theirs, 9)).title_match;
  };
  EXPECT_EQ(match("Welcome to EXAMPLE", "example welcome"), true);
  EXPECT_EQ(match("a b c", "d e f"), true) << "short words are not compared";
  EXPECT_EQ(match("Welcome example", "Welcome"), false) << "one word in common is not enough";
  EXPECT_EQ(match("", ""), true);
}

TEST(ComparePages, NothingIsComparedWithAControlThatGotNoPage) {
  ControlHttp failed;
  failed.failure = "generic_timeout_error";
  const auto comparison = compare_pages(ordinary_page(), failed);
  EXPECT_FALSE(comparison.status_code_match || comparison.headers_match || comparison.title_match ||
               comparison.body_length_match);
  EXPECT_TRUE(comparison.differs());
}

TEST(ComparePages, PagesDifferUnlessStatusAndOneOfThreeMatch) {
  PageComparison comparison;
  comparison.status_code_match = true;
  EXPECT_TRUE(comparison.differs());
  comparison.title_match = true;
  EXPECT_FALSE(comparison.differs());
  comparison.status_code_match = false;
  EXPECT_TRUE(comparison.differs());
}

TEST(PageMarks, SitesAreToldApartByTheirLastLabels) {
  EXPECT_TRUE(same_site("www.example.com", "example.com"));
  EXPECT_FALSE(same_site("example.com", "example.org"));
  EXPECT_TRUE(same_site("www.shop.com.my", "shop.com.my"));
  EXPECT_FALSE(same_site("a.com.my", "b.com.my"));
  EXPECT_FALSE(same_site("", "example.com"));
}

TEST(PageMarks, ACaptchaInTheFormOfAnOrdinaryPageIsNoWall) {
  HttpResponse response = page(200, "Contact us", 20000, {});
  response.body += "<script src=recaptcha.js>";
  EXPECT_FALSE(has_refusal_marks(response));
}

}  // namespace
}  // namespace saksi
