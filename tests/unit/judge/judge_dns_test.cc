// Verdicts and findings at the DNS layer, one rule a test, told with MeasurementBuilder.
#include <gtest/gtest.h>

#include "core/judge/judge.h"
#include "tests/support/judging.h"

namespace saksi {
namespace {

const std::string kSite = "93.184.216.34";
const std::string kOther = "198.41.30.5";  // another network
const std::string kUrl = "https://www.example.com/";

MeasurementBuilder https_site() {
  MeasurementBuilder builder{kUrl};
  builder.asn(kSite, 15133).asn(kOther, 4788);
  return builder;
}

/// The system resolver fails so; the others know the way, and the page can be had through them.
Measurement system_fails(Failure failure) {
  return https_site()
      .system(failure)
      .udp({kSite})
      .doh({kSite})
      .fetches(kSite, ordinary_page())
      .control_fine({kSite})
      .build();
}

struct FailureCase {
  Failure failure;
  Method method;
};

class SystemResolverFailure : public ::testing::TestWithParam<FailureCase> {};

TEST_P(SystemResolverFailure, IsBlockingAtDnsThoughOtherResolversReachThePage) {
  const Verdict verdict = judge(system_fails(GetParam().failure), {});
  expect_blocked(verdict, Layer::dns, GetParam().method);
  EXPECT_EQ(verdict.certainty, Certainty::possible);
  EXPECT_EQ(verdict.finding(Layer::tls).state, FindingState::ok);
}

INSTANTIATE_TEST_SUITE_P(Dns, SystemResolverFailure,
                         ::testing::Values(FailureCase{Failure::dns_nxdomain_error, Method::nxdomain},
                                           FailureCase{Failure::dns_no_answer, Method::no_answer},
                                           FailureCase{Failure::android_dns_cache_no_data, Method::no_answer},
                                           FailureCase{Failure::dns_refused_error, Method::refused},
                                           FailureCase{Failure::dns_servfail_error, Method::servfail},
                                           FailureCase{Failure::generic_timeout_error, Method::timed_out}));

Measurement system_told(const std::string& address) {
  return https_site().system({address}).doh({kSite}).control_fine({kSite}).build();
}

TEST(JudgeDns, APrivateNoticeAddressNamesAFilterInItsCountryOnly) {
  const auto iran = fingerprints("ir,nat,,dns,full,10.10.34.35,,IR,,,\n");
  Measurement seen = system_told("10.10.34.35");
  seen.vantage.country = *CountryCode::parse("IR");
  EXPECT_EQ(judge(seen, iran).method, Method::notice_address);
  EXPECT_EQ(judge(seen, iran).certainty, Certainty::confirmed);
  seen.vantage.country = *CountryCode::parse("IT");
  EXPECT_EQ(judge(seen, iran).method, Method::bogon_address);
  EXPECT_EQ(judge(seen, iran).certainty, Certainty::possible);
}

TEST(JudgeDns, TheReasonNamesWhoResolvedTheName) {
  const Verdict verdict = judge(system_fails(Failure::dns_nxdomain_error), {});
  EXPECT_EQ(verdict.reasons.front(),
            "The provider's resolver (AS4788) answered NXDOMAIN (no such name); 8.8.8.8, dns.google and the "
            "control "
            "resolve the name.");
}

TEST(JudgeDns, NxdomainForTheControlAsWellIsASiteThatIsDown) {
  const auto m = MeasurementBuilder{"http://www.example.xyz/"}
                     .system(Failure::dns_nxdomain_error)
                     .udp(Failure::dns_nxdomain_error)
                     .doh(Failure::dns_nxdomain_error)
                     .control_resolves_nothing()
                     .build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::site_down);
  EXPECT_EQ(verdict.finding(Layer::dns).state, FindingState::fails_for_all);
}

TEST(JudgeDns, NoAddressForTheControlEitherIsASiteThatIsDown) {
  const auto m = MeasurementBuilder{"http://www.example.xyz/"}
                     .system(Failure::dns_no_answer)
                     .udp(Failure::dns_no_answer)
                     .control_fine({})
                     .control_page_fails("dns_lookup_error")
                     .build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::site_down);
}

TEST(JudgeDns, AFailureWithoutAnyControlIsInconclusive) {
  const auto m = https_site()
                     .system(Failure::dns_nxdomain_error)
                     .doh({kSite})
                     .fetches(kSite, ordinary_page())
                     .control_unreachable()
                     .build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::inconclusive);
  EXPECT_EQ(verdict.finding(Layer::dns).method, Method::nxdomain);
}

TEST(JudgeDns, ATimeoutWhenNoResolverAnswersFromHereIsNoFindingAboutTheSite) {
  const auto m = https_site()
                     .system(Failure::generic_timeout_error)
                     .udp(Failure::generic_timeout_error)
                     .doh(Failure::generic_timeout_error)
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::inconclusive);
  EXPECT_EQ(verdict.finding(Layer::dns).state, FindingState::unknown);
}

TEST(JudgeDns, APrivateAddressInPlaceOfTheSitesIsABogon) {
  const auto m = https_site()
                     .system({"10.10.34.35"})
                     .udp({kSite})
                     .doh({kSite})
                     .tcp_fails("10.10.34.35", Failure::generic_timeout_error)
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_blocked(verdict, Layer::dns, Method::bogon_address);
  EXPECT_EQ(verdict.finding(Layer::tcp).state, FindingState::ok)
      << "what the bogon does says nothing of the site";
}

TEST(JudgeDns, LoopbackInPlaceOfTheSitesAddressIsABogonAndTheReasonNamesFiltersInTheHouse) {
  const auto m = https_site()
                     .system({"127.0.0.1"})
                     .doh({kSite})
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_blocked(verdict, Layer::dns, Method::bogon_address);
  EXPECT_TRUE(any_reason_says(verdict, "A filter inside the house"));
}

TEST(JudgeDns, ABogonAgainstDohStandsWithoutAControl) {
  const auto m = https_site()
                     .system({"10.10.34.35"})
                     .doh({kSite})
                     .fetches(kSite, ordinary_page())
                     .control_unreachable()
                     .build();
  expect_blocked(judge(m, {}), Layer::dns, Method::bogon_address);
}

TEST(JudgeDns, ABogonWithNothingToCompareIsInconclusive) {
  const auto m = https_site().system({"10.10.34.35"}).control_unreachable().build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::inconclusive);
}

TEST(JudgeDns, LoopbackForEveryoneIsASiteThatIsDown) {
  const auto m = MeasurementBuilder{"http://www.example.com/"}
                     .resolves_to({"127.0.0.1"})
                     .control_fine({"127.0.0.1"})
                     .control_page_fails()
                     .build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::site_down);
  EXPECT_EQ(verdict.finding(Layer::dns).state, FindingState::fails_for_all);
}

TEST(JudgeDns, AnAddressThatSharesNothingAndProvesNothingIsWrong) {
  const auto m = https_site()
                     .system({kOther})
                     .udp({kSite})
                     .doh({kSite})
                     .tls_fails(kOther, Failure::ssl_invalid_hostname)
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite})
                     .control_tls_fails(kOther, "ssl_invalid_hostname")
                     .build();
  const Verdict verdict = judge(m, {});
  expect_blocked(verdict, Layer::dns, Method::wrong_address);
  EXPECT_NE(verdict.finding(Layer::tls).state, FindingState::interfered);
}

TEST(JudgeDns, AnotherAddressOfTheSameNetworkIsFine) {
  const auto m = https_site()
                     .asn("93.184.216.99", 15133)
                     .system({"93.184.216.99"})
                     .udp({kSite})
                     .doh({kSite})
                     .fetches("93.184.216.99", ordinary_page())
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  EXPECT_EQ(verdict.finding(Layer::dns).state, FindingState::ok);
}

TEST(JudgeDns, WithoutGeolocationAnotherAddressIsNotCalledWrongUnlessItShowedAFalseCertificate) {
  const auto rotated = MeasurementBuilder{"http://www.example.com/"}
                           .system({"93.184.216.99"})
                           .doh({kSite})
                           .fetches("93.184.216.99", ordinary_page())
                           .control_fine({kSite})
                           .build();
  expect_accessible(judge(rotated, {}));
  EXPECT_EQ(judge(rotated, {}).finding(Layer::dns).state, FindingState::unknown);
  const auto hijacked = MeasurementBuilder{kUrl}
                            .system({kOther})
                            .doh({kSite})
                            .tls_fails(kOther, Failure::ssl_invalid_hostname)
                            .fetches(kSite, ordinary_page())
                            .control_fine({kSite})
                            .control_tls_fails(kOther, "ssl_invalid_hostname")
                            .build();
  expect_blocked(judge(hijacked, {}), Layer::dns, Method::wrong_address);
}

TEST(JudgeDns, AnAddressThatOnlyDohSharesIsFineBecauseTheControlIsFarAway) {
  const auto m = https_site()
                     .system({kOther})
                     .doh({kOther})
                     .fetches(kOther, ordinary_page())
                     .control_fine({kSite})
                     .build();
  expect_accessible(judge(m, {}));
}

TEST(JudgeDns, ACacheInTheProvidersNetworkWithAValidCertificateIsFine) {
  const auto m = https_site()
                     .system({kOther})
                     .udp({kSite})
                     .doh({kSite})
                     .fetches(kOther, ordinary_page())
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  EXPECT_EQ(verdict.finding(Layer::dns).state, FindingState::ok);
}

TEST(JudgeDns, ARelayThatPublicResolversNameTooIsAccessibleAndInterfered) {
  const auto m = https_site()
                     .system({kOther})
                     .udp({kOther})
                     .doh({kSite})
                     .fetches(kOther, ordinary_page())
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  EXPECT_EQ(verdict.finding(Layer::dns).method, Method::proxied);
}

TEST(JudgeDns, ARelayThatCannotBeReachedBlocksTheSiteThoughOtherResolversKnowTheWay) {
  auto m = https_site()
               .system({kOther})
               .udp({kOther})
               .doh({kSite})
               .tcp_fails(kOther, Failure::connection_refused)
               .fetches(kSite, ordinary_page())
               .control_fine({kSite})
               .build();
  // The control shook hands with the relay, in the site's name.
  m.control->answer->tls_handshake[std::string{kOther} + ":443"] = {"www.example.com", true, ""};
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::blocked);
  EXPECT_EQ(verdict.layer, Layer::dns);
  EXPECT_EQ(verdict.method, Method::proxied);
  EXPECT_EQ(verdict.finding(Layer::tcp).method, Method::refused);
}

TEST(JudgeDns, ARelayInTheClearWithoutTlsIsAccessibleAndInterfered) {
  const auto m = MeasurementBuilder{"http://www.example.com/"}
                     .asn(kSite, 15133)
                     .asn(kOther, 4788)
                     .system({kOther})
                     .doh({kSite})
                     .fetches(kOther, ordinary_page())
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  EXPECT_EQ(verdict.finding(Layer::dns).method, Method::wrong_address);
}

TEST(JudgeDns, ADeadSiteWhoseResolverSendsNamesToItsOwnPageIsDownNotBlocked) {
  const auto m = https_site()
                     .system({kOther})
                     .udp(Failure::dns_nxdomain_error)
                     .doh(Failure::dns_nxdomain_error)
                     .tcp_fails(kOther, Failure::connection_refused)
                     .control_resolves_nothing()
                     .build();
  const Verdict verdict = judge(m, {});
  EXPECT_EQ(verdict.word, VerdictWord::site_down);
  EXPECT_EQ(verdict.finding(Layer::dns).method, Method::wrong_address);
}

TEST(JudgeDns, ADeadNameForWhichThePathItselfInventsAnAddressIsStillBlocked) {
  const auto m = https_site()
                     .system({kOther})
                     .udp({kOther})
                     .doh(Failure::dns_nxdomain_error)
                     .tcp_fails(kOther, Failure::connection_refused)
                     .control_resolves_nothing()
                     .build();
  expect_blocked(judge(m, {}), Layer::dns, Method::wrong_address);
}

TEST(JudgeDns, AddressesCannotBeCalledWrongWhenTheSiteWorksForNobody) {
  const auto m = https_site()
                     .system({kOther})
                     .doh({kSite})
                     .tls_fails(kOther, Failure::ssl_invalid_certificate)
                     .tls_fails(kSite, Failure::ssl_invalid_certificate)
                     .control_fine({kSite})
                     .control_page_fails()
                     .control_tls_fails(kOther, "ssl_invalid_certificate")
                     .control_tls_fails(kSite, "ssl_invalid_certificate")
                     .build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::site_down);
}

TEST(JudgeDns, ANationalNoticeAddressConfirms) {
  const auto prints = fingerprints("my,nat,,dns,full,175.139.142.25,,MY,,,\n");
  const auto m = https_site().system({"175.139.142.25"}).doh({kSite}).control_fine({kSite}).build();
  const Verdict verdict = judge(m, prints);
  expect_blocked(verdict, Layer::dns, Method::notice_address);
  EXPECT_EQ(verdict.certainty, Certainty::confirmed);
  EXPECT_EQ(verdict.scope, Scope::national);
  EXPECT_EQ(verdict.fingerprint, "my");
}

TEST(JudgeDns, ANoticeAddressStandsWithoutAControl) {
  const auto prints = fingerprints("id,isp,,dns,full,36.86.63.185,,ID,,,\n");
  const auto m = https_site().country("ID").system({"36.86.63.185"}).control_unreachable().build();
  const Verdict verdict = judge(m, prints);
  expect_blocked(verdict, Layer::dns, Method::notice_address);
  EXPECT_EQ(verdict.scope, Scope::isp);
  EXPECT_EQ(verdict.certainty, Certainty::confirmed);
}

TEST(JudgeDns, ANoticeNameInACnameCounts) {
  const auto prints = fingerprints("id,isp,,dns,full,internetpositif.example,,ID,,,\n");
  const auto m = https_site()
                     .country("ID")
                     .system_cname("internetpositif.example.", {kOther})
                     .doh({kSite})
                     .control_fine({kSite})
                     .build();
  expect_blocked(judge(m, prints), Layer::dns, Method::notice_address);
}

TEST(JudgeDns, ANoticeAddressOfAnotherCountryConfirmsNothingHere) {
  const auto prints = fingerprints("ir,nat,,dns,full,175.139.142.25,,IR,,,\n");
  const auto m = https_site().system({"175.139.142.25"}).doh({kSite}).control_fine({kSite}).build();
  const Verdict verdict = judge(m, prints);
  expect_blocked(verdict, Layer::dns, Method::notice_address);
  EXPECT_EQ(verdict.certainty, Certainty::possible);
  EXPECT_EQ(verdict.scope, Scope::unknown);
}

TEST(JudgeDns, AParentalFiltersAddressIsALocalNetworkMatter) {
  const auto prints = fingerprints("family,vbw,,dns,full,185.228.168.254,,,,,\n");
  const auto m = https_site().system({"185.228.168.254"}).doh({kSite}).control_fine({kSite}).build();
  const Verdict verdict = judge(m, prints);
  EXPECT_EQ(verdict.word, VerdictWord::local_network);
  EXPECT_EQ(verdict.scope, Scope::vbw);
}

TEST(JudgeDns, ListedLoopbackAndZeroAddressesNameNobody) {
  const auto prints = fingerprints("zero,nat,,dns,full,0.0.0.0,,,,,\n");
  const auto m = https_site().system({"0.0.0.0"}).doh({kSite}).control_fine({kSite}).build();
  const Verdict verdict = judge(m, prints);
  expect_blocked(verdict, Layer::dns, Method::bogon_address);
  EXPECT_EQ(verdict.certainty, Certainty::possible);
}

TEST(JudgeDns, AListedAddressThatTheControlWasToldTooIsTheSitesOwn) {
  const auto prints = fingerprints("shared,nat,,dns,full," + kSite + ",,,,,\n");
  const auto m =
      https_site().resolves_to({kSite}).fetches(kSite, ordinary_page()).control_fine({kSite}).build();
  expect_accessible(judge(m, prints));
}

TEST(JudgeDns, TwoContradictingRepliesOfWhichOneIsFalseAreInjected) {
  const auto m = https_site()
                     .system({kSite})
                     .udp_replies({{"8.7.198.45"}, {kSite}})
                     .doh({kSite})
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  EXPECT_EQ(verdict.finding(Layer::dns).method, Method::injected);
}

TEST(JudgeDns, InjectionThatMisleadsTheSystemResolverIsBlocking) {
  const auto m = https_site()
                     .system({"8.7.198.45"})
                     .udp_replies({{"8.7.198.45"}, {kSite}})
                     .doh({kSite})
                     .tls_fails("8.7.198.45", Failure::generic_timeout_error)
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite})
                     .control_tls_fails("8.7.198.45", "generic_timeout_error")
                     .build();
  expect_blocked(judge(m, {}), Layer::dns, Method::injected);
}

TEST(JudgeDns, AForgedNxdomainBesideTheTrueAnswerIsInjected) {
  const auto m = https_site()
                     .system({kSite})
                     .udp_replies({{}, {kSite}})
                     .doh({kSite})
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite})
                     .build();
  EXPECT_EQ(judge(m, {}).finding(Layer::dns).method, Method::injected);
}

TEST(JudgeDns, RepeatedRepliesThatSayTheSameAreNoInjection) {
  const auto m = https_site()
                     .system({kSite})
                     .udp_replies({{kSite}, {kSite}})
                     .doh({kSite})
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite})
                     .build();
  EXPECT_EQ(judge(m, {}).finding(Layer::dns).state, FindingState::ok);
}

TEST(JudgeDns, ADeliveryNetworkThatRotatesItsAddressesIsNoInjection) {
  const auto m = https_site()
                     .asn("93.184.216.99", 15133)
                     .system({kSite})
                     .udp_replies({{kSite}, {"93.184.216.99"}})
                     .doh({kSite})
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite})
                     .build();
  EXPECT_EQ(judge(m, {}).finding(Layer::dns).state, FindingState::ok);
}

TEST(JudgeDns, APublicResolverAnsweredFalselyIsInterferenceThoughTheVisitorGetsThePage) {
  const auto m = https_site()
                     .system({kSite})
                     .udp(Failure::dns_nxdomain_error)
                     .doh({kSite})
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite})
                     .build();
  const Verdict verdict = judge(m, {});
  expect_accessible(verdict);
  EXPECT_EQ(verdict.finding(Layer::dns).method, Method::nxdomain);
}

TEST(JudgeDns, APublicResolverThatCannotBeReachedSaysNothing) {
  const auto m = https_site()
                     .system({kSite})
                     .udp(Failure::generic_timeout_error)
                     .doh(Failure::ssl_unknown_authority)
                     .fetches(kSite, ordinary_page())
                     .control_fine({kSite})
                     .build();
  EXPECT_EQ(judge(m, {}).finding(Layer::dns).state, FindingState::ok);
}

TEST(JudgeDns, ARedirectsTargetThatOnlyTheControlCanReachIsBlockedAtThatHop) {
  const auto m = MeasurementBuilder{"https://bit.ly/21645"}
                     .resolves_to({"67.199.248.11"})
                     .redirects_to("67.199.248.11", kUrl)
                     .system(Failure::dns_nxdomain_error)
                     .udp(Failure::dns_nxdomain_error)
                     .control_fine({"67.199.248.11"})
                     .build();
  expect_blocked(judge(m, {}), Layer::dns, Method::nxdomain);
}

TEST(JudgeDns, ARedirectsTargetThatTheControlDidNotReachEitherIsNotBlocked) {
  const auto m = MeasurementBuilder{"https://bit.ly/21645"}
                     .resolves_to({"67.199.248.11"})
                     .redirects_to("67.199.248.11", kUrl)
                     .system(Failure::dns_nxdomain_error)
                     .control_fine({"67.199.248.11"})
                     .control_page_fails("dns_lookup_error")
                     .build();
  EXPECT_EQ(judge(m, {}).word, VerdictWord::inconclusive);
}

}  // namespace
}  // namespace saksi
