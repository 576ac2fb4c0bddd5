// Verdicts and findings at the HTTP layer, one rule a test.
#include <gtest/gtest.h>

#include "core/judge/judge.h"
#include "tests/support/judging.h"

namespace saksi {
namespace {

const std::string kSite = "93.184.216.34";

MeasurementBuilder site(const std::string& url) {
  MeasurementBuilder builder{url};
  builder.asn(kSite, 15133).resolves_to({kSite});
  return builder;
}
MeasurementBuilder http_site() {
  return site("http://www.example.com/");
}
MeasurementBuilder https_site() {
  return site("https://www.example.com/");
}

HttpResponse body(int code, const std::string& text, std::vector<Header> headers = {}) {
  HttpResponse response;
  response.code = code;
  response.headers = std::move(headers);
  response.body = text;
  response.body_length = text.size();
  return response;
}

const std::string kNoticeText =
    "<title>Makluman</title>This website is not available in Malaysia as it violates the law";
const std::string kNoticeRow =
    "my.notice,nat,,body,contains,not available in Malaysia as it violate,,MY,,,\n";

struct FailureCase {
  Failure failure;
  Method method;
};

class HttpFailure : public ::testing::TestWithParam<FailureCase> {};

TEST_P(HttpFailure, WhereTheControlGetsThePageIsBlocking) {
  const auto m = http_site().http_fails(kSite, GetParam().failure).control_fine({kSite}).build();
  expect_blocked(judge(m, {}), Layer::http, GetParam().method);
}

TEST_P(HttpFailure, WhereTheControlFailsTooIsASiteThatIsDown) {
  const auto m =
      http_site().http_fails(kSite, GetParam().failure).control_fine({kSite}).control_page_fails().build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::site_down);
  EXPECT_EQ(verdict.finding(Layer::http).state, FindingState::fails_for_all);
}

TEST_P(HttpFailure, WithoutAControlIsInconclusive) {
  const auto m = http_site().http_fails(kSite, GetParam().failure).control_unreachable().build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::inconclusive);
}

INSTANTIATE_TEST_SUITE_P(Http, HttpFailure,
                         ::testing::Values(FailureCase{Failure::connection_reset, Method::reset},
                                           FailureCase{Failure::eof_error, Method::closed},
                                           FailureCase{Failure::generic_timeout_error, Method::timed_out}));

TEST(JudgeHttp, APageThatIsCutOffInTheMiddleIsTruncated) {
  const auto m =
      http_site().http_breaks_off(kSite, Failure::eof_error, ordinary_page()).control_fine({kSite}).build();
  expect_blocked(judge(m, {}), Layer::http, Method::truncated);
}

TEST(JudgeHttp, APageThatDoesNotEndInTimeIsTimedOut) {
  const auto m = http_site()
                     .http_breaks_off(kSite, Failure::generic_timeout_error, ordinary_page())
                     .control_fine({kSite})
                     .build();
  expect_blocked(judge(m, {}), Layer::http, Method::timed_out);
}

TEST(JudgeHttp, ANationalNoticePageConfirms) {
  const auto m = http_site().fetches(kSite, body(200, kNoticeText)).control_fine({kSite}).build();
  const Verdict verdict = judge(m, fingerprints(kNoticeRow));
  expect_blocked(verdict, Layer::http, Method::notice_page);
  EXPECT_EQ(verdict.certainty, Certainty::confirmed);
  EXPECT_EQ(verdict.scope, Scope::national);
  EXPECT_EQ(verdict.fingerprint, "my.notice");
}

TEST(JudgeHttp, ANoticePageStandsWithoutAControl) {
  const auto m = http_site().fetches(kSite, body(200, kNoticeText)).control_unreachable().build();
  EXPECT_EQ(judge(m, fingerprints(kNoticeRow)).certainty, Certainty::confirmed);
}

TEST(JudgeHttp, APageOfTheSiteThatQuotesANoticeIsNoNotice) {
  auto quoting = ordinary_page();
  quoting.body.replace(100, kNoticeText.size(), kNoticeText);
  const auto m = https_site().fetches(kSite, quoting).control_fine({kSite}, quoting).build();
  expect_accessible(judge(m, fingerprints(kNoticeRow)));
}

TEST(JudgeHttp, ANoticeOfAFilteringProductIsBlockingByTheProductAndOnlyPossible) {
  const auto prints = fingerprints("netsweeper,prod,,body,contains,webadmin/deny,,,,,\n");
  const auto m =
      http_site().fetches(kSite, body(200, "<iframe src=webadmin/deny>")).control_fine({kSite}).build();
  const Verdict verdict = judge(m, prints);
  expect_blocked(verdict, Layer::http, Method::notice_page);
  EXPECT_EQ(verdict.scope, Scope::product);
  EXPECT_EQ(verdict.certainty, Certainty::possible);
}

TEST(JudgeHttp, ANoticeOfASchoolOrAVirusFilterIsALocalNetworkMatter) {
  for (const std::string scope : {"inst", "vbw"}) {
    const auto prints = fingerprints("school," + scope + ",,body,contains,school policy,,,,,\n");
    const auto m =
        http_site().fetches(kSite, body(200, "blocked by school policy")).control_fine({kSite}).build();
    EXPECT_EQ(judge(m, prints).word, VerdictWord::local_network) << scope;
  }
}

TEST(JudgeHttp, ARedirectWhoseTargetIsAKnownNoticeHostLeadsToANotice) {
  const auto prints = fingerprints("redirect,isp,,header.location,contains,notice.isp.example,,MY,,,\n");
  const auto m =
      http_site().redirects_to(kSite, "http://notice.isp.example/?site=x").control_fine({kSite}).build();
  const Verdict verdict = judge(m, prints);
  expect_blocked(verdict, Layer::http, Method::redirect_to_notice);
  EXPECT_EQ(verdict.scope, Scope::isp);
  EXPECT_EQ(verdict.certainty, Certainty::confirmed);
}

TEST(JudgeHttp, ARedirectToAPageThatIsAKnownNoticeLeadsToANotice) {
  const auto m = http_site()
                     .redirects_to(kSite, "https://notice.isp.example/")
                     .resolves_to({"198.41.30.5"})
                     .fetches("198.41.30.5", body(200, kNoticeText))
                     .control_fine({kSite})
                     .build();
  expect_blocked(judge(m, fingerprints(kNoticeRow)), Layer::http, Method::redirect_to_notice);
}

TEST(JudgeHttp, ANoticeInPlaceOfARedirectsGenuineTargetIsANoticePage) {
  const auto m = site("https://bit.ly/1")
                     .redirects_to(kSite, "http://www.example.com/")
                     .resolves_to({"198.41.30.5"})
                     .fetches("198.41.30.5", body(200, kNoticeText))
                     .control_fine({kSite})
                     .build();
  expect_blocked(judge(m, fingerprints(kNoticeRow)), Layer::http, Method::notice_page);
}

TEST(JudgeHttp, ARedirectThatNobodyFollowedIsDownWhenTheControlFailedTooAndElseInconclusive) {
  const auto probe = [] {
    return http_site().fetches(kSite, page(302, "", 0, {{"Location", "/more"}})).control_fine({kSite});
  };
  EXPECT_EQ(judge(probe().control_page_fails().build(), {}).word, VerdictWord::site_down);
  EXPECT_EQ(judge(probe().build(), {}).word, VerdictWord::inconclusive);
}

TEST(JudgeHttp, ANoticeAtAFalseAddressIsCarriedByDns) {
  const auto m = MeasurementBuilder{"http://www.example.com/"}
                     .asn(kSite, 15133)
                     .asn("198.41.30.5", 4788)
                     .system({"198.41.30.5"})
                     .doh({kSite})
                     .fetches("198.41.30.5", body(200, kNoticeText))
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, fingerprints(kNoticeRow));
  expect_blocked(verdict, Layer::dns, Method::wrong_address);
  EXPECT_EQ(verdict.certainty, Certainty::confirmed);
  EXPECT_EQ(verdict.finding(Layer::http).method, Method::notice_page);
}

TEST(JudgeHttp, Status451InTheClearThatNamesAnAuthorityConfirms) {
  const auto by_link = body(451, "gone", {{"Link", "<https://authority.example>; rel=\"blocked-by\""}});
  const auto by_words = body(451, "Blocked by order of the Ministry of Communication");
  for (const auto& response : {by_link, by_words}) {
    const auto m = http_site().fetches(kSite, response).control_fine({kSite}).build();
    const Verdict verdict = judge(m, {});
    expect_blocked(verdict, Layer::http, Method::status_451);
    EXPECT_EQ(verdict.certainty, Certainty::confirmed);
    EXPECT_EQ(verdict.scope, Scope::unknown);
  }
}

TEST(JudgeHttp, Status451InTheClearThatNamesNobodyIsPossible) {
  const auto m = http_site().fetches(kSite, body(451, "gone")).control_fine({kSite}).build();
  const Verdict verdict = judge(m, {});
  expect_blocked(verdict, Layer::http, Method::status_451);
  EXPECT_EQ(verdict.certainty, Certainty::possible);
}

TEST(JudgeHttp, Status451OverTlsIsTheSitesOwnServerRefusing) {
  const auto m =
      https_site().fetches(kSite, body(451, "by order of the court")).control_fine({kSite}).build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::refused_by_server);
  EXPECT_EQ(verdict.certainty, Certainty::not_concluded);
}

TEST(JudgeHttp, AnotherPageInTheClearUnlikeTheControlsInEveryRespectIsBlockingAndOnlyPossible) {
  const auto m = http_site()
                     .fetches(kSite, page(200, "Another strange place", 180, {{"Content-Length", "180"}}))
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_blocked(verdict, Layer::http, Method::different_page);
  EXPECT_EQ(verdict.certainty, Certainty::possible);
}

TEST(JudgeHttp, AContentLengthInCommonDoesNotMakeTwoPagesAlike) {
  const auto control = page(200, "Default Example Homepage", 1533, {{"Content-Length", "1533"}});
  const auto other = page(200, "Another strange place", 180, {{"Content-Length", "180"}});
  const auto m = http_site().fetches(kSite, other).control_fine({kSite}, control).build();
  expect_blocked(judge(m, {}), Layer::http, Method::different_page);
}

TEST(JudgeHttp, APageInTheClearWithTheSitesTitleIsTheSites) {
  const auto m = http_site()
                     .fetches(kSite, page(200, "Default Example Homepage", 9000, {}))
                     .control_fine({kSite})
                     .build();
  expect_accessible(judge(m, {}));
}

TEST(JudgeHttp, APageInTheClearThatIsNeitherTheControlsNorClearlyAnotherIsInconclusive) {
  const auto control = page(200, "", 1533, {});
  const auto m = http_site().fetches(kSite, page(200, "", 180, {})).control_fine({kSite}, control).build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::inconclusive);
}

TEST(JudgeHttp, ACaptchaInTheClearIsTheServerRefusing) {
  const auto wall = page(503, "Just a moment...", 8432, {{"Server", "cloudflare"}, {"Cf-Ray", "1-KUL"}});
  const auto m = http_site().fetches(kSite, wall).control_fine({kSite}).build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::refused_by_server);
  EXPECT_NE(verdict.finding(Layer::http).state, FindingState::interfered);
}

TEST(JudgeHttp, ARefusalByCountryWithStatus200IsTheServerRefusing) {
  const auto wall = page(200, "Sorry: not available in your country", 600, {{"Date", "now"}});
  EXPECT_EQ(judge(http_site().fetches(kSite, wall).control_fine({kSite}).build(), {}).word,
            VerdictWord::refused_by_server);
  EXPECT_EQ(judge(https_site().fetches(kSite, wall).control_fine({kSite}).build(), {}).word,
            VerdictWord::refused_by_server);
}

TEST(JudgeHttp, A403OverTlsIsTheServerRefusing) {
  const auto m = https_site()
                     .fetches(kSite, page(403, "Forbidden", 150, {{"Server", "nginx"}}))
                     .control_fine({kSite})
                     .build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::refused_by_server);
}

TEST(JudgeHttp, A403OverTlsForTheControlToIsAccessible) {
  const auto wall = page(403, "Forbidden", 150, {{"Server", "nginx"}});
  expect_accessible(judge(https_site().fetches(kSite, wall).control_fine({kSite}, wall).build(), {}));
}

TEST(JudgeHttp, AKnownFalsePositivePageIsTheServerRefusing) {
  const auto prints = fingerprints(
      "wall,fp,,body,contains,Ray ID:,,,,,\n"
      "strict,nat,,body,contains,Access denied,,,,,\n");
  const auto m =
      http_site().fetches(kSite, page(200, "Strange elsewhere", 100, {})).control_fine({kSite}).build();
  EXPECT_EQ(judge(m, prints).word, VerdictWord::blocked);
  auto walled = page(200, "Strange elsewhere", 100, {});
  walled.body += "Access denied. Ray ID: 7";
  EXPECT_EQ(judge(http_site().fetches(kSite, walled).control_fine({kSite}).build(), prints).word,
            VerdictWord::refused_by_server);
}

TEST(JudgeHttp, ABare403InTheClearLooksInjectedAndIsPossible) {
  const auto m = http_site()
                     .fetches(kSite, page(403, "Access forbidden", 120, {{"Content-Length", "120"}}))
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_blocked(verdict, Layer::http, Method::different_page);
  EXPECT_EQ(verdict.certainty, Certainty::possible);
}

TEST(JudgeHttp, AServersOwnLooking403InTheClearIsInconclusive) {
  const auto m =
      http_site()
          .fetches(kSite, page(403, "Forbidden access", 120, {{"Date", "now"}, {"Server", "nginx"}}))
          .control_fine({kSite})
          .build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::inconclusive);
}

TEST(JudgeHttp, ADifferentPageOverTlsIsNeverBlocking) {
  const auto m = https_site()
                     .fetches(kSite, page(200, "Welcome returning visitor", 90000, {{"Date", "now"}}))
                     .control_fine({kSite})
                     .build();
  expect_accessible(judge(m, {}));
}

TEST(JudgeHttp, APageOverTlsNeedsNoControl) {
  expect_accessible(judge(https_site().fetches(kSite, ordinary_page()).control_unreachable().build(), {}));
}

TEST(JudgeHttp, APageInTheClearWithoutAControlIsInconclusive) {
  EXPECT_EQ(judge(http_site().fetches(kSite, ordinary_page()).control_unreachable().build(), {}).word,
            VerdictWord::inconclusive);
}

TEST(JudgeHttp, AnHttpSiteThatGoesOverToHttpsIsAccessible) {
  const auto m = http_site()
                     .redirects_to(kSite, "https://www.example.com/")
                     .fetches(kSite, page(200, "Welcome returning visitor", 90000, {}))
                     .control_fine({kSite})
                     .build();
  expect_accessible(judge(m, {}));
}

TEST(JudgeHttp, ARedirectInTheClearToAnotherSiteWithAStrangePageIsNotCalledBlockedWithoutAFingerprint) {
  const auto m = http_site()
                     .redirects_to(kSite, "https://notice.isp.example/")
                     .resolves_to({"198.41.30.5"})
                     .fetches("198.41.30.5", page(200, "Strange elsewhere", 200, {}))
                     .control_fine({kSite})
                     .build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::inconclusive);
}

TEST(JudgeHttp, ARedirectThatNamesNoHostIsAFaultOfTheSite) {
  const auto m = http_site()
                     .http_breaks_off(kSite, Failure::http_invalid_redirect_location_host,
                                      page(302, "", 0, {{"Location", "http://"}}))
                     .control_fine({kSite})
                     .build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::site_down);
}

TEST(JudgeHttp, RedirectsWithoutEndForTheControlTooAreAFaultOfTheSite) {
  const auto m =
      http_site()
          .http_breaks_off(kSite, Failure::unknown_failure, page(302, "", 0, {{"Location", "/more"}}))
          .control_fine({kSite})
          .control_page_fails()
          .build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::site_down);
}

TEST(JudgeHttp, APageLongerThanOurCapIsTheSitesWhenTheControlsIsLongToo) {
  HttpResponse cut = page(200, "", kMaxBodyBytes, {});
  cut.body_truncated = true;
  HttpResponse whole = page(200, "", 4 * kMaxBodyBytes, {});
  expect_accessible(judge(http_site().fetches(kSite, cut).control_fine({kSite}, whole).build(), {}));
}

}  // namespace
}  // namespace saksi
