#include "probe/explain.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

using namespace std::chrono_literals;

Measurement two_steps() {
  Measurement measurement;
  TcpObservation late;
  late.ended = 300ms;
  late.endpoint = Endpoint{*IpAddress::parse("93.184.216.34"), 443};
  measurement.tcp.push_back(late);
  DnsObservation early;
  early.ended = 20ms;
  early.hostname = "news.example\x1b[2J";
  early.result.failure = Failure::dns_nxdomain_error;
  measurement.dns.push_back(early);
  return measurement;
}

TEST(Explain, StepsAreToldInTheOrderInWhichTheyEnded) {
  const std::string text = explain(two_steps(), Verdict{});
  ASSERT_NE(text.find("DNS   "), std::string::npos) << text;
  EXPECT_LT(text.find("DNS   "), text.find("TCP   "));
}

TEST(Explain, NoEscapeOfAServerReachesTheTerminal) {
  EXPECT_EQ(explain(two_steps(), Verdict{}).find('\x1b'), std::string::npos);
}

TEST(Explain, ASimulationSaysSoAtTheTop) {
  Measurement measurement = two_steps();
  measurement.simulated = true;
  EXPECT_LT(explain(measurement, Verdict{}).find("laboratory"), 200U);
}

TEST(Explain, WithoutAControlItSaysThatNoneWasAsked) {
  EXPECT_NE(explain(two_steps(), Verdict{}).find("no control server was asked"), std::string::npos);
}

}  // namespace
}  // namespace saksi
