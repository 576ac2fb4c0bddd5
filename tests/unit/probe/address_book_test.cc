// Residual blocking: a name that failed at an address may keep it dead for its neighbours.
#include "probe/address_book.h"

#include <gtest/gtest.h>

#include "tests/support/measurement_builder.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

const std::string kShared = "93.184.216.34";
const std::string kElsewhere = "104.16.132.229";
const AddressBook::Time kNow{5000s};

Measurement reset_in_tls(const std::string& address = kShared) {
  return MeasurementBuilder("https://a.example/").tls_fails(address, Failure::connection_reset).build();
}
Measurement silent_in_tcp(const std::string& address = kShared) {
  return MeasurementBuilder("https://b.example/").tcp_fails(address, Failure::generic_timeout_error).build();
}
Measurement reset_in_http() {
  return MeasurementBuilder("http://a.example/").http_fails(kShared, Failure::connection_reset).build();
}
Measurement fetched() {
  return MeasurementBuilder("https://a.example/").fetches(kShared, ordinary_page()).build();
}
Measurement invalid_certificate() {
  Measurement seen =
      MeasurementBuilder("https://a.example/").tls_fails(kShared, Failure::ssl_unknown_authority).build();
  seen.tls.front().peer_certificates = {"a certificate"};
  return seen;
}

TEST(SentATrigger, OnlyAFailureAfterTheNameWasSentIsOne) {
  EXPECT_TRUE(sent_a_trigger(reset_in_tls()));
  EXPECT_TRUE(sent_a_trigger(reset_in_http()));
  EXPECT_FALSE(sent_a_trigger(silent_in_tcp())) << "no name went over a connection that was never made";
  EXPECT_FALSE(sent_a_trigger(fetched()));
  EXPECT_FALSE(sent_a_trigger(invalid_certificate())) << "a server answered: nothing was cut off";
}

TEST(AddressesOf, AreThoseThatWereConnectedTo) {
  const Measurement seen = MeasurementBuilder("https://a.example/")
                               .tcp_fails(kShared, Failure::connection_refused)
                               .connects(kElsewhere)
                               .connects(kElsewhere)
                               .build();
  EXPECT_EQ(addresses_of(seen),
            (std::set<IpAddress>{*IpAddress::parse(kShared), *IpAddress::parse(kElsewhere)}));
}

TEST(AddressBook, ANeighbourIsDisturbedForTheQuietTime) {
  AddressBook book;
  book.note(reset_in_tls(), "a.example", kNow);
  const Measurement neighbour = silent_in_tcp();
  EXPECT_TRUE(book.disturbed(neighbour, "b.example", kNow + 1s, kNow + 2s));
  EXPECT_TRUE(book.disturbed(neighbour, "b.example", kNow + kQuietTime, kNow + kQuietTime + 1s));
  EXPECT_FALSE(book.disturbed(neighbour, "b.example", kNow + kQuietTime + 1us, kNow + kQuietTime + 1s));
}

TEST(AddressBook, ATriggerDuringTheLookDisturbsItToo) {
  AddressBook book;
  book.note(reset_in_tls(), "a.example", kNow);
  EXPECT_TRUE(book.disturbed(silent_in_tcp(), "b.example", kNow - 5s, kNow));
  EXPECT_FALSE(book.disturbed(silent_in_tcp(), "b.example", kNow - 5s, kNow - 1us)) << "it came after";
}

TEST(AddressBook, AHostDoesNotDisturbItself) {
  AddressBook book;
  book.note(reset_in_tls(), "a.example", kNow);
  EXPECT_FALSE(book.disturbed(reset_in_tls(), "a.example", kNow, kNow + 1s));
  EXPECT_EQ(book.quiet_at(reset_in_tls(), "a.example", kNow + 1s), kNow + 1s);
}

TEST(AddressBook, AnotherAddressIsNotDisturbed) {
  AddressBook book;
  book.note(reset_in_tls(), "a.example", kNow);
  EXPECT_FALSE(book.disturbed(silent_in_tcp(kElsewhere), "b.example", kNow, kNow + 1s));
  EXPECT_EQ(book.quiet_at(silent_in_tcp(kElsewhere), "b.example", kNow), kNow);
}

TEST(AddressBook, WhatTriggeredNothingIsNotNoted) {
  AddressBook book;
  book.note(silent_in_tcp(), "a.example", kNow);
  book.note(fetched(), "a.example", kNow);
  EXPECT_FALSE(book.disturbed(silent_in_tcp(), "b.example", kNow, kNow + 1s));
}

TEST(AddressBook, QuietComesAfterTheLastOfSeveralTriggers) {
  AddressBook book;
  book.note(reset_in_tls(), "a.example", kNow);
  book.note(reset_in_tls(), "c.example", kNow + 30s);
  book.note(reset_in_tls(), "a.example", kNow + 10s);
  EXPECT_EQ(book.quiet_at(silent_in_tcp(), "b.example", kNow), kNow + 30s + kQuietTime);
  EXPECT_EQ(book.quiet_at(silent_in_tcp(), "c.example", kNow), kNow + 10s + kQuietTime);
}

TEST(AddressBook, QuietIsNowOnceTheShadowIsPast) {
  AddressBook book;
  book.note(reset_in_tls(), "a.example", kNow);
  const auto later = kNow + 2 * kQuietTime;
  EXPECT_EQ(book.quiet_at(silent_in_tcp(), "b.example", later), later);
}

}  // namespace
}  // namespace saksi
