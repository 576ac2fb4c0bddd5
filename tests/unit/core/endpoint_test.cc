#include "core/endpoint.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <fstream>
#include <iterator>

#include "core/csv.h"

namespace saksi {
namespace {

IpAddress ip(const char* text) {
  return IpAddress::parse(text).value();
}

TEST(IpAddress, WritesTheCanonicalTextOfWhatItRead) {
  for (const char* text :
       {"0.0.0.0", "93.184.216.34", "255.255.255.255", "::", "::1", "2606:2800:220:1::1946"}) {
    EXPECT_EQ(ip(text).to_string(), text);
    EXPECT_EQ(IpAddress::from_bytes(ip(text).bytes()), ip(text));
  }
  EXPECT_EQ(ip("2001:DB8:0:0::1").to_string(), "2001:db8::1");
}

TEST(IpAddress, RefusesEverythingThatInetPtonRefuses) {
  using namespace std::string_view_literals;
  for (const auto text : {""sv, "1.2.3"sv, "1.2.3.4.5"sv, "01.2.3.4"sv, "256.1.1.1"sv, "1.2.3.4 "sv, ":::"sv,
                          "fe80::1%eth0"sv, "[::1]"sv, "1.2.3.4\0"sv, "0x7f000001"sv}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
  EXPECT_FALSE(IpAddress::from_bytes("12345"));
}

TEST(IpAddress, V4SortsBeforeV6AndByValue) {
  EXPECT_LT(ip("9.0.0.0"), ip("10.0.0.0"));
  EXPECT_LT(ip("255.0.0.0"), ip("::"));
  EXPECT_LT(ip("::"), ip("::1"));
  EXPECT_NE(ip("0.0.0.0"), ip("::"));
}

TEST(IpAddress, MappedLoopbackIsLoopback) {
  EXPECT_TRUE(ip("127.9.9.9").is_loopback());
  EXPECT_TRUE(ip("::1").is_loopback());
  EXPECT_TRUE(ip("::ffff:127.0.0.1").is_loopback());
  EXPECT_FALSE(ip("::ffff:128.0.0.1").is_loopback());
  EXPECT_FALSE(ip("::2").is_loopback());
  EXPECT_TRUE(ip("::").is_unspecified());
  EXPECT_FALSE(ip("0.0.0.1").is_unspecified());
}

TEST(Endpoint, ReadsWhatItWritesAndWantsBracketsAroundV6) {
  for (const char* text : {"93.184.216.34:443", "[2606:2800::1]:80", "[::]:0", "1.1.1.1:65535"}) {
    EXPECT_EQ(Endpoint::parse(text).value().to_string(), text);
  }
  for (const char* text : {"", "1.1.1.1", "1.1.1.1:", "1.1.1.1:65536", "1.1.1.1:-1", "1.1.1.1: 1", "::1:443",
                           "[1.1.1.1]:1", "[::1]", "[::1]443", ":443", "[]:1"}) {
    EXPECT_FALSE(Endpoint::parse(text)) << text;
  }
}

TEST(Endpoint, SockaddrHoldsTheSameAddressAndPort) {
  for (const char* text : {"93.184.216.34:443", "[2606:2800::1]:80"}) {
    const Endpoint endpoint = Endpoint::parse(text).value();
    sockaddr_storage storage;
    const unsigned length = endpoint.to_sockaddr(storage);
    EXPECT_EQ(length, endpoint.address.is_v4() ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
    EXPECT_EQ(IpAddress::from_sockaddr(reinterpret_cast<const sockaddr&>(storage)), endpoint.address);
  }
  sockaddr local{};
  local.sa_family = AF_UNIX;
  EXPECT_FALSE(IpAddress::from_sockaddr(local));
}

TEST(Asn, ReadsBothSpellings) {
  EXPECT_EQ(Asn::parse("AS4788")->number, 4788u);
  EXPECT_EQ(Asn::parse("4294967295")->to_string(), "AS4294967295");
  EXPECT_FALSE(Asn{}.known());
  for (const char* text : {"", "AS", "ASN12", "-1", "4294967296", "12 "})
    EXPECT_FALSE(Asn::parse(text)) << text;
}

TEST(CountryCode, IsTwoLettersInUpperCase) {
  EXPECT_EQ(CountryCode::parse("my")->to_string(), "MY");
  EXPECT_FALSE(CountryCode{}.known());
  for (const char* text : {"", "M", "MYS", "M1", "[{", "\xC3\xA4"})
    EXPECT_FALSE(CountryCode::parse(text)) << text;
}

TEST(Bogon, SpecialUseRangesAreBogonsUpToTheirLastAddress) {
  for (const char* text :
       {"0.1.2.3",     "10.10.34.35",     "100.64.0.1",     "100.127.255.255", "127.0.53.53",
        "169.254.1.1", "172.16.0.1",      "172.31.255.255", "192.0.0.8",       "192.0.2.1",
        "192.168.1.1", "198.18.0.1",      "198.19.255.255", "198.51.100.7",    "203.0.113.9",
        "224.0.0.1",   "239.255.255.255", "240.0.0.1",      "255.255.255.255", "::",
        "::1",         "::ffff:8.8.8.8",  "::8.8.8.8",      "64:ff9b:1::1",    "100::1",
        "2001:2::1",   "2001:10::1",      "2001:db8::1",    "3fff:fff::1",     "fc00::1",
        "fdff::1",     "fe80::1",         "fec0::1",        "ff02::1"}) {
    EXPECT_TRUE(is_bogon(ip(text))) << text;
  }
}

TEST(Bogon, NeighboursOfTheRangesAreNone) {
  for (const char* text :
       {"1.0.0.0",         "9.255.255.255",   "11.0.0.0",       "100.63.255.255",  "100.128.0.0",
        "126.255.255.255", "128.0.0.0",       "172.15.255.255", "172.32.0.0",      "192.0.1.0",
        "192.0.3.0",       "192.88.99.1",     "192.167.0.1",    "198.17.255.255",  "198.20.0.0",
        "203.0.112.1",     "223.255.255.255", "8.8.8.8",        "2606:4700::1111", "2001:4860:4860::8888",
        "2a00::1",         "64:ff9b:2::1"}) {
    EXPECT_FALSE(is_bogon(ip(text))) << text;
  }
}

TEST(Bogon, ATransitionAddressIsAsBogusAsTheV4AddressInIt) {
  EXPECT_TRUE(is_bogon(ip("2002:a00:1::1")));            // 6to4 of 10.0.0.1
  EXPECT_FALSE(is_bogon(ip("2002:808:808::1")));         // 6to4 of 8.8.8.8
  EXPECT_TRUE(is_bogon(ip("64:ff9b::127.0.0.1")));       // NAT64 of loopback
  EXPECT_FALSE(is_bogon(ip("64:ff9b::93.184.216.34")));  // what DNS64 answers on every IPv6-only line
  EXPECT_TRUE(is_bogon(ip("2001:0:c0a8:101::1")));       // Teredo by 192.168.1.1
}

/// The first address of "10.0.0.0/8", and the last.
std::pair<IpAddress, IpAddress> ends_of(const std::string& prefix) {
  const std::size_t slash = prefix.find('/');
  const std::string first = ip(prefix.substr(0, slash).c_str()).bytes();
  std::string last = first;
  for (std::size_t bit = std::stoul(prefix.substr(slash + 1)); bit < last.size() * 8; ++bit) {
    last[bit / 8] = static_cast<char>(last[bit / 8] | (0x80 >> (bit % 8)));
  }
  return {IpAddress::from_bytes(first).value(), IpAddress::from_bytes(last).value()};
}

TEST(Bogon, EveryRangeThatTheDataFileDocumentsIsCompiledIn) {
  std::ifstream in{SAKSI_SOURCE_DIR "/data/bogons.csv", std::ios::binary};
  if (!in) GTEST_SKIP() << "SKIPPED: no data/bogons.csv to compare with";
  const auto rows = parse_csv(std::string{std::istreambuf_iterator<char>{in}, {}}, "bogons.csv").value();
  ASSERT_GT(rows.size(), 20u);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto [first, last] = ends_of(rows[i].fields.at(0));
    EXPECT_TRUE(is_bogon(first) && is_bogon(last)) << rows[i].fields[0];
  }
}

}  // namespace
}  // namespace saksi
