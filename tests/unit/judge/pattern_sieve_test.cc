#include "core/judge/pattern_sieve.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "core/judge/fingerprint.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

using Places = std::set<std::pair<std::size_t, std::size_t>>;

Places found_by_sieve(const std::vector<std::string>& patterns, const std::string& text, bool& complete) {
  Places found;
  complete = PatternSieve{patterns}.scan(
      text, [&](std::size_t pattern, std::size_t begin) { found.emplace(pattern, begin); });
  return found;
}

Places found_by_looking(const std::vector<std::string>& patterns, const std::string& text) {
  Places found;
  const std::string lower = ascii_lower(text);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const std::string wanted = ascii_lower(patterns[i]);
    for (auto at = lower.find(wanted); at != std::string::npos; at = lower.find(wanted, at + 1))
      found.emplace(i, at);
  }
  return found;
}

std::string random_text(std::mt19937& random, std::size_t size) {
  constexpr std::string_view kLetters = "abAB@`\x80<";
  std::string text;
  while (text.size() < size) text += kLetters[random() % kLetters.size()];
  return text;
}

TEST(PatternSieve, FindsWhatLookingAtEveryByteFindsUnlessItGivesUp) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::string> patterns;
    for (unsigned i = 0; i < 1 + random() % 5; ++i)
      patterns.push_back(random_text(random, 4 + random() % 12));
    std::string text = random_text(random, random() % 200);
    text.insert(random() % (text.size() + 1), patterns.front());
    bool complete = false;
    const Places found = found_by_sieve(patterns, text, complete);
    ASSERT_TRUE(complete);
    ASSERT_EQ(found, found_by_looking(patterns, text)) << "round " << round;
  }
}

TEST(PatternSieve, GivesUpAPageThatHoldsItsGramsAllOver) {
  std::vector<std::string> patterns;
  for (char last = 'a'; last <= 'z'; ++last) patterns.push_back(std::string(60, 'x') + last);
  bool complete = true;
  static_cast<void>(found_by_sieve(patterns, std::string(200000, 'x'), complete));
  EXPECT_FALSE(complete);
}

TEST(PatternSieve, HasNothingToSayOfPatternsShorterThanAGram) {
  bool complete = true;
  static_cast<void>(found_by_sieve({"abc", "long enough"}, "long enough", complete));
  EXPECT_FALSE(complete);
}

/// The page that the sieve gives up is judged as any other.
TEST(Fingerprints, APageMadeToDefeatTheSieveIsStillMatched) {
  std::string rows =
      "name,scope,other_names,location_found,pattern_type,pattern,confidence_no_fp,expected_countries,source,"
      "exp_url,notes\n";
  for (char last = 'a'; last <= 'z'; ++last)
    rows += std::string("x") + last + ",prod,,body,contains," + std::string(60, 'x') + last + ",,,,,\n";
  rows += "r,nat,,body,regexp,(?i)by order of.*MINISTRY,,,,,\n";
  const auto set = Fingerprints::parse(rows, "test.csv");
  ASSERT_TRUE(set);
  HttpResponse page;
  page.body = std::string(100000, 'x') + "q and BY ORDER OF the Ministry";
  ASSERT_NE(set->match_response(page), nullptr);
  EXPECT_EQ(set->match_response(page)->name, "r");
  page.body = std::string(100000, 'x') + "q";
  ASSERT_NE(set->match_response(page), nullptr);
  EXPECT_EQ(set->match_response(page)->name, "xq");
}

TEST(Fingerprints, RegexpsAreFoundThroughTheirAtomsInAnyCase) {
  const auto set = Fingerprints::parse(
      "name,scope,other_names,location_found,pattern_type,pattern,confidence_no_fp,expected_countries,source,"
      "exp_url,notes\n"
      "a,nat,,body,regexp,(?i)surf safely.*not accessible,,,,,\n"
      "b,nat,,body,regexp,x+y[0-9],,,,,\n"
      "c,nat,,body,contains,Court Order,,,,,\n",
      "test.csv");
  ASSERT_TRUE(set);
  const auto name = [&](const std::string& body) -> std::string {
    HttpResponse page;
    page.body = body;
    const Fingerprint* found = set->match_response(page);
    return found == nullptr ? "" : found->name;
  };
  EXPECT_EQ(name("... SURF Safely! It is NOT accessible"), "a");
  EXPECT_EQ(name("surf safely"), "");
  EXPECT_EQ(name("an xxy7 without any atom"), "b");
  EXPECT_EQ(name("a Court Order"), "c");
  EXPECT_EQ(name("a court order"), "") << "fixed strings are compared with their case";
}

}  // namespace
}  // namespace saksi
