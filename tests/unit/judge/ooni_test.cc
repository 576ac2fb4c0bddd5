// OONI's keys, rule by rule, on measurements of our own. The expected values follow the rules of Web
// Connectivity 0.5.28, also where its authors doubt them.
#include "core/judge/ooni.h"

#include <gtest/gtest.h>

#include "tests/support/judging.h"

namespace saksi {
namespace {

const std::string kSite = "93.184.216.34";
const std::string kOther = "83.224.65.41";  // in another network
const std::string kHttps = "https://www.example.com/";
const std::string kHttp = "http://www.example.com/";

MeasurementBuilder site(const std::string& url) {
  MeasurementBuilder builder{url};
  builder.asn(kSite, 15133).asn(kOther, 30722);
  return builder;
}

struct Keys {
  OoniBlocking blocking;
  std::optional<bool> accessible;
  std::optional<bool> dns_consistent;
  std::string dns_failure, http_failure;
  unsigned dns_flags, blocking_flags, null_null_flags;
};

void expect(const Measurement& m, const Keys& expected) {
  const OoniKeys keys = ooni_keys(m);
  EXPECT_EQ(to_string(keys.blocking), to_string(expected.blocking));
  EXPECT_EQ(keys.accessible, expected.accessible);
  EXPECT_EQ(keys.dns_consistent, expected.dns_consistent);
  EXPECT_EQ(keys.dns_experiment_failure, expected.dns_failure);
  EXPECT_EQ(keys.http_experiment_failure, expected.http_failure);
  EXPECT_EQ(keys.dns_flags, expected.dns_flags);
  EXPECT_EQ(keys.blocking_flags, expected.blocking_flags);
  EXPECT_EQ(keys.null_null_flags, expected.null_null_flags);
}

constexpr auto kNull = OoniBlocking::null;
constexpr auto kFalse = OoniBlocking::not_blocked;
constexpr auto kDns = OoniBlocking::dns;
constexpr auto kTcp = OoniBlocking::tcp_ip;
constexpr auto kFailure = OoniBlocking::http_failure;
constexpr auto kDiff = OoniBlocking::http_diff;

TEST(OoniKeys, AFinalPageOverTlsIsAccessible) {
  expect(site(kHttps).resolves_to({kSite}).fetches(kSite, ordinary_page()).control_fine({kSite}).build(),
         {kFalse, true, true, "", "", 0, 32, 0});
  const auto other = page(200, "Entirely different", 99999, {});
  expect(site(kHttps).resolves_to({kSite}).fetches(kSite, other).control_fine({kSite}).build(),
         {kFalse, true, true, "", "", 0, 32, 0});
}

TEST(OoniKeys, AFinalPageOverTlsWithoutControlIsAccessibleAndFlagged) {
  const auto m =
      site(kHttps).resolves_to({kSite}).fetches(kSite, ordinary_page()).control_unreachable().build();
  expect(m, {kFalse, true, {}, "", "", 0, 32, 8});
  EXPECT_EQ(ooni_keys(m).control_failure, "connection_reset");
}

TEST(OoniKeys, AFinalPageInTheClearIsComparedWithTheControls) {
  expect(site(kHttp).resolves_to({kSite}).fetches(kSite, ordinary_page()).control_fine({kSite}).build(),
         {kFalse, true, true, "", "", 0, 32, 0});
  const auto other = page(200, "Entirely different", 99999, {});
  expect(site(kHttp).resolves_to({kSite}).fetches(kSite, other).control_fine({kSite}).build(),
         {kDiff, false, true, "", "", 0, 16, 0});
}

TEST(OoniKeys, AFinalPageInTheClearWithoutControlIsNull) {
  expect(site(kHttp).resolves_to({kSite}).fetches(kSite, ordinary_page()).control_unreachable().build(),
         {kNull, {}, {}, "", "", 0, 0, 0});
}

TEST(OoniKeys, AFinalPageInTheClearThatTheControlCouldNotGetIsADifference) {
  expect(site(kHttp)
             .resolves_to({kSite})
             .fetches(kSite, ordinary_page())
             .control_fine({kSite})
             .control_page_fails()
             .build(),
         {kDiff, false, true, "", "", 0, 16, 0});
}

TEST(OoniKeys, AFailedExchangeIsHttpFailureDownOrNullByTheControl) {
  const auto probe = [] {
    return site(kHttp).resolves_to({kSite}).http_fails(kSite, Failure::connection_reset);
  };
  expect(probe().control_fine({kSite}).build(), {kFailure, false, true, "", "connection_reset", 0, 8, 0});
  expect(probe().control_fine({kSite}).control_page_fails().build(),
         {kFalse, false, true, "", "connection_reset", 0, 0, 0});
  expect(probe().control_unreachable().build(), {kNull, {}, {}, "", "connection_reset", 0, 0, 0});
}

TEST(OoniKeys, AFailedHandshakeIsHttpFailureOrDownByTheControlsHandshake) {
  const auto probe = [] { return site(kHttps).resolves_to({kSite}).tls_fails(kSite, Failure::eof_error); };
  expect(probe().control_fine({kSite}).build(), {kFailure, false, true, "", "eof_error", 0, 4, 0});
  expect(probe().control_fine({kSite}).control_tls_fails(kSite, "eof_error").control_page_fails().build(),
         {kFalse, false, true, "", "eof_error", 0, 0, 4});
}

TEST(OoniKeys, AFailedConnectIsTcpIpOrDownByTheControlsConnect) {
  const auto probe = [] {
    return site(kHttps).resolves_to({kSite}).tcp_fails(kSite, Failure::generic_timeout_error);
  };
  expect(probe().control_fine({kSite}).build(), {kTcp, false, true, "", "generic_timeout_error", 0, 2, 0});
  expect(probe().control_fine({kSite}).control_tcp_fails(kSite).control_page_fails().build(),
         {kFalse, false, true, "", "generic_timeout_error", 0, 0, 2});
  expect(probe().control_unreachable().build(), {kNull, {}, {}, "", "generic_timeout_error", 0, 0, 0});
}

TEST(OoniKeys, AFailedSystemLookupIsDnsEvenThoughOtherResolversReachThePage) {
  for (const auto failure : {Failure::dns_nxdomain_error, Failure::dns_servfail_error}) {
    const std::string word{to_string(failure)};
    expect(site(kHttps)
               .system(failure)
               .udp({kSite})
               .doh({kSite})
               .fetches(kSite, ordinary_page())
               .control_fine({kSite})
               .build(),
           {kDns, false, false, word, word, 2, 33, 0});
  }
}

TEST(OoniKeys, AFailedSystemLookupOfAnHttpUrlStillFlagsThePageThatCameAsSuccess) {
  expect(site(kHttp)
             .system({"127.0.0.1"})
             .udp({"127.0.0.1"})
             .doh({kSite})
             .fetches(kSite, ordinary_page())
             .control_fine({kSite})
             .build(),
         {kDns, false, false, "", "", 5, 33, 0});
}

TEST(OoniKeys, AFailedLookupWithoutAnyControlIsCalledAccessibleByOoni) {
  expect(site(kHttps).system(Failure::dns_nxdomain_error).control_unreachable().build(),
         {kFalse, true, {}, "dns_nxdomain_error", "dns_nxdomain_error", 0, 0, 0});
}

TEST(OoniKeys, ANameThatDoesNotExistForEitherIsDown) {
  expect(site(kHttp)
             .system(Failure::dns_nxdomain_error)
             .udp(Failure::dns_nxdomain_error)
             .doh(Failure::dns_nxdomain_error)
             .control_resolves_nothing()
             .build(),
         {kFalse, false, true, "dns_nxdomain_error", "dns_nxdomain_error", 0, 0, 1});
}

TEST(OoniKeys, NoAddressForEitherIsDown) {
  expect(site(kHttp)
             .system(Failure::dns_no_answer)
             .udp(Failure::dns_no_answer)
             .control_fine({})
             .control_page_fails("dns_lookup_error")
             .build(),
         {kFalse, false, true, "dns_no_answer", "dns_no_answer", 0, 0, 1});
}

TEST(OoniKeys, OnlyLoopbackIsDownWhenTheControlIsToldTheSameAndDnsWhenNot) {
  expect(site(kHttp).resolves_to({"127.0.0.1"}).control_fine({"127.0.0.1"}).control_page_fails().build(),
         {kFalse, false, true, "", "", 1, 0, 0});
  expect(site(kHttps)
             .system({"127.0.0.1"})
             .doh({kSite})
             .fetches(kSite, ordinary_page())
             .control_fine({kSite})
             .build(),
         {kDns, false, false, "", "", 5, 33, 0});
}

TEST(OoniKeys, ABogonIsFlaggedAndItsTimeoutIsTheHttpFailure) {
  expect(site(kHttps)
             .system({"10.10.34.35"})
             .udp({kSite})
             .doh({kSite})
             .tcp_fails("10.10.34.35", Failure::generic_timeout_error)
             .fetches(kSite, ordinary_page())
             .control_fine({kSite})
             .build(),
         {kDns, false, false, "", "generic_timeout_error", 5, 33, 0});
}

TEST(OoniKeys, InconsistentDnsTakesTheBlameForWhatFailsAfterIt) {
  expect(site(kHttps)
             .system({kOther})
             .udp({kOther})
             .doh({kSite})
             .tcp_fails(kOther, Failure::connection_refused)
             .fetches(kSite, ordinary_page())
             .control_fine({kSite})
             .build(),
         {kDns, false, false, "", "connection_refused", 4, 35, 0});
  expect(site(kHttps)
             .system({kOther})
             .udp({kOther})
             .doh({kSite})
             .tls_fails(kOther, Failure::connection_reset)
             .tls_fails(kSite, Failure::connection_reset)
             .control_fine({kSite})
             .build(),
         {kDns, false, false, "", "connection_reset", 4, 5, 0});
}

TEST(OoniKeys, AnotherPageAtAFalseAddressIsDnsWithTheDifferenceFlagged) {
  const auto other = page(200, "Entirely different", 188, {});
  expect(site(kHttp)
             .system({kOther})
             .udp({kOther})
             .doh({kSite})
             .fetches(kOther, other)
             .control_fine({kSite})
             .build(),
         {kDns, false, false, "", "", 4, 17, 0});
}

TEST(OoniKeys, AHijackToARelayIsCalledAccessibleByOoni) {
  const auto relay = [](const std::string& url) {
    return site(url)
        .system({kOther})
        .udp({kOther})
        .doh({kSite})
        .fetches(kOther, ordinary_page())
        .control_fine({kSite})
        .build();
  };
  expect(relay(kHttp), {kFalse, true, false, "", "", 4, 33, 0});
  expect(relay(kHttps), {kFalse, true, false, "", "", 4, 33, 0});
}

TEST(OoniKeys, AnAnswerOfAnotherNetworkIsGoodForTheFlagsOnceTlsProvedIt) {
  expect(site(kHttps)
             .system({kOther})
             .udp({kSite})
             .doh({kSite})
             .fetches(kOther, ordinary_page())
             .control_fine({kSite})
             .build(),
         {kFalse, true, false, "", "", 0, 32, 0});
}

TEST(OoniKeys, AnAddressOfTheSameNetworkIsConsistent) {
  expect(site(kHttps)
             .asn("93.184.216.99", 15133)
             .system({"93.184.216.99"})
             .fetches("93.184.216.99", ordinary_page())
             .control_fine({kSite})
             .build(),
         {kFalse, true, true, "", "", 0, 32, 0});
}

TEST(OoniKeys, ResolvingWhatTheControlCannotIsInconsistent) {
  expect(site("https://itsat.info/")
             .system({kOther})
             .udp({kOther})
             .doh(Failure::dns_nxdomain_error)
             .tcp_fails(kOther, Failure::connection_refused)
             .control_resolves_nothing()
             .control_tcp_fails(kOther)
             .build(),
         {kDns, false, false, "", "connection_refused", 0, 0, 18});
  const auto notice = page(200, "Entirely different", 188, {});
  expect(site("http://itsat.info/")
             .system({kOther})
             .udp({kOther})
             .doh(Failure::dns_nxdomain_error)
             .fetches(kOther, notice)
             .control_resolves_nothing()
             .build(),
         {kDns, false, false, "", "", 0, 16, 16});
}

TEST(OoniKeys, AFailureBehindARedirectCountsWhenTheControlReachedThePage) {
  const auto redirected = [](const std::string& target) {
    return site("https://bit.ly/1").resolves_to({"67.199.248.11"}).redirects_to("67.199.248.11", target);
  };
  expect(redirected(kHttps)
             .resolves_to({kSite})
             .tcp_fails(kSite, Failure::connection_refused)
             .control_fine({"67.199.248.11"})
             .build(),
         {kFailure, false, true, "", "connection_refused", 0, 2, 0});
  expect(redirected(kHttps)
             .resolves_to({kSite})
             .tls_fails(kSite, Failure::generic_timeout_error)
             .control_fine({"67.199.248.11"})
             .build(),
         {kFailure, false, true, "", "generic_timeout_error", 0, 4, 0});
  expect(redirected(kHttp)
             .resolves_to({kSite})
             .http_fails(kSite, Failure::eof_error)
             .check_of_tls_fails(kSite, Failure::eof_error)
             .control_fine({"67.199.248.11"})
             .build(),
         {kFailure, false, true, "", "eof_error", 0, 12, 0});
  expect(redirected(kHttps)
             .system(Failure::dns_nxdomain_error)
             .udp(Failure::dns_nxdomain_error)
             .control_fine({"67.199.248.11"})
             .build(),
         {kDns, false, true, "", "dns_nxdomain_error", 0, 1, 0});
}

TEST(OoniKeys, AFailureBehindARedirectIsNotFlaggedWhenTheControlFailedToo) {
  const auto m = site("https://bit.ly/1")
                     .resolves_to({"67.199.248.11"})
                     .redirects_to("67.199.248.11", kHttp)
                     .resolves_to({kSite})
                     .http_fails(kSite, Failure::eof_error)
                     .control_fine({"67.199.248.11"})
                     .control_page_fails()
                     .build();
  expect(m, {kFalse, false, true, "", "eof_error", 0, 0, 0});
}

TEST(OoniKeys, IPv6ThatCannotBeRoutedHereIsIgnored) {
  const std::string six = "2606:2800:220:1::1";
  const auto probe = [&] {
    return site(kHttps).resolves_to({kSite, six}).tcp_fails(six, Failure::network_unreachable);
  };
  expect(probe().fetches(kSite, ordinary_page()).control_fine({kSite, six}).build(),
         {kFalse, true, true, "", "", 0, 32, 0});
  expect(probe().tls_fails(kSite, Failure::connection_reset).control_fine({kSite, six}).build(),
         {kFailure, false, true, "", "connection_reset", 0, 4, 0});
}

TEST(OoniKeys, AFailedDohLookupIsIgnored) {
  expect(site(kHttps)
             .system({kSite})
             .udp({kSite})
             .doh(Failure::ssl_unknown_authority)
             .fetches(kSite, ordinary_page())
             .control_fine({kSite})
             .build(),
         {kFalse, true, true, "", "", 0, 32, 0});
}

TEST(OoniKeys, ALyingPublicResolverIsFlaggedThoughTheHeadlineIsFine) {
  expect(site(kHttps)
             .system({kSite})
             .udp(Failure::dns_nxdomain_error)
             .doh({kSite})
             .fetches(kSite, ordinary_page())
             .control_fine({kSite})
             .build(),
         {kFalse, true, true, "", "", 2, 33, 0});
}

TEST(OoniKeys, ALiteralAddressHasNoHeadlineBecauseNothingWasResolved) {
  expect(
      MeasurementBuilder{"https://93.184.216.34/"}.fetches(kSite, ordinary_page()).control_fine({}).build(),
      {kNull, {}, {}, "", "", 0, 32, 0});
}

TEST(OoniKeys, APageBehindARedirectToAnAddressThatOldDocumentsDoNotTellCounts) {
  Measurement seen = MeasurementBuilder("http://www.example.com/")
                         .system({"93.184.216.34"})
                         .redirects_to("93.184.216.34", "https://next.example/")
                         .fetches("104.16.132.229", ordinary_page())
                         .build();
  const Endpoint untold{IpAddress{}, 443};
  seen.http.back().endpoint = untold;
  seen.tcp.pop_back();
  seen.tls.pop_back();
  EXPECT_EQ(ooni_keys(seen).blocking, OoniBlocking::not_blocked);
}

TEST(OoniKeys, AHandshakeThatOnlyChecksAnHttpUrlsAddressIsFlaggedButDecidesNothing) {
  expect(site(kHttp)
             .resolves_to({kSite})
             .fetches(kSite, ordinary_page())
             .check_of_tls_fails(kSite, Failure::connection_reset)
             .control_fine({kSite})
             .build(),
         {kFalse, true, true, "", "", 0, 36, 0});
}

TEST(OoniKeys, AnEmptyMeasurementIsNull) {
  expect(Measurement{}, {kNull, {}, {}, "", "", 0, 0, 0});
}

}  // namespace
}  // namespace saksi
