#include "analyzer/report/words.h"

#include <gtest/gtest.h>

#include <set>

#include "analyzer/report/rights_groups.h"

namespace saksi {
namespace {

SystemTime at(const char* text) {
  return *parse_time(text);
}

TEST(Words, EveryMarkHasItsOwnWordLetterAndMeaning) {
  std::set<std::string_view> words, letters;
  for (std::size_t i = 0; i < kMarkCount; ++i) {
    const Mark mark = static_cast<Mark>(i);
    words.insert(word_of(mark));
    letters.insert(letter_of(mark));
    EXPECT_FALSE(meaning_of(mark).empty());
  }
  EXPECT_EQ(words.size(), kMarkCount);
  EXPECT_EQ(letters.size(), kMarkCount) << "a black-and-white print tells marks apart by their letters";
}

TEST(Words, EveryMethodHasAPhrase) {
  for (int i = 0; i <= static_cast<int>(Method::throttled); ++i) {
    EXPECT_FALSE(phrase_of(Layer::http, static_cast<Method>(i)).empty()) << i;
  }
  EXPECT_NE(phrase_of(Layer::dns, Method::timed_out), phrase_of(Layer::tcp, Method::timed_out));
  EXPECT_NE(phrase_of(Layer::dns, Method::refused), phrase_of(Layer::tcp, Method::refused));
}

TEST(Words, PeriodsAreShortestWithoutLosingAnything) {
  EXPECT_EQ(period_of(at("2026-11-02 01:00:00"), at("2026-11-02 23:00:00")), "on 2 November 2026");
  EXPECT_EQ(period_of(at("2026-11-02 01:00:00"), at("2026-11-18 01:00:00")),
            "between 2 and 18 November 2026");
  EXPECT_EQ(period_of(at("2026-10-30 01:00:00"), at("2026-11-02 01:00:00")),
            "between 30 October 2026 and 2 November 2026");
  EXPECT_EQ(period_of(at("2025-11-02 01:00:00"), at("2026-11-02 01:00:00")),
            "between 2 November 2025 and 2 November 2026");
}

TEST(Words, ListsNeverHideJustOneItem) {
  EXPECT_EQ(list_of({}), "");
  EXPECT_EQ(list_of({"a"}), "a");
  EXPECT_EQ(list_of({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(list_of({"a", "b", "c"}, 2), "a, b and c");
  EXPECT_EQ(list_of({"a", "b", "c", "d"}, 2), "a, b and 2 more");
}

TEST(Words, NetworksAreNamedByNumberAndName) {
  EXPECT_EQ(name_of(Network{Asn{4788}, "TM Net", {}, true}), "AS4788 (TM Net)");
  EXPECT_EQ(name_of(Network{Asn{4788}, "", {}, true}), "AS4788");
  EXPECT_EQ(name_of(Network{}), "an unknown network");
}

TEST(Words, ACountryWithoutANameKeepsItsCode) {
  EXPECT_EQ(name_of_country(*CountryCode::parse("MY")), "Malaysia");
  EXPECT_EQ(name_of_country(*CountryCode::parse("pk")), "Pakistan");
  EXPECT_EQ(name_of_country(*CountryCode::parse("QQ")), "QQ");
  EXPECT_EQ(name_of_country(CountryCode()), "ZZ");
}

TEST(RightsGroups, ComeFromLeadingTagsAndFromTheCategory) {
  using Groups = std::vector<std::string>;
  EXPECT_EQ(rights_groups_of("HUMR", "[women][whrd] Text"), (Groups{"women", "whrd"}));
  EXPECT_EQ(rights_groups_of("LGBT", ""), (Groups{"lgbtiq"}));
  EXPECT_EQ(rights_groups_of("XED", "[women] Text"), (Groups{"women", "srhr"}));
  EXPECT_EQ(rights_groups_of("HUMR", "About [women] in prose"), Groups{});
  EXPECT_EQ(rights_groups_of("HUMR", "[women"), Groups{});
  EXPECT_EQ(rights_groups_of("", "[nosuch]"), Groups{});
}

}  // namespace
}  // namespace saksi
