// What is measured next, and when a doubtful URL is looked at again. The time is given: no test waits.
#include "probe/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/measurement_builder.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

const std::string kShared = "93.184.216.34";
const std::string kElsewhere = "104.16.132.229";
const Schedule::Time kStart{1000s};

PlannedUrl planned(const std::string& url) {
  return {url, "NEWS"};
}

Measurement reset_at(const std::string& url, const std::string& address) {
  return MeasurementBuilder(url).tls_fails(address, Failure::connection_reset).build();
}
Measurement silent_at(const std::string& url, const std::string& address) {
  return MeasurementBuilder(url).tcp_fails(address, Failure::generic_timeout_error).build();
}

/// Takes `url`, which must be the only one to be had, as if a first look had ended at `now`.
void look_once(Schedule& schedule, const Measurement& seen, Schedule::Time now) {
  auto taken = schedule.take(now, true);
  ASSERT_TRUE(taken);
  ASSERT_EQ(taken->url.text(), seen.url.text());
  taken->measurement = seen;
  taken->began = now;
  taken->last_ended = now;
  taken->attempts = 1;
  schedule.addresses.note(seen, seen.url.host(), now);
  schedule.again(std::move(*taken));
}

std::optional<std::string> next_url(Schedule& schedule, Schedule::Time now, bool fresh_too = true) {
  const auto taken = schedule.take(now, fresh_too);
  if (!taken) return std::nullopt;
  return taken->url.text();
}

/// One doubtful case, ended at kStart.
Schedule with_one_doubtful(const Measurement& seen, RetestRules rules = {}) {
  Schedule schedule({planned(seen.url.text())}, rules);
  look_once(schedule, seen, kStart);
  return schedule;
}

// ---- Fresh ones

TEST(Schedule, EveryUrlIsGivenOutOnce) {
  std::vector<PlannedUrl> urls;
  std::vector<std::string> expected, given;
  for (int i = 0; i < 50; ++i) {
    expected.push_back("https://site" + std::to_string(i) + ".example/");
    urls.push_back(planned(expected.back()));
  }
  Schedule schedule(urls, {});
  while (const auto url = next_url(schedule, kStart)) given.push_back(*url);
  EXPECT_NE(given, expected) << "50 URLs in the order of the list: not shuffled";
  std::sort(given.begin(), given.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(given, expected);
}

TEST(Schedule, ARowThatIsNoUrlIsLeftOut) {
  Schedule schedule({planned("no url at all"), planned("https://a.example/")}, {});
  EXPECT_EQ(schedule.unfinished(), 1U);
  EXPECT_EQ(next_url(schedule, kStart), "https://a.example/");
}

TEST(Schedule, TheCategoryGoesWithTheUrl) {
  Schedule schedule({planned("https://a.example/")}, {});
  EXPECT_EQ(schedule.take(kStart, true)->planned.category, "NEWS");
}

TEST(Schedule, OneHostIsMeasuredOnceAtATime) {
  Schedule schedule({planned("https://a.example/one"), planned("https://a.example/two")}, {});
  const auto first = schedule.take(kStart, true);
  ASSERT_TRUE(first);
  EXPECT_FALSE(schedule.take(kStart, true));
  schedule.finish(*first);
  const auto second = schedule.take(kStart, true);
  ASSERT_TRUE(second);
  EXPECT_NE(second->url.text(), first->url.text());
}

TEST(Schedule, AHostIsTheSameOverHttpAndHttps) {
  Schedule schedule({planned("https://a.example/"), planned("http://a.example/")}, {});
  ASSERT_TRUE(schedule.take(kStart, true));
  EXPECT_FALSE(schedule.take(kStart, true));
}

TEST(Schedule, ItIsEmptyOnlyWhenNothingIsInFlightEither) {
  Schedule schedule({planned("https://a.example/")}, {});
  EXPECT_FALSE(schedule.empty());
  const auto taken = schedule.take(kStart, true);
  ASSERT_TRUE(taken);
  EXPECT_TRUE(schedule.nothing_fresh());
  EXPECT_FALSE(schedule.empty());
  EXPECT_EQ(schedule.unfinished(), 1U);
  schedule.finish(*taken);
  EXPECT_TRUE(schedule.empty());
}

TEST(Schedule, NoFreshOneIsBegunWhenOnlyBegunOnesAreWanted) {
  Schedule schedule({planned("https://a.example/")}, {});
  EXPECT_FALSE(schedule.take(kStart, false));
  EXPECT_TRUE(schedule.take(kStart, true));
}

// ---- Due times

TEST(Schedule, ADoubtfulUrlIsLookedAtAgainAfterTheDistanceAndNotBefore) {
  Schedule schedule = with_one_doubtful(silent_at("https://a.example/", kShared));
  EXPECT_EQ(schedule.waiting(), 1U);
  EXPECT_FALSE(schedule.take(kStart, true));
  EXPECT_FALSE(schedule.take(kStart + 20s - 1ms, true));
  const auto again = schedule.take(kStart + 20s, true);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->fresh());
  EXPECT_EQ(again->attempts, 1);
  EXPECT_EQ(schedule.waiting(), 0U);
}

TEST(Schedule, TheDistanceCountsFromTheEndOfTheLastLook) {
  Schedule schedule = with_one_doubtful(silent_at("https://a.example/", kShared));
  auto second = schedule.take(kStart + 20s, true);
  ASSERT_TRUE(second);
  second->last_ended = kStart + 30s;
  second->attempts = 2;
  schedule.again(std::move(*second));
  EXPECT_FALSE(schedule.take(kStart + 49s, true));
  EXPECT_TRUE(schedule.take(kStart + 50s, true));
}

TEST(Schedule, ADoubtfulOneWhoseTimeHasComeGoesBeforeFreshOnes) {
  Schedule schedule({planned("https://a.example/")}, {});
  look_once(schedule, silent_at("https://a.example/", kShared), kStart);
  Schedule other({planned("https://b.example/")}, {});
  auto fresh = other.take(kStart, true);
  schedule.put_back(std::move(*fresh));
  EXPECT_EQ(next_url(schedule, kStart + 20s), "https://a.example/");
  EXPECT_EQ(next_url(schedule, kStart + 20s), "https://b.example/");
}

TEST(Schedule, ADoubtfulOneWaitsWhileItsHostIsInFlight) {
  Schedule schedule({planned("https://a.example/")}, {});
  look_once(schedule, silent_at("https://a.example/", kShared), kStart);
  Schedule other({planned("https://a.example/other")}, {});
  schedule.put_back(*other.take(kStart, true));
  const auto in_flight = schedule.take(kStart, true);
  ASSERT_EQ(in_flight->url.text(), "https://a.example/other");
  EXPECT_FALSE(schedule.take(kStart + 20s, true));
  schedule.finish(*in_flight);
  EXPECT_EQ(next_url(schedule, kStart + 20s), "https://a.example/");
}

TEST(Schedule, ItsOwnFailureDoesNotKeepAUrlWaiting) {
  Schedule schedule = with_one_doubtful(reset_at("https://a.example/", kShared));
  EXPECT_TRUE(schedule.take(kStart + 20s, true));
}

TEST(Schedule, AnAddressDisturbedByAnotherNameMustBeQuietFirst) {
  Schedule schedule = with_one_doubtful(silent_at("https://a.example/", kShared));
  schedule.addresses.note(reset_at("https://b.example/", kShared), "b.example", kStart + 10s);
  EXPECT_FALSE(schedule.take(kStart + 10s + kQuietTime - 1s, true));
  EXPECT_TRUE(schedule.take(kStart + 10s + kQuietTime, true));
}

TEST(Schedule, ADisturbanceAtAnotherAddressIsNobodysConcern) {
  Schedule schedule = with_one_doubtful(silent_at("https://a.example/", kShared));
  schedule.addresses.note(reset_at("https://b.example/", kElsewhere), "b.example", kStart + 10s);
  EXPECT_TRUE(schedule.take(kStart + 20s, true));
}

TEST(Schedule, PatienceEndsTheWaitForAnAddressThatIsNeverQuiet) {
  Schedule schedule = with_one_doubtful(silent_at("https://a.example/", kShared));
  for (auto at = kStart; at < kStart + 170s; at += 10s) {
    schedule.addresses.note(reset_at("https://b.example/", kShared), "b.example", at);
    EXPECT_FALSE(schedule.take(at, true));
  }
  EXPECT_TRUE(schedule.take(kStart + 170s, true));
}

TEST(Schedule, PatienceDoesNotShortenTheDistance) {
  RetestRules rules;
  rules.patience = 5s;
  Schedule schedule = with_one_doubtful(silent_at("https://a.example/", kShared), rules);
  EXPECT_FALSE(schedule.take(kStart + 19s, true));
  EXPECT_TRUE(schedule.take(kStart + 20s, true));
}

TEST(Schedule, ACaseThatNeedsQuietWaitsForItsOwnShadowToPass) {
  Schedule schedule = with_one_doubtful(reset_at("https://a.example/", kShared));
  auto taken = schedule.take(kStart + 20s, true);
  ASSERT_TRUE(taken);
  taken->needs_quiet = true;
  taken->last_ended = kStart + 25s;
  schedule.again(std::move(*taken));
  EXPECT_FALSE(schedule.take(kStart + 25s + kQuietTime - 1s, true));
  EXPECT_TRUE(schedule.take(kStart + 25s + kQuietTime, true));
}

// ---- Neighbours at one address

/// a.example's name was answered with a reset; b.example, at the same address, was silent in its shadow.
Schedule with_trigger_and_neighbour(const std::string& neighbours_address) {
  Schedule schedule({planned("https://a.example/")}, {});
  look_once(schedule, reset_at("https://a.example/", kShared), kStart);
  Schedule other({planned("https://b.example/")}, {});
  schedule.put_back(*other.take(kStart, true));
  look_once(schedule, silent_at("https://b.example/", neighbours_address), kStart);
  return schedule;
}

TEST(Schedule, ATriggerYieldsToANeighbourThatWaitsForSilence) {
  Schedule schedule = with_trigger_and_neighbour(kShared);
  EXPECT_FALSE(schedule.take(kStart + 20s, true)) << "the trigger would disturb the neighbour again";
  EXPECT_EQ(next_url(schedule, kStart + kQuietTime), "https://b.example/");
  EXPECT_EQ(next_url(schedule, kStart + kQuietTime), "https://a.example/");
}

TEST(Schedule, ATriggerAtAnotherAddressYieldsToNobody) {
  Schedule schedule = with_trigger_and_neighbour(kElsewhere);
  std::vector<std::string> given{*next_url(schedule, kStart + 20s), *next_url(schedule, kStart + 20s)};
  std::sort(given.begin(), given.end());
  EXPECT_EQ(given, (std::vector<std::string>{"https://a.example/", "https://b.example/"}));
}

TEST(Schedule, ATriggerYieldsOnlyOnce) {
  Schedule schedule = with_trigger_and_neighbour(kShared);
  auto neighbour = schedule.take(kStart + kQuietTime, true);
  ASSERT_EQ(neighbour->url.text(), "https://b.example/");
  neighbour->attempts = 2;
  neighbour->last_ended = kStart + kQuietTime;
  schedule.again(std::move(*neighbour));
  EXPECT_EQ(next_url(schedule, kStart + kQuietTime + 1s), "https://a.example/");
}

TEST(Schedule, ATriggerThatWasLookedAtTwiceYieldsNoMore) {
  Schedule schedule = with_one_doubtful(reset_at("https://a.example/", kShared));
  auto trigger = schedule.take(kStart + 20s, true);
  ASSERT_TRUE(trigger);
  trigger->attempts = 2;
  trigger->last_ended = kStart + 20s;
  schedule.again(std::move(*trigger));
  Schedule other({planned("https://b.example/")}, {});
  schedule.put_back(*other.take(kStart, true));
  look_once(schedule, silent_at("https://b.example/", kShared), kStart + 20s);
  EXPECT_EQ(next_url(schedule, kStart + 40s), "https://a.example/");
}

TEST(Schedule, TwoTriggersAtOneAddressDoNotYieldToEachOtherForEver) {
  Schedule schedule({planned("https://a.example/")}, {});
  look_once(schedule, reset_at("https://a.example/", kShared), kStart);
  Schedule other({planned("https://b.example/")}, {});
  schedule.put_back(*other.take(kStart, true));
  look_once(schedule, reset_at("https://b.example/", kShared), kStart);
  EXPECT_FALSE(schedule.take(kStart + 20s, true));
  EXPECT_TRUE(schedule.take(kStart + kQuietTime, true));
  EXPECT_TRUE(schedule.take(kStart + kQuietTime, true));
}

// ---- Ends

TEST(Schedule, PutBackCountsAsNotBegun) {
  Schedule schedule = with_one_doubtful(reset_at("https://a.example/", kShared));
  schedule.put_back(*schedule.take(kStart + 20s, true));
  EXPECT_FALSE(schedule.take(kStart + 20s, false)) << "it would count as begun";
  const auto again = schedule.take(kStart + 20s, true);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->fresh());
  EXPECT_EQ(again->attempts, 0);
}

TEST(Schedule, GivingUpHandsOutEveryWaitingCaseWithWhatItSaw) {
  Schedule schedule = with_trigger_and_neighbour(kShared);
  const std::vector<Case> left = schedule.give_up_waiting();
  ASSERT_EQ(left.size(), 2U);
  for (const Case& waiting : left) EXPECT_TRUE(waiting.measurement) << waiting.url.text();
  EXPECT_TRUE(schedule.empty());
  EXPECT_TRUE(schedule.give_up_waiting().empty());
}

TEST(Case, TheNewestLookIsTheLastRetest) {
  Case seen;
  seen.measurement = reset_at("https://a.example/", kShared);
  EXPECT_EQ(seen.last().tls.size(), 1U);
  seen.measurement->retests.push_back(silent_at("https://a.example/", kShared));
  EXPECT_TRUE(seen.last().tls.empty());
}

}  // namespace
}  // namespace saksi
