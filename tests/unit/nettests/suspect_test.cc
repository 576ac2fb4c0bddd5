// Which operation is followed up: the newest failure at the layer.
#include "probe/nettests/suspect.h"

#include <gtest/gtest.h>

#include "tests/support/measurement_builder.h"

namespace saksi {
namespace {

const std::string kFirst = "93.184.216.34";
const std::string kSecond = "104.16.132.229";
const std::string kSixth = "2606:2800::1";

MeasurementBuilder at_site(const std::string& url = "https://www.example.com/") {
  return MeasurementBuilder(url);
}

Endpoint endpoint(const std::string& address, std::uint16_t port) {
  return {*IpAddress::parse(address), port};
}

TEST(Suspect, IsTheEndpointThatFailed) {
  const Measurement seen = at_site().connects(kFirst).tls_fails(kSecond, Failure::connection_reset).build();
  const auto suspect = find_suspect(seen, Layer::tls);
  ASSERT_TRUE(suspect);
  EXPECT_EQ(suspect->layer, Layer::tls);
  EXPECT_EQ(suspect->url.host(), "www.example.com");
  EXPECT_EQ(suspect->endpoint, endpoint(kSecond, 443));
}

TEST(Suspect, ThereIsNoneWhereNothingFailed) {
  const Measurement seen = at_site().resolves_to({kFirst}).fetches(kFirst, ordinary_page()).build();
  EXPECT_FALSE(find_suspect(seen, Layer::tcp));
  EXPECT_FALSE(find_suspect(seen, Layer::tls));
  EXPECT_FALSE(find_suspect(seen, Layer::http))
      << "a page over TLS is not what an experiment in the clear asks about";
}

TEST(Suspect, IPv4GoesBeforeIPv6) {
  const Measurement seen = at_site()
                               .tcp_fails(kFirst, Failure::generic_timeout_error)
                               .tcp_fails(kSixth, Failure::generic_timeout_error)
                               .build();
  EXPECT_EQ(find_suspect(seen, Layer::tcp)->endpoint, endpoint(kFirst, 443));
}

TEST(Suspect, IPv6IsTakenWhenNothingElseFailed) {
  const Measurement seen = at_site().connects(kFirst).tcp_fails(kSixth, Failure::connection_reset).build();
  EXPECT_EQ(find_suspect(seen, Layer::tcp)->endpoint, endpoint(kSixth, 443));
}

TEST(Suspect, BehindARedirectItIsTheTargetsName) {
  const Measurement seen = at_site("http://www.example.com/")
                               .redirects_to(kFirst, "https://other.example/page")
                               .tls_fails(kSecond, Failure::connection_reset)
                               .build();
  const auto suspect = find_suspect(seen, Layer::tls);
  ASSERT_TRUE(suspect);
  EXPECT_EQ(suspect->url.text(), "https://other.example/page");
  EXPECT_EQ(suspect->endpoint, endpoint(kSecond, 443));
}

TEST(Suspect, APageInTheClearThatCameWholeIsOneToo) {
  const Measurement seen = at_site("http://www.example.com/").fetches(kFirst, ordinary_page()).build();
  const auto suspect = find_suspect(seen, Layer::http);
  ASSERT_TRUE(suspect);
  EXPECT_EQ(suspect->endpoint, endpoint(kFirst, 80));
}

TEST(Suspect, AnExchangeThatBrokeGoesBeforeAPageThatCame) {
  const Measurement seen = at_site("http://www.example.com/")
                               .http_fails(kSecond, Failure::connection_reset)
                               .fetches(kFirst, ordinary_page())
                               .build();
  EXPECT_EQ(find_suspect(seen, Layer::http)->endpoint, endpoint(kSecond, 80));
}

TEST(Suspect, ANoticeBehindARedirectIsAskedForAtTheSite) {
  const Measurement seen = at_site("http://www.example.com/")
                               .redirects_to(kFirst, "http://notice.example/")
                               .fetches(kSecond, ordinary_page())
                               .build();
  const auto suspect = find_suspect(seen, Layer::http);
  ASSERT_TRUE(suspect);
  EXPECT_EQ(suspect->url.host(), "www.example.com");
}

TEST(Suspect, ForDnsIsANameWithoutAnEndpoint) {
  const Measurement seen = at_site().system(Failure::dns_nxdomain_error).build();
  const auto suspect = find_suspect(seen, Layer::dns);
  ASSERT_TRUE(suspect);
  EXPECT_EQ(suspect->url.host(), "www.example.com");
  EXPECT_FALSE(suspect->endpoint);
}

TEST(Suspect, ALyingAnswerIsFollowedUpAtDnsThoughNothingFailed) {
  EXPECT_TRUE(find_suspect(at_site().system({"127.0.0.1"}).build(), Layer::dns));
}

TEST(Suspect, ALiteralAddressHasNoNameToAskFor) {
  const Measurement seen = at_site("http://93.184.216.34/").system({kFirst}).build();
  EXPECT_FALSE(find_suspect(seen, Layer::dns));
}

TEST(Suspect, ForRateIsTheNewestTransfer) {
  const Measurement seen = at_site().fetches(kFirst, ordinary_page()).build();
  EXPECT_EQ(find_suspect(seen, Layer::rate)->endpoint, endpoint(kFirst, 443));
  EXPECT_FALSE(find_suspect(at_site().connects(kFirst).build(), Layer::rate));
}

TEST(Suspect, TheNewestAttemptThatShowsTheFailureCounts) {
  Measurement seen = at_site().tls_fails(kFirst, Failure::connection_reset).build();
  seen.retests.push_back(at_site().tls_fails(kSecond, Failure::connection_reset).build());
  seen.retests.push_back(at_site().tcp_fails(kFirst, Failure::generic_timeout_error).build());
  EXPECT_EQ(find_suspect(seen, Layer::tls)->endpoint, endpoint(kSecond, 443));
  EXPECT_EQ(find_suspect(seen, Layer::tcp)->endpoint, endpoint(kFirst, 443));
}

}  // namespace
}  // namespace saksi
