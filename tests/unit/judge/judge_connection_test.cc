// Verdicts and findings at the TCP and TLS layers, one rule a test.
#include <gtest/gtest.h>

#include "core/judge/judge.h"
#include "tests/support/judging.h"

namespace saksi {
namespace {

const std::string kSite = "93.184.216.34";
const std::string kSecond = "93.184.216.35";
const std::string kSix = "2606:2800:220:1::1";

MeasurementBuilder site(const std::string& url, const Addresses& addresses = {kSite}) {
  MeasurementBuilder builder{url};
  for (const auto& address : addresses) builder.asn(address, 15133);
  builder.resolves_to(addresses);
  return builder;
}
MeasurementBuilder https_site(const Addresses& addresses = {kSite}) {
  return site("https://www.example.com/", addresses);
}

TEST(Judge, AnHttpsPageLikeTheControlsIsAccessible) {
  const auto m = https_site().fetches(kSite, ordinary_page()).control_fine({kSite}).build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  for (const Layer layer : {Layer::dns, Layer::tcp, Layer::tls, Layer::http}) {
    EXPECT_EQ(verdict.finding(layer).state, FindingState::ok) << to_string(layer);
  }
  EXPECT_EQ(verdict.finding(Layer::rate).state, FindingState::unknown);
  EXPECT_EQ(verdict.rules_version, kRulesVersion);
  EXPECT_EQ(verdict.fingerprints_version, Fingerprints{}.version());
}

TEST(Judge, AnHttpPageLikeTheControlsIsAccessible) {
  const auto m = site("http://www.example.com/")
                     .fetches(kSite, ordinary_page())
                     .checks_tls(kSite)
                     .control_fine({kSite})
                     .build();
  expect_accessible(judge(m, {}));
}

TEST(Judge, AnEmptyMeasurementIsInconclusiveAndSaysSo) {
  const Verdict verdict = judge(Measurement{}, {});
  EXPECT_EQ(verdict.word, VerdictWord::inconclusive);
  EXPECT_EQ(verdict.certainty, Certainty::not_concluded);
  EXPECT_FALSE(verdict.reasons.empty());
  EXPECT_EQ(verdict.findings.size(), kLayers.size());
}

struct FailureCase {
  Failure failure;
  Method method;
};

class TcpFailure : public ::testing::TestWithParam<FailureCase> {};

TEST_P(TcpFailure, WhereTheControlConnectsIsBlocking) {
  const auto m = https_site().tcp_fails(kSite, GetParam().failure).control_fine({kSite}).build();
  const Verdict verdict = judge(m, {});
  expect_blocked(verdict, Layer::tcp, GetParam().method);
  EXPECT_EQ(verdict.certainty, Certainty::possible);
}

TEST_P(TcpFailure, WhereTheControlFailsTooIsASiteThatIsDown) {
  const auto m = https_site()
                     .tcp_fails(kSite, GetParam().failure)
                     .control_fine({kSite})
                     .control_tcp_fails(kSite)
                     .control_page_fails("connection_refused_error")
                     .build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::site_down);
  EXPECT_EQ(verdict.finding(Layer::tcp).state, FindingState::fails_for_all);
}

TEST_P(TcpFailure, WithoutAControlIsInconclusive) {
  const auto m = https_site().tcp_fails(kSite, GetParam().failure).control_unreachable().build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::inconclusive);
}

INSTANTIATE_TEST_SUITE_P(Tcp, TcpFailure,
                         ::testing::Values(FailureCase{Failure::connection_reset, Method::reset},
                                           FailureCase{Failure::connection_refused, Method::refused},
                                           FailureCase{Failure::generic_timeout_error, Method::timed_out},
                                           FailureCase{Failure::host_unreachable, Method::unreachable}));

TEST(JudgeTcp, IPv6ThatThisLineCannotRouteIsIgnored) {
  const auto m = https_site({kSite, kSix})
                     .tcp_fails(kSix, Failure::network_unreachable)
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite, kSix})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  EXPECT_EQ(verdict.finding(Layer::tcp).state, FindingState::ok);
}

TEST(JudgeTcp, IPv6ThatNeverWorksHereIsIgnoredEvenWhenItIsRefused) {
  const auto m = https_site({kSite, kSix})
                     .tcp_fails(kSix, Failure::connection_refused)
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite, kSix})
                     .build();
  EXPECT_EQ(judge(m, {}).finding(Layer::tcp).state, FindingState::ok);
}

TEST(JudgeTcp, ASiteOfIPv6AloneOnALineWithoutItIsInconclusive) {
  const auto m =
      https_site({kSix}).tcp_fails(kSix, Failure::network_unreachable).control_fine({kSix}).build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::inconclusive);
}

TEST(JudgeTcp, OneSilentAddressOfSeveralIsNoFindingWhenAnotherServesThePage) {
  const auto m = https_site({kSite, kSecond})
                     .tcp_fails(kSite, Failure::generic_timeout_error)
                     .fetches(kSecond, ordinary_page())
                     .control_fine({kSite, kSecond})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  EXPECT_EQ(verdict.finding(Layer::tcp).state, FindingState::ok);
}

TEST(JudgeTcp, OneResetAddressOfSeveralIsInterferenceThoughThePageComes) {
  const auto m = https_site({kSite, kSecond})
                     .tcp_fails(kSite, Failure::connection_reset)
                     .fetches(kSecond, ordinary_page())
                     .control_fine({kSite, kSecond})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  EXPECT_EQ(verdict.finding(Layer::tcp).method, Method::reset);
}

TEST(JudgeTcp, AFailureOfThisMachinesOwnIsNoFinding) {
  const auto m = https_site().tcp_fails(kSite, Failure::permission_denied).control_fine({kSite}).build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::inconclusive);
  EXPECT_EQ(verdict.finding(Layer::tcp).state, FindingState::unknown);
}

TEST(JudgeTcp, ARedirectsTargetThatRefusesWhileTheControlReachesThePageIsBlockedThere) {
  const auto m = site("https://bit.ly/21645", {"67.199.248.11"})
                     .redirects_to("67.199.248.11", "https://www.example.com/")
                     .resolves_to({kSite})
                     .tcp_fails(kSite, Failure::connection_refused)
                     .control_fine({"67.199.248.11"})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_blocked(verdict, Layer::tcp, Method::refused);
  EXPECT_TRUE(any_reason_says(verdict, "the redirect's target www.example.com"));
}

TEST(JudgeTcp, ALiteralAddressNeedsNoDns) {
  const auto m = MeasurementBuilder{"https://93.184.216.34/"}
                     .tcp_fails(kSite, Failure::generic_timeout_error)
                     .control_fine({})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_blocked(verdict, Layer::tcp, Method::timed_out);
  EXPECT_EQ(verdict.finding(Layer::dns).state, FindingState::unknown);
}

class TlsFailure : public ::testing::TestWithParam<FailureCase> {};

TEST_P(TlsFailure, WhereTheControlsHandshakeSucceedsIsBlocking) {
  const auto m = https_site().tls_fails(kSite, GetParam().failure).control_fine({kSite}).build();
  const Verdict verdict = judge(m, {});
  expect_blocked(verdict, Layer::tls, GetParam().method);
  EXPECT_EQ(verdict.finding(Layer::tcp).state, FindingState::ok);
}

TEST_P(TlsFailure, WhereTheControlsHandshakeFailsTooIsASiteThatIsDown) {
  const auto m = https_site()
                     .tls_fails(kSite, GetParam().failure)
                     .control_fine({kSite})
                     .control_tls_fails(kSite, "ssl_failed_handshake")
                     .control_page_fails()
                     .build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::site_down);
  EXPECT_EQ(verdict.finding(Layer::tls).state, FindingState::fails_for_all);
}

INSTANTIATE_TEST_SUITE_P(
    Tls, TlsFailure,
    ::testing::Values(FailureCase{Failure::connection_reset, Method::reset_after_client_hello},
                      FailureCase{Failure::generic_timeout_error, Method::timed_out_after_client_hello},
                      FailureCase{Failure::eof_error, Method::closed_after_client_hello},
                      FailureCase{Failure::ssl_failed_handshake, Method::alert},
                      FailureCase{Failure::ssl_unknown_authority, Method::substituted_certificate},
                      FailureCase{Failure::ssl_invalid_hostname, Method::substituted_certificate}));

TEST(JudgeTls, ACertificateThatIsInvalidForEveryoneIsASiteThatIsDownAndTheReasonSaysSo) {
  const auto m = https_site()
                     .tls_fails(kSite, Failure::ssl_invalid_certificate)
                     .control_fine({kSite})
                     .control_tls_fails(kSite, "ssl_invalid_certificate")
                     .control_page_fails()
                     .build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::site_down);
  EXPECT_EQ(verdict.reasons.front(), "The site's certificate is invalid for everyone.");
}

TEST(JudgeTls, ACertificateThatIsExpiredOnlyHereMayBeThisMachinesClock) {
  const auto m =
      https_site().tls_fails(kSite, Failure::ssl_invalid_certificate).control_fine({kSite}).build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::inconclusive);
}

TEST(JudgeTls, AFailureIsHeldAgainstTheControlsHandshakeEvenWhenItsPageFailed) {
  const auto m = https_site()
                     .tls_fails(kSite, Failure::connection_reset)
                     .control_fine({kSite})
                     .control_page_fails("generic_timeout_error")
                     .build();
  expect_blocked(judge(m, {}), Layer::tls, Method::reset_after_client_hello);
}

TEST(JudgeTls, HttpsThatIsResetBesideAnHttpPageThatComesIsInterferenceAndAccessible) {
  const auto m = site("http://www.example.com/")
                     .fetches(kSite, ordinary_page())
                     .check_of_tls_fails(kSite, Failure::generic_timeout_error)
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  EXPECT_EQ(verdict.finding(Layer::tls).method, Method::timed_out_after_client_hello);
}

TEST(JudgeTls, HttpsThatNobodyCanUseBesideAnHttpPageThatComesIsNoInterference) {
  const auto m = site("http://www.example.com/")
                     .fetches(kSite, ordinary_page())
                     .check_of_tls_fails(kSite, Failure::ssl_invalid_hostname)
                     .control_fine({kSite})
                     .control_tls_fails(kSite, "ssl_invalid_hostname")
                     .build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  EXPECT_EQ(verdict.finding(Layer::tls).state, FindingState::fails_for_all);
}

TEST(JudgeTls, ARedirectsTargetThatIsResetWhileTheControlReachesThePageIsBlockedThere) {
  const auto m = site("https://bit.ly/21645", {"67.199.248.11"})
                     .redirects_to("67.199.248.11", "https://www.example.com/")
                     .resolves_to({kSite})
                     .tls_fails(kSite, Failure::connection_reset)
                     .control_fine({"67.199.248.11"})
                     .build();
  expect_blocked(judge(m, {}), Layer::tls, Method::reset_after_client_hello);
}

TEST(JudgeTls, ANameFilteredAtAnAddressInAnotherNetworkThatTheControlProvedIsBlockedAtTls) {
  const auto m = MeasurementBuilder{"https://www.example.com/"}
                     .asn(kSite, 15133)
                     .asn("198.41.30.5", 13335)
                     .system({"198.41.30.5"})
                     .doh({kSite})
                     .tls_fails("198.41.30.5", Failure::connection_reset)
                     .tls_fails(kSite, Failure::connection_reset)
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_blocked(verdict, Layer::tls, Method::reset_after_client_hello);
  EXPECT_EQ(verdict.finding(Layer::dns).state, FindingState::ok);
}

TEST(JudgeLine, ACaptivePortalExplainsEveryFailure) {
  const auto m = https_site()
                     .tls_fails(kSite, Failure::ssl_unknown_authority)
                     .control_unreachable()
                     .line(LineState::captive_portal)
                     .build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::local_network);
  EXPECT_FALSE(verdict.layer);
}

TEST(JudgeLine, ALineThatIsOfflineExplainsEveryFailure) {
  const auto m = https_site()
                     .tcp_fails(kSite, Failure::network_unreachable)
                     .control_fine({kSite})
                     .line(LineState::offline)
                     .build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::local_network);
}

TEST(JudgeLine, MoreThanThirtyPerCentOfTheAlwaysOpenSitesFailingExplainsAFailure) {
  auto builder = https_site().tcp_fails(kSite, Failure::generic_timeout_error).control_fine({kSite});
  EXPECT_EQ(judge(builder.line(LineState::online, 10, 4).build(), {}).word, VerdictWord::local_network);
  EXPECT_EQ(judge(builder.line(LineState::online, 10, 3).build(), {}).word, VerdictWord::blocked);
  EXPECT_EQ(judge(builder.line(LineState::online, 1, 1).build(), {}).word, VerdictWord::blocked)
      << "one is no rate";
}

TEST(JudgeLine, APageOverValidTlsStaysAccessibleOnABadLine) {
  const auto m = https_site()
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite})
                     .line(LineState::online, 10, 9)
                     .build();
  expect_accessible(judge(m, {}));
}

}  // namespace
}  // namespace saksi
