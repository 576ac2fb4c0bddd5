#include "probe/control/targets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace saksi {
namespace {

IpAddress ip(const std::string& text) {
  return IpAddress::parse(text).value();
}

const TargetPolicy& strict() {
  static const TargetPolicy policy(false, {}, {});
  return policy;
}

class RefusedTarget : public testing::TestWithParam<const char*> {};

TEST_P(RefusedTarget, IsRefusedUnlessPrivateOnesAreAllowed) {
  EXPECT_FALSE(strict().allows(ip(GetParam())));
  EXPECT_TRUE(TargetPolicy(true, {}, {}).allows(ip(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(SpecialUse, RefusedTarget,
                         testing::Values("127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1",
                                         "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
                                         "0.0.0.0", "0.1.2.3", "192.0.0.1", "198.18.0.1", "224.0.0.1",
                                         "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1",
                                         "fd12::1", "ff02::1", "2001:db8::1"));
INSTANTIATE_TEST_SUITE_P(LeadingToV4, RefusedTarget,
                         testing::Values("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
                                         "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1",
                                         "64:ff9b:1::808:808", "2002:7f00:1::1", "2002:a00:1::1",
                                         "2001:0:4136:e378:8000:63bf:80ff:fffe"));

TEST(TargetPolicy, PublicAddressesAreAllowed) {
  for (const char* text : {"93.184.216.34", "1.1.1.1", "8.8.8.8", "172.32.0.1", "192.169.0.1", "100.63.0.1",
                           "2606:2800:220:1::1", "2a00:1450:4001:80b::200e", "64:ff9b::8.8.8.8"}) {
    EXPECT_TRUE(strict().allows(ip(text))) << text;
  }
}

TEST(TargetPolicy, OwnPublicAddressesAreRefused) {
  const TargetPolicy policy(false, {}, {ip("93.184.216.34"), ip("2606:2800::1")});
  EXPECT_FALSE(policy.allows(ip("93.184.216.34")));
  EXPECT_FALSE(policy.allows(ip("::ffff:93.184.216.34")));
  EXPECT_FALSE(policy.allows(ip("2606:2800::1")));
  EXPECT_TRUE(policy.allows(ip("93.184.216.35")));
}

TEST(TargetPolicy, AnExceptionAllowsItsAddressAlone) {
  const TargetPolicy policy(false, {ip("127.0.0.2")}, {});
  EXPECT_TRUE(policy.allows(ip("127.0.0.2")));
  EXPECT_FALSE(policy.allows(ip("127.0.0.1")));
  EXPECT_FALSE(policy.allows(ip("127.0.0.3")));
}

TEST(TargetPolicy, KeepsTheOrderAndEachAddressOnce) {
  const std::vector<IpAddress> asked{ip("8.8.8.8"), ip("10.0.0.1"), ip("1.1.1.1"), ip("8.8.8.8")};
  EXPECT_EQ(strict().allowed(asked), (std::vector<IpAddress>{ip("8.8.8.8"), ip("1.1.1.1")}));
}

TEST(OwnAddresses, HoldLoopback) {
  const auto own = own_addresses();
  EXPECT_NE(std::find(own.begin(), own.end(), ip("127.0.0.1")), own.end());
}

TEST(WebPorts, MailShellAndItsLikesAreNone) {
  for (const int port : {0, 22, 23, 25, 53, 110, 143, 465, 587, 993, 6000, 6667, 6697}) {
    EXPECT_FALSE(is_web_port(static_cast<std::uint16_t>(port))) << port;
  }
  for (const int port : {80, 81, 443, 3000, 8000, 8080, 8443, 40000, 65535}) {
    EXPECT_TRUE(is_web_port(static_cast<std::uint16_t>(port))) << port;
  }
}

std::vector<std::uint16_t> ports_of(const std::string& url) {
  return ports_to_try(Url::parse(url).value());
}

TEST(Ports, FollowOonisRule) {
  EXPECT_EQ(ports_of("https://example.org/"), (std::vector<std::uint16_t>{443}));
  EXPECT_EQ(ports_of("http://example.org/"), (std::vector<std::uint16_t>{80, 443}));
  EXPECT_EQ(ports_of("http://example.org:8080/"), (std::vector<std::uint16_t>{8080}));
  EXPECT_EQ(ports_of("https://example.org:8443/"), (std::vector<std::uint16_t>{8443}));
}

TEST(Endpoints, AreEveryAddressWithEveryPort) {
  const Url url = Url::parse("http://example.org/").value();
  const auto endpoints = endpoints_to_try(url, {ip("8.8.8.8"), ip("2606:2800::1")});
  std::vector<std::string> texts;
  for (const Endpoint& endpoint : endpoints) texts.push_back(endpoint.to_string());
  EXPECT_EQ(texts, (std::vector<std::string>{"8.8.8.8:80", "8.8.8.8:443", "[2606:2800::1]:80",
                                             "[2606:2800::1]:443"}));
}

TEST(Endpoints, AreBounded) {
  std::vector<IpAddress> many;
  for (int i = 0; i < 200; ++i) many.push_back(ip("8.8.8." + std::to_string(i)));
  EXPECT_EQ(endpoints_to_try(Url::parse("http://example.org/").value(), many).size(), kMaxControlEndpoints);
  EXPECT_EQ(endpoints_to_try(Url::parse("https://example.org/").value(), many).size(), kMaxControlEndpoints);
}

TEST(Interleaving, GivesBothSidesAShare) {
  const auto a = ip("8.8.8.1");
  const auto b = ip("8.8.8.2");
  const auto x = ip("1.1.1.1");
  EXPECT_EQ(interleave({a, b}, {x, b}), (std::vector<IpAddress>{a, x, b}));
  EXPECT_EQ(interleave({}, {x, x, a}), (std::vector<IpAddress>{x, a}));
  EXPECT_TRUE(interleave({}, {}).empty());
}

}  // namespace
}  // namespace saksi
