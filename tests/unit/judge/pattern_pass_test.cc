#include "core/judge/pattern_pass.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <numeric>
#include <random>
#include <thread>

#include "core/judge/fingerprint.h"
#include "core/judge/page_regexp.h"

namespace saksi {
namespace {

std::optional<std::size_t> found_one_by_one(const std::vector<Pattern>& patterns, const std::string& text) {
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const std::string& wanted = patterns[i].text;
    const bool matches = patterns[i].type == PatternType::full     ? text == wanted
                         : patterns[i].type == PatternType::prefix ? text.starts_with(wanted)
                         : patterns[i].type == PatternType::contains
                             ? text.find(wanted) != std::string::npos
                             : RE2::PartialMatch(text, *make_page_regexp(wanted));
    if (matches) return i;
  }
  return std::nullopt;
}

std::string random_text(std::mt19937& random, std::size_t size) {
  constexpr std::string_view kLetters = "abAB@`\x80<";
  std::string text;
  while (text.size() < size) text += kLetters[random() % kLetters.size()];
  return text;
}

std::vector<Pattern> random_patterns(std::mt19937& random) {
  std::vector<Pattern> patterns;
  for (unsigned i = 0; i < 1 + random() % 6; ++i) {
    const auto type = static_cast<PatternType>(random() % 4);
    std::string text = random_text(random, 1 + random() % 7);
    if (type == PatternType::regexp)
      text += (random() % 2 == 0 ? ".*" : "(?i)") + random_text(random, 1 + random() % 5);
    patterns.push_back({type, text});
  }
  return patterns;
}

TEST(PatternPass, FindsWhatAskingEveryPatternAloneFindsInBothEngines) {
  std::mt19937 random(7);
  for (int round = 0; round < 1500; ++round) {
    const auto patterns = random_patterns(random);
    const PatternPass best{patterns};
    const PatternPass plain{patterns, PatternPass::Engine::plain};
    for (int page = 0; page < 4; ++page) {
      const std::string text = random_text(random, random() % 60);
      const auto expected = found_one_by_one(patterns, text);
      ASSERT_EQ(best.lowest_match(text), expected) << "round " << round;
      ASSERT_EQ(plain.lowest_match(text), expected) << "round " << round;
    }
  }
}

TEST(PatternPass, OfNothingMatchesNothing) {
  EXPECT_EQ(PatternPass{}.lowest_match("text"), std::nullopt);
  EXPECT_EQ(PatternPass{std::vector<Pattern>{}}.lowest_match(""), std::nullopt);
  const PatternPass one{{{PatternType::regexp, "x"}}};
  EXPECT_EQ(one.lowest_match(""), std::nullopt);
  EXPECT_EQ(one.lowest_match("x"), 0U) << "an expression too short to wait for any string is asked each time";
}

TEST(PatternPass, ThePlainEngineIsNotTheFastOne) {
  const PatternPass plain{{{PatternType::contains, "x"}}, PatternPass::Engine::plain};
  EXPECT_FALSE(plain.is_fast());
}

TEST(PatternPass, MayBeAskedByManyThreadsAtOnce) {
  std::vector<Pattern> patterns;
  for (int i = 0; i < 300; ++i)
    patterns.push_back({PatternType::contains, "needle number " + std::to_string(i) + "."});
  const PatternPass pass{patterns};
  std::vector<int> wrong(24);
  std::vector<std::thread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&pass, &count] {
      for (std::size_t i = 0; i < 300; ++i)
        count += pass.lowest_match("a needle number " + std::to_string(i) + ".") == i ? 0 : 1;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(std::accumulate(wrong.begin(), wrong.end(), 0), 0);
}

/// Every pattern begins here, and none ends.
TEST(Fingerprints, APageMadeOfBeginningsIsStillMatched) {
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
