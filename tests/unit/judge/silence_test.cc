// What no failure shows: addresses that are silent here alone, pages that barely trickle in.
#include "core/judge/silence.h"

#include <gtest/gtest.h>

#include "tests/support/measurement_builder.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

const std::string kFirst = "93.184.216.34";
const std::string kSecond = "104.16.132.229";
const std::string kSixth = "2606:2800::1";

Endpoint https_at(const std::string& address) {
  return {*IpAddress::parse(address), 443};
}

MeasurementBuilder with_silent_second(Failure how = Failure::generic_timeout_error) {
  MeasurementBuilder builder("https://www.example.com/");
  builder.fetches(kFirst, ordinary_page()).tcp_fails(kSecond, how);
  return builder;
}

TEST(SilentEndpoints, AnAddressThatIsDeadHereAloneIsOne) {
  for (const Failure how : {Failure::generic_timeout_error, Failure::timed_out, Failure::host_unreachable,
                            Failure::network_unreachable}) {
    const Measurement seen = with_silent_second(how).control_fine({kFirst, kSecond}).build();
    EXPECT_EQ(silent_endpoints(seen), std::set{https_at(kSecond)});
  }
}

TEST(SilentEndpoints, ARefusalIsNoSilence) {
  const Measurement seen =
      with_silent_second(Failure::connection_refused).control_fine({kFirst, kSecond}).build();
  EXPECT_TRUE(silent_endpoints(seen).empty());
}

TEST(SilentEndpoints, NotWhereTheControlFailsToo) {
  const Measurement seen =
      with_silent_second().control_fine({kFirst, kSecond}).control_tcp_fails(kSecond).build();
  EXPECT_TRUE(silent_endpoints(seen).empty());
}

TEST(SilentEndpoints, NotWithoutAControl) {
  EXPECT_TRUE(silent_endpoints(with_silent_second().control_unreachable().build()).empty());
  EXPECT_TRUE(silent_endpoints(with_silent_second().build()).empty());
}

TEST(SilentEndpoints, NotWhenNoOtherAddressAnswers) {
  const Measurement seen = MeasurementBuilder("https://www.example.com/")
                               .tcp_fails(kFirst, Failure::generic_timeout_error)
                               .tcp_fails(kSecond, Failure::generic_timeout_error)
                               .control_fine({kFirst, kSecond})
                               .build();
  EXPECT_TRUE(silent_endpoints(seen).empty()) << "that is for the TCP layer to say";
}

TEST(SilentEndpoints, ANeighbourOnAnotherPortSaysNothing) {
  const Measurement seen = MeasurementBuilder("http://www.example.com/")
                               .fetches(kFirst, ordinary_page())
                               .check_of_tls_fails(kFirst, Failure::generic_timeout_error)
                               .control_fine({kFirst})
                               .build();
  Measurement silent_443 = seen;
  silent_443.tcp.back().result.failure = Failure::generic_timeout_error;
  EXPECT_TRUE(silent_endpoints(silent_443).empty());
}

TEST(SilentEndpoints, IPv6CountsOnlyWhereIPv6IsKnownToWork) {
  Measurement seen = MeasurementBuilder("https://www.example.com/")
                         .fetches(kFirst, ordinary_page())
                         .tcp_fails(kSixth, Failure::generic_timeout_error)
                         .control_fine({kFirst, kSixth})
                         .build();
  EXPECT_TRUE(silent_endpoints(seen).empty());
  seen.line.has_ipv6 = true;
  EXPECT_EQ(silent_endpoints(seen), std::set{https_at(kSixth)});
}

TEST(SilentEndpoints, ARedirectsTargetIsHeldAgainstItsOwnControl) {
  Measurement seen = MeasurementBuilder("https://www.example.com/")
                         .control_fine({kFirst})
                         .redirects_to(kFirst, "https://next.example/")
                         .fetches(kFirst, ordinary_page())
                         .tcp_fails(kSecond, Failure::generic_timeout_error)
                         .build();
  EXPECT_TRUE(silent_endpoints(seen).empty()) << "no control was asked about this hop";
  ControlExchange& hop = seen.hop_controls.emplace_back();
  hop.depth = 1;
  hop.request.url = "https://next.example/";
  hop.answer.emplace().tcp_connect[https_at(kSecond).to_string()] = {true, ""};
  EXPECT_EQ(silent_endpoints(seen), std::set{https_at(kSecond)});
}

// ---- came_slowly

Measurement came_in(std::chrono::milliseconds took, std::size_t bytes) {
  Measurement seen = MeasurementBuilder("https://www.example.com/").fetches(kFirst, ordinary_page()).build();
  seen.http.front().ended = seen.http.front().started + took;
  seen.http.front().response->body_length = bytes;
  return seen;
}

TEST(CameSlowly, IsMoreThanThreeSecondsAtLessThan32KilobytesASecond) {
  EXPECT_TRUE(came_slowly(came_in(10s, 100'000)));
  EXPECT_TRUE(came_slowly(came_in(3s, 95'999)));
  EXPECT_FALSE(came_slowly(came_in(3s, 96'000)));
  EXPECT_FALSE(came_slowly(came_in(2999ms, 100))) << "too short to tell a rate";
  EXPECT_FALSE(came_slowly(came_in(10s, 512'000)));
}

TEST(CameSlowly, AnExchangeWithoutAnAnswerHasNoRate) {
  Measurement seen = MeasurementBuilder("https://www.example.com/")
                         .http_fails(kFirst, Failure::generic_timeout_error)
                         .build();
  seen.http.front().ended = seen.http.front().started + 10s;
  EXPECT_FALSE(came_slowly(seen));
  EXPECT_FALSE(came_slowly(Measurement{}));
}

TEST(CameSlowly, APageThatTrickledAndBrokeOffCounts) {
  Measurement seen = MeasurementBuilder("https://www.example.com/")
                         .http_breaks_off(kFirst, Failure::generic_timeout_error, ordinary_page())
                         .build();
  seen.http.front().ended = seen.http.front().started + 10s;
  EXPECT_TRUE(came_slowly(seen));
}

}  // namespace
}  // namespace saksi
