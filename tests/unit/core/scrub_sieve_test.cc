#include "core/scrub_sieve.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "core/scrub_find.h"

namespace saksi {
namespace {

PersonalTraces a_person() {
  PersonalTraces traces;
  for (const char* text : {"203.0.113.7", "10.0.0.1", "1.2.3.4", "2001:db8:1:2::7", "fd00::1"})
    traces.addresses.push_back(*IpAddress::parse(text));
  traces.names = {"amir", "amirs-pc.corp.example", "02:42:ac:11:00:02", "bob"};
  return traces;
}

/// Characters of `bits` each that hold the bytes, begun `lead` bits into the first one.
std::vector<std::uint8_t> encode(const std::string& bytes, std::size_t bits, std::size_t lead,
                                 std::mt19937& random) {
  std::vector<bool> stream;
  for (std::size_t i = 0; i < lead; ++i) stream.push_back(random() % 2 != 0);
  for (const char c : bytes) {
    for (int bit = 7; bit >= 0; --bit) stream.push_back((static_cast<unsigned char>(c) >> bit & 1) != 0);
  }
  while (stream.size() % bits != 0) stream.push_back(random() % 2 != 0);
  std::vector<std::uint8_t> values;
  for (std::size_t at = 0; at < stream.size(); at += bits) {
    unsigned value = 0;
    for (std::size_t bit = 0; bit < bits; ++bit) value = value << 1 | (stream[at + bit] ? 1U : 0U);
    values.push_back(static_cast<std::uint8_t>(value));
  }
  return values;
}

/// The bytes with some that are compared as equal in their place.
std::string another_way(const std::string& text, std::mt19937& random) {
  const ByteFold fold = fold_case_and_separators();
  std::string out = text;
  for (char& c : out) {
    const char before = c;
    for (int tries = 0; tries < 64; ++tries) {
      const auto other = static_cast<unsigned char>(random() % 128);
      if (fold[other] == fold[static_cast<unsigned char>(before)]) c = static_cast<char>(other);
    }
  }
  return out;
}

std::string random_bytes(std::mt19937& random) {
  std::string bytes(random() % 6, '\0');
  for (char& c : bytes) c = static_cast<char>(random() % 256);
  return bytes;
}

TEST(EncodedSieve, LetsEverySpellingPassWhereverItStandsInARun) {
  std::mt19937 random(11);
  const TraceTables tables(a_person());
  const auto check = [&](const std::string& spelling) {
    const std::string bytes = random_bytes(random) + spelling + random_bytes(random);
    for (std::size_t lead = 0; lead < 6; lead += 2)
      ASSERT_TRUE(tables.sieve.base64().may_hold(encode(bytes, 6, lead, random))) << spelling << " " << lead;
    for (std::size_t lead = 0; lead < 5; ++lead)
      ASSERT_TRUE(tables.sieve.base32().may_hold(encode(bytes, 5, lead, random))) << spelling << " " << lead;
  };
  for (int round = 0; round < 20; ++round) {
    for (const Spelling& spelling : tables.texts) {
      if (!spelling.only_plain) check(another_way(spelling.text, random));
    }
    for (const Spelling& spelling : tables.binary) check(spelling.text);
  }
}

TEST(EncodedSieve, LetsAnIPv6AddressInASpellingOfItsOwnPass) {
  std::mt19937 random(12);
  const TraceTables tables(a_person());
  for (int round = 0; round < 200; ++round) {
    const std::string bytes = random_bytes(random) + "2001:0db8:1:02::7" + random_bytes(random);
    for (std::size_t lead = 0; lead < 6; lead += 2)
      ASSERT_TRUE(tables.sieve.base64().may_hold(encode(bytes, 6, lead, random)));
    for (std::size_t lead = 0; lead < 5; ++lead)
      ASSERT_TRUE(tables.sieve.base32().may_hold(encode(bytes, 5, lead, random)));
  }
}

/// Text may be escaped itself, so that no spelling stands in it as it is.
TEST(EncodedSieve, LetsTextPass) {
  std::mt19937 random(13);
  const TraceTables tables(a_person());
  for (const std::string text : {"%32%30%33.0.113.7 and more", "a=b&amp;c=d&amp;e=f", "plain words and more",
                                 "\xe2\x80\xa2 and a lot of text, plain and escaped"}) {
    for (std::size_t lead = 0; lead < 6; lead += 2)
      EXPECT_TRUE(tables.sieve.base64().may_hold(encode(text, 6, lead, random))) << text;
    for (std::size_t lead = 0; lead < 5; ++lead)
      EXPECT_TRUE(tables.sieve.base32().may_hold(encode(text, 5, lead, random))) << text;
  }
}

TEST(EncodedSieve, HoldsBackMostRunsOfNoise) {
  std::mt19937 random(14);
  const TraceTables tables(a_person());
  int passed = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::uint8_t> values(12);
    for (auto& value : values) value = static_cast<std::uint8_t>(random() % 64);
    passed += tables.sieve.base64().may_hold(values) ? 1 : 0;
  }
  EXPECT_LT(passed, 1000);
}

TEST(EncodedSieve, LetsEverythingPassWhenASpellingIsTooShortToTell) {
  RunSieve sieve(6);
  sieve.add({{'a'}, {'b'}, {'c'}});
  EXPECT_TRUE(sieve.may_hold({63, 63, 63, 63, 63, 63}));
}

TEST(Scrubber, GivesWhatScrubGives) {
  Measurement m;
  m.url = *Url::parse("http://amir.example/");
  HttpObservation http;
  http.response.emplace();
  http.response->body = "203.0.113.7 amir bob MjAzLjAuMTEzLjc= 198.51.100.9";
  m.http.push_back(http);
  const Scrubber scrubber(a_person());
  for (const char* url : {"http://amir.example/", "http://other.example/"}) {
    m.url = *Url::parse(url);
    EXPECT_EQ(scrubber.scrub(m)->http[0].response->body, scrub(m, a_person())->http[0].response->body);
  }
  EXPECT_EQ(scrubber.scrub(m)->http[0].response->body,
            "[scrubbed] [scrubbed] [scrubbed] [scrubbed]= [scrubbed]");
}

}  // namespace
}  // namespace saksi
