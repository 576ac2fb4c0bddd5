#include "probe/control/offer.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/loopback_server.h"

namespace saksi {
namespace {

IpAddress ip(const std::string& text) {
  return *IpAddress::parse(text);
}

Endpoint at(const std::string& text) {
  return *Endpoint::parse(text);
}

std::string list_of(const std::vector<Endpoint>& endpoints) {
  std::string text;
  for (const Endpoint& endpoint : endpoints) text += endpoint.to_string() + " ";
  return text;
}

std::string list_of(const std::vector<IpAddress>& addresses) {
  std::string text;
  for (const IpAddress& address : addresses) text += address.to_string() + " ";
  return text;
}

const PublicView kPlain{{}, {ip("127.0.0.1"), ip("10.0.0.5"), ip("195.201.7.7"), ip("2a01:4f8::7")}, false};

TEST(Offer, IsWhereTheServerListens) {
  EXPECT_EQ(list_of(seen_from_outside({at("195.201.7.9:80")}, kPlain)), "195.201.7.9:80 ");
}

TEST(Offer, OfAServerThatListensEverywhereIsThePublicAddressesOfTheMachine) {
  EXPECT_EQ(list_of(seen_from_outside({at("0.0.0.0:80")}, kPlain)), "195.201.7.7:80 ");
  EXPECT_EQ(list_of(seen_from_outside({at("[::]:80")}, kPlain)), "195.201.7.7:80 [2a01:4f8::7]:80 ");
  EXPECT_EQ(list_of(seen_from_outside({at("0.0.0.0:80"), at("[::]:80")}, kPlain)),
            "195.201.7.7:80 [2a01:4f8::7]:80 ");
}

TEST(Offer, BehindNatIsWhatTheOperatorSays) {
  const PublicView behind{{ip("198.18.0.1"), ip("195.201.7.7")}, {ip("10.0.0.5")}, false};
  EXPECT_EQ(list_of(seen_from_outside({at("10.0.0.5:80")}, behind)), "195.201.7.7:80 ");
  EXPECT_EQ(list_of(seen_from_outside({at("0.0.0.0:80")}, behind)), "195.201.7.7:80 ");
  EXPECT_EQ(list_of(seen_from_outside({at("[2a01:4f8::7]:80")}, behind)), "[2a01:4f8::7]:80 ")
      << "what the operator said of IPv4 says nothing of IPv6";
}

TEST(Offer, HasNoPrivateAddressesOutsideOfALaboratory) {
  EXPECT_EQ(list_of(seen_from_outside({at("127.0.0.1:80"), at("10.0.0.5:80")}, kPlain)), "");
  PublicView laboratory = kPlain;
  laboratory.allow_private = true;
  EXPECT_EQ(list_of(seen_from_outside({at("127.0.0.1:80")}, laboratory)), "127.0.0.1:80 ");
}

TEST(Offer, NoDnsIsPromisedWhereADnsServerListens) {
  const std::vector<Endpoint> places{at("195.201.7.7:80"), at("195.201.7.7:443"), at("195.201.7.8:80"),
                                     at("[2a01:4f8::7]:80")};
  EXPECT_EQ(list_of(without_dns(places, {})), "195.201.7.7 195.201.7.8 2a01:4f8::7 ");
  EXPECT_EQ(list_of(without_dns(places, {ip("127.0.0.53")})), "195.201.7.7 195.201.7.8 2a01:4f8::7 ");
  EXPECT_EQ(list_of(without_dns(places, {ip("195.201.7.8")})), "195.201.7.7 2a01:4f8::7 ");
  EXPECT_EQ(list_of(without_dns(places, {ip("0.0.0.0")})), "2a01:4f8::7 ");
  EXPECT_EQ(list_of(without_dns(places, {ip("::")})), "") << "[::] takes IPv4 as well";
}

TEST(Offer, TheKernelsTableIsRead) {
  std::istringstream table(
      "  sl  local_address rem_address   st tx_queue rx_queue\n"
      "  381: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 0 0 1 2 0\n"
      "  382: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 0 0 1 2 0\n"
      "  383: 0707C9C3:1F90 00000000:0000 07 00000000:00000000 00:00000000 0 0 1 2 0\n"
      "  384: B80D012000000000000000000100 0000:0035 x\n"
      "  385: 00000000000000000000000001000000:0035 00000000:0000 07\n"
      "  386: zzzz:0035 x\n"
      "  387: :0035 x\n");
  EXPECT_EQ(list_of(bound_at(table, 53)), "127.0.0.1 0.0.0.0 ::1 ");
}

TEST(Offer, ASocketOfThisMachineIsFoundInTheTable) {
  const Descriptor socket = loopback::bind_loopback(SOCK_DGRAM);
  std::ifstream table("/proc/self/net/udp");
  ASSERT_TRUE(table.is_open());
  EXPECT_EQ(list_of(bound_at(table, loopback::local_endpoint(socket.get()).port)), "127.0.0.1 ");
}

}  // namespace
}  // namespace saksi
