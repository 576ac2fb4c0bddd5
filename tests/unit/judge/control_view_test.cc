// What the control says about one thing at a time, its answers about redirects' targets included.
#include "core/judge/control_view.h"

#include <gtest/gtest.h>

#include "tests/support/measurement_builder.h"

namespace saksi {
namespace {

const std::string kFirst = "93.184.216.34";
const std::string kSecond = "104.16.132.229";
const std::string kNext = "next.example";

IpAddress ip(const std::string& text) {
  return *IpAddress::parse(text);
}
Endpoint https_at(const std::string& address) {
  return {ip(address), 443};
}

ControlExchange about(const std::string& url, int depth) {
  ControlExchange exchange;
  exchange.depth = depth;
  exchange.request.url = url;
  exchange.answer.emplace();
  return exchange;
}

/// The control was asked about the site, at kFirst, and about the redirect's target, at kSecond.
Measurement with_two_hops() {
  Measurement seen = MeasurementBuilder("https://www.example.com/")
                         .control_fine({kFirst})
                         .redirects_to(kFirst, "https://" + kNext + "/")
                         .connects(kSecond)
                         .build();
  ControlExchange next = about("https://" + kNext + "/", 1);
  next.answer->dns.addrs = {kSecond};
  next.answer->tcp_connect[https_at(kSecond).to_string()] = {true, ""};
  next.answer->tls_handshake[https_at(kSecond).to_string()] = {kNext, true, ""};
  next.answer->ip_info[kSecond].asn = Asn{64500};
  seen.hop_controls.push_back(next);
  return seen;
}

TEST(ControlView, KnowsNothingWithoutAnAnswer) {
  const Measurement alone = MeasurementBuilder("https://www.example.com/").connects(kFirst).build();
  const ControlView view(alone);
  EXPECT_FALSE(view.answered());
  EXPECT_FALSE(view.got_page());
  EXPECT_FALSE(view.connected(https_at(kFirst)));
  EXPECT_FALSE(view.shook_hands(https_at(kFirst), "www.example.com"));
  EXPECT_FALSE(view.looked_up("www.example.com"));
  EXPECT_TRUE(view.addresses().empty());
  EXPECT_FALSE(view.resolves_nothing()) << "it was not asked";
}

TEST(ControlView, EachHopHasItsOwnAddresses) {
  const Measurement seen = with_two_hops();
  const ControlView view(seen);
  EXPECT_EQ(view.addresses(), std::set{ip(kFirst)});
  EXPECT_EQ(view.addresses(kNext), std::set{ip(kSecond)});
  EXPECT_TRUE(view.looked_up(kNext));
  EXPECT_FALSE(view.looked_up("third.example"));
  EXPECT_TRUE(view.addresses("third.example").empty());
}

TEST(ControlView, AnEndpointOfALaterHopIsFoundInThatHopsAnswer) {
  const Measurement seen = with_two_hops();
  const ControlView view(seen);
  EXPECT_EQ(view.connected(https_at(kFirst)), true);
  EXPECT_EQ(view.connected(https_at(kSecond)), true);
  EXPECT_EQ(view.shook_hands(https_at(kSecond), kNext), true);
  EXPECT_EQ(view.asn_of(ip(kSecond)), Asn{64500});
}

TEST(ControlView, OonisRulesSeeTheFirstHopOnly) {
  const Measurement seen = with_two_hops();
  const ControlView view(seen, ControlView::Hops::first_only);
  EXPECT_EQ(view.connected(https_at(kFirst)), true);
  EXPECT_FALSE(view.connected(https_at(kSecond)));
  EXPECT_FALSE(view.looked_up(kNext));
}

TEST(ControlView, AHandshakeForAnotherNameSaysNothingAboutThisOne) {
  const Measurement seen = with_two_hops();
  const ControlView view(seen);
  EXPECT_FALSE(view.shook_hands(https_at(kSecond), "www.example.com"));
}

TEST(ControlView, TwoHopsAtOneAddressKeepTheirNamesApart) {
  Measurement seen = with_two_hops();
  ControlTls& next = seen.hop_controls.front().answer->tls_handshake[https_at(kFirst).to_string()];
  next = {kNext, false, "ssl_invalid_hostname"};
  const ControlView view(seen);
  EXPECT_EQ(view.shook_hands(https_at(kFirst), "www.example.com"), true);
  EXPECT_EQ(view.shook_hands(https_at(kFirst), kNext), false);
}

TEST(ControlView, AFailedHopControlAddsNothing) {
  Measurement seen = with_two_hops();
  seen.hop_controls.front().answer.reset();
  const ControlView view(seen);
  EXPECT_TRUE(view.answered());
  EXPECT_FALSE(view.looked_up(kNext));
  EXPECT_FALSE(view.connected(https_at(kSecond)));
}

TEST(ControlView, AHopControlAloneIsNoAnswerAboutTheUrlItself) {
  Measurement seen = with_two_hops();
  seen.control->answer.reset();
  const ControlView view(seen);
  EXPECT_FALSE(view.answered());
  EXPECT_FALSE(view.got_page());
  EXPECT_EQ(view.connected(https_at(kSecond)), true);
  EXPECT_TRUE(view.looked_up(kNext));
}

TEST(ControlView, ARequestThatIsNoUrlIsPassedOver) {
  Measurement seen = with_two_hops();
  seen.hop_controls.push_back(about("not a url", 2));
  EXPECT_TRUE(ControlView(seen).answered());
}

TEST(ControlView, AHandshakeProvesAnAddressForItsNameAlone) {
  const Measurement seen = with_two_hops();
  const ControlView view(seen);
  EXPECT_TRUE(view.proved(ip(kFirst), "www.example.com"));
  EXPECT_TRUE(view.proved(ip(kSecond), kNext));
  EXPECT_FALSE(view.proved(ip(kSecond), "www.example.com"));
  EXPECT_FALSE(view.proved(ip(kFirst), kNext));
}

TEST(ControlView, TheControlsMarkOfAValidCertificateProvesAnAddressToo) {
  Measurement seen = with_two_hops();
  seen.hop_controls.front().answer->ip_info["198.51.100.7"].flags = ControlIpFlag::valid_for_domain;
  EXPECT_TRUE(ControlView(seen).proved(ip("198.51.100.7"), kNext));
}

TEST(ControlView, TheControlThatResolvesNothingSaysSo) {
  const Measurement seen = MeasurementBuilder("https://gone.example/").control_resolves_nothing().build();
  const ControlView view(seen);
  EXPECT_TRUE(view.resolves_nothing());
  EXPECT_FALSE(view.got_page());
}

TEST(ControlView, AnAddressIsLocatedWhenAnyAnswerLookedItUp) {
  const Measurement seen = with_two_hops();
  const ControlView view(seen);
  EXPECT_TRUE(view.located(ip(kSecond)));
  EXPECT_FALSE(view.located(ip("198.51.100.7")));
  EXPECT_EQ(view.asn_of(ip("198.51.100.7")), Asn{});
}

/// Helpers before 2022.
Measurement with_a_helper_that_tells_no_handshakes() {
  Measurement seen =
      MeasurementBuilder("https://www.example.com/").control_fine({kFirst}).connects(kFirst).build();
  seen.control->answer->tls_handshake.clear();
  return seen;
}

TEST(ControlView, APageOverHttpsSaysThatAHelperThatTellsNoHandshakesShookHandsWhereItConnected) {
  const Measurement seen = with_a_helper_that_tells_no_handshakes();
  const ControlView view(seen);
  EXPECT_TRUE(view.must_have_shaken_hands(https_at(kFirst), "www.example.com"));
  EXPECT_FALSE(view.must_have_shaken_hands(https_at(kFirst), "other.example")) << "another name";
  EXPECT_FALSE(view.must_have_shaken_hands(https_at(kSecond), "www.example.com")) << "not connected there";
  EXPECT_FALSE(view.shook_hands(https_at(kFirst), "www.example.com")) << "it told nothing";
}

TEST(ControlView, WithoutAPageAHelperThatTellsNoHandshakesSaysNothingOfThem) {
  Measurement seen = with_a_helper_that_tells_no_handshakes();
  seen.control->answer->http_request.failure = "unknown_error";
  EXPECT_FALSE(ControlView(seen).must_have_shaken_hands(https_at(kFirst), "www.example.com"));
}

}  // namespace
}  // namespace saksi
