#include "core/one_look.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

using namespace std::chrono_literals;

Attempt look(Offset begun, int code) {
  Attempt attempt;
  attempt.begun = begun;
  attempt.line.state = LineState::online;
  HttpObservation http;
  if (code == 0) {
    http.result = {Failure::connection_reset, ""};
  } else {
    http.response = HttpResponse{code, {}, "page", 4, false};
  }
  attempt.http = {http};
  return attempt;
}

Measurement measured(const std::vector<Attempt>& looks) {
  Measurement m;
  m.url = *Url::parse("http://example.com/");
  m.started = parse_time("2026-11-21 16:51:05").value();
  static_cast<Attempt&>(m) = looks.at(0);
  m.retests.assign(looks.begin() + 1, looks.end());
  return m;
}

Offset chosen(const std::vector<Attempt>& looks) {
  const Measurement m = measured(looks);
  return representative(m).begun;
}

TEST(OneLook, IsTheFirstWhenAllSayTheSame) {
  EXPECT_EQ(chosen({look(0s, 0), look(20s, 0), look(40s, 0)}), 0s);
  EXPECT_EQ(chosen({look(0s, 200)}), 0s);
}

TEST(OneLook, IsTheFirstThatBroughtAPageWhenTheFailureHadPassed) {
  EXPECT_EQ(chosen({look(0s, 0), look(20s, 0), look(40s, 200)}), 40s);
  EXPECT_EQ(chosen({look(0s, 200), look(20s, 0)}), 0s);
  EXPECT_EQ(chosen({look(0s, 0), look(20s, 302)}), 0s);  // a redirect is no page yet
}

TEST(OneLook, IsNoneOnADeadLineNorADisturbedOneWhileAnotherIsLeft) {
  std::vector<Attempt> looks{look(0s, 0), look(20s, 0), look(40s, 0)};
  looks[0].line.state = LineState::offline;
  looks[1].disturbed = true;
  EXPECT_EQ(chosen(looks), 40s);
  looks[2].line.state = LineState::captive_portal;
  EXPECT_EQ(chosen(looks), 0s);
}

TEST(OneLook, BeginsWhenItBeganAndHasNoOther) {
  Measurement m = measured({look(0s, 0), look(20s, 200)});
  m.follow_ups.emplace_back();
  const Measurement one = as_one_look(m);
  EXPECT_EQ(one.started, m.started + 20s);
  EXPECT_EQ(one.begun, 0s);
  EXPECT_EQ(one.url, m.url);
  ASSERT_EQ(one.http.size(), 1U);
  EXPECT_TRUE(one.http[0].ok());
  EXPECT_TRUE(one.retests.empty());
  EXPECT_TRUE(one.follow_ups.empty());
}

}  // namespace
}  // namespace saksi
