#include "core/enum_names.h"

#include <gtest/gtest.h>

#include "core/measurement.h"
#include "core/ooni_keys.h"
#include "core/verdict.h"

namespace saksi {
namespace {

/// Every value from 0 up to `last` has a word of its own, and the word leads back to it.
template <class Enum, class Parse>
void expect_round_trip(Enum last, Parse parse) {
  for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i) {
    const auto value = static_cast<Enum>(i);
    EXPECT_FALSE(to_string(value).empty()) << i;
    EXPECT_EQ(parse(to_string(value)), value) << to_string(value);
  }
  EXPECT_EQ(parse("no such word"), std::nullopt);
  EXPECT_EQ(parse(""), std::nullopt);
}

TEST(EnumNames, EveryWordLeadsBackToItsEnumerator) {
  expect_round_trip(Failure::unknown_failure, failure_from_string);
  expect_round_trip(DnsEngine::doh, dns_engine_from_string);
  expect_round_trip(DnsQuestion::ANY, dns_question_from_string);
  expect_round_trip(AnswerType::CNAME, answer_type_from_string);
  expect_round_trip(LineState::offline, line_state_from_string);
  expect_round_trip(Layer::rate, layer_from_string);
  expect_round_trip(FindingState::unknown, finding_state_from_string);
  expect_round_trip(Method::throttled, method_from_string);
  expect_round_trip(VerdictWord::inconclusive, verdict_word_from_string);
  expect_round_trip(Certainty::not_tested, certainty_from_string);
  expect_round_trip(Scope::unknown, scope_from_string);
}

TEST(EnumNames, OoniBlockingIsSpelledAsInOoniData) {
  EXPECT_EQ(to_string(OoniBlocking::http_failure), "http-failure");
  EXPECT_EQ(to_string(OoniBlocking::http_diff), "http-diff");
  EXPECT_EQ(to_string(OoniBlocking::not_blocked), "false");
}

TEST(EnumNames, AValueOutsideTheEnumerationHasNoWord) {
  EXPECT_EQ(to_string(static_cast<Scope>(200)), "");
}

TEST(Verdict, FindingOfALayerThatNobodyJudgedIsUnknown) {
  Verdict verdict;
  verdict.findings = {{Layer::tls, FindingState::interfered, Method::alert}};
  EXPECT_EQ(verdict.finding(Layer::tls).method, Method::alert);
  for (const Layer layer : {Layer::dns, Layer::tcp, Layer::http, Layer::rate}) {
    EXPECT_EQ(verdict.finding(layer).layer, layer);
    EXPECT_EQ(verdict.finding(layer).state, FindingState::unknown);
  }
}

TEST(RandomId, IsThirtyTwoHexDigitsAndNeverTheSameTwice) {
  const std::string first = random_id();
  EXPECT_EQ(first.size(), 32u);
  EXPECT_EQ(first.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(first, random_id());
}

}  // namespace
}  // namespace saksi
