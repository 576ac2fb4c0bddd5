#include "core/judge/cause_path.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

using enum PathReply;

const std::string kSite = "www.example.com";

PathTrial trial_of(const std::string& name, int ttl, PathReply reply) {
  PathTrial trial;
  trial.ttl = ttl;
  trial.name = name;
  trial.endpoint = *Endpoint::parse("192.0.2.7:443");
  trial.reply = reply;
  return trial;
}

/// A walk of which bare SYNs met `route`, and the trigger `replies`, TTL by TTL; silences of SYNs are not
/// kept.
FollowUp walk_with(const std::vector<PathReply>& route, const std::vector<PathReply>& replies) {
  FollowUp walk;
  walk.experiment = Experiment::hop_walk;
  for (std::size_t i = 0; i < route.size(); ++i) {
    if (route[i] != silence) walk.trials.push_back(trial_of("", static_cast<int>(i) + 1, route[i]));
  }
  for (std::size_t i = 0; i < replies.size(); ++i) {
    walk.trials.push_back(trial_of(kSite, static_cast<int>(i) + 1, replies[i]));
  }
  return walk;
}

/// The hop that the walk finds, 0 for none.
int located(const FollowUp& walk) {
  Measurement measurement;
  measurement.url = Url::parse("https://" + kSite + "/").value();
  const CauseScene scene(measurement);
  const Cause cause = hop_walk_cause(scene, walk, Verdict());
  return cause.location ? cause.location->hop : 0;
}

TEST(HopWalkCause, TheFirstResetIsThePlace) {
  EXPECT_EQ(located(walk_with({expired, expired, expired, answer}, {expired, expired, reset})), 3);
}

TEST(HopWalkCause, RoutersThatNeverTellAreNotThePlace) {
  const auto route = {expired, silence, silence, expired, expired, answer};
  EXPECT_EQ(located(walk_with(route, {expired, silence, silence, expired, reset})), 5);
  EXPECT_EQ(located(walk_with(route, {expired, silence, silence, expired, expired, answer})), 0);
}

TEST(HopWalkCause, ASilenceWhereARouterToldOfASynIsThePlace) {
  EXPECT_EQ(located(walk_with({expired, expired, expired, answer}, {expired, silence, silence})), 2);
  EXPECT_EQ(located(walk_with({expired, expired, expired, answer}, {silence, silence})), 1);
}

TEST(HopWalkCause, ASilenceWhereNoRouterEverTellsIsNoPlace) {
  EXPECT_EQ(located(walk_with({expired, silence, expired, expired, answer}, {expired, silence, silence})), 0);
  EXPECT_EQ(located(walk_with({}, {expired, silence, silence, silence, silence, silence})), 0);
}

TEST(HopWalkCause, AnAnswerAtAnUnknownDistanceMayBeTheServers) {
  EXPECT_EQ(located(walk_with({expired, expired}, {expired, expired, answer})), 0);
}

TEST(HopWalkCause, AnAnswerToAQuestionThatExpiredIsForged) {
  FollowUp walk = walk_with({}, {expired, answer});
  walk.trials.push_back(trial_of(kSite, 2, expired));
  EXPECT_EQ(located(walk), 2);
}

TEST(HopWalkCause, WhatSetsInAtTheServersDistanceHasNoPlaceOnTheWay) {
  EXPECT_EQ(located(walk_with({expired, expired, answer}, {expired, expired, reset})), 0);
}

}  // namespace
}  // namespace saksi
