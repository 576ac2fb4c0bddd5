#include "probe/steps/hop_record.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

const Endpoint kServer = *Endpoint::parse("192.0.2.7:443");

IpAddress router(int ttl) {
  return *IpAddress::parse("198.51.100." + std::to_string(ttl));
}

/// Routers at the given TTLs tell; the server is `server_hops` away (0: not known).
Route route_with(std::vector<int> telling, int server_hops) {
  Route route;
  route.server_hops = server_hops;
  route.syns.resize(server_hops == 0 ? 20 : static_cast<std::size_t>(server_hops));
  for (const int ttl : telling) {
    SynReply& syn = route.syns[static_cast<std::size_t>(ttl) - 1];
    syn.reply = PathReply::expired;
    syn.router = router(ttl);
  }
  if (server_hops != 0) route.syns.back().reply = PathReply::answer;
  return route;
}

/// Adds one trial a TTL; the number of those after which the record was complete, 0 when it was not.
int completed_after(HopRecord& record, const std::vector<PathReply>& replies) {
  int ttl = 0;
  for (const PathReply reply : replies) {
    PathTrial trial;
    trial.ttl = ++ttl;
    trial.name = "example.org";
    trial.reply = reply;
    record.add({trial});
    if (record.complete()) return ttl;
  }
  return 0;
}

int completed_after(Route route, const std::vector<PathReply>& replies) {
  const Geo geo;
  HopRecord record(geo, std::move(route), kServer);
  return completed_after(record, replies);
}

using enum PathReply;

TEST(HopRecord, TheRouteComesFirstAndNamesNobody) {
  const Geo geo;
  HopRecord record(geo, route_with({1, 3}, 4), kServer);
  const std::vector<PathTrial> trials = record.take();
  ASSERT_EQ(trials.size(), 3U) << "the router at 2 never told";
  EXPECT_EQ(trials[0].router, router(1));
  EXPECT_EQ(trials[1].ttl, 3);
  EXPECT_EQ(trials[1].reply, expired);
  EXPECT_EQ(trials[2].ttl, 4);
  EXPECT_EQ(trials[2].reply, answer);
  for (const PathTrial& trial : trials) {
    EXPECT_EQ(trial.name, "");
    EXPECT_EQ(trial.endpoint, kServer);
  }
}

TEST(HopRecord, AnUnknownDistanceIsLeftOut) {
  const Geo geo;
  HopRecord record(geo, route_with({}, 0), kServer);
  EXPECT_TRUE(record.take().empty());
}

TEST(HopRecord, ResetCloseAndAnswerEndTheWalk) {
  for (const PathReply end : {reset, closed, answer}) {
    EXPECT_EQ(completed_after(route_with({1, 2}, 9), {expired, expired, end, expired}), 3);
  }
}

TEST(HopRecord, TwoSilencesWhereRoutersTellEndTheWalk) {
  EXPECT_EQ(completed_after(route_with({1, 2, 3, 4}, 9), {expired, silence, silence, silence}), 3);
}

TEST(HopRecord, RoutersThatNeverTellDoNotEndTheWalk) {
  EXPECT_EQ(completed_after(route_with({1, 4}, 9), {expired, silence, silence, expired, silence}), 0);
}

TEST(HopRecord, ALostTriggerBeforeAnExpiredOneIsForgotten) {
  EXPECT_EQ(completed_after(route_with({1, 2, 3, 4}, 9), {silence, expired, silence, expired}), 0);
}

TEST(HopRecord, SilenceOnceTheServerIsReachedEndsTheWalk) {
  EXPECT_EQ(completed_after(route_with({}, 3), {silence, silence, silence, silence}), 3);
}

TEST(HopRecord, ARouterBeyondTheDistanceIsAnotherWayAndTheWalkGoesOn) {
  EXPECT_EQ(completed_after(route_with({}, 2), {expired, expired, answer}), 3);
}

TEST(HopRecord, FiveSilencesInARowEndAWalkWithoutARoute) {
  EXPECT_EQ(completed_after(route_with({}, 0), {expired, silence, silence, silence, silence, silence}), 6);
}

TEST(HopRecord, RoutersThatNeverTellDoNotKeepTheWalkFromTheServer) {
  EXPECT_EQ(completed_after(route_with({}, 7), std::vector<PathReply>(9, silence)), 7);
}

TEST(HopRecord, TwoFailedHandshakesInARowEndTheWalk) {
  EXPECT_EQ(completed_after(route_with({}, 9), {no_connect, expired, no_connect, no_connect}), 4);
}

TEST(HopRecord, RoutersOfTheRouteStandWithTheTrialsOfTheirTtl) {
  const Geo geo;
  HopRecord record(geo, route_with({1, 2}, 0), kServer);
  completed_after(record, {expired, no_connect, reset});
  const std::vector<PathTrial> trials = record.take();  // behind two of the route
  ASSERT_EQ(trials.size(), 5U);
  EXPECT_EQ(trials[2].router, router(1));
  EXPECT_EQ(trials[3].router, std::nullopt) << "nothing was sent";
  EXPECT_EQ(trials[4].router, std::nullopt);
}

TEST(HopRecord, ARouterThatSpokeToTheTriggerIsNotReplaced) {
  const Geo geo;
  HopRecord record(geo, route_with({1}, 0), kServer);
  PathTrial trial;
  trial.ttl = 1;
  trial.reply = expired;
  trial.router = router(200);
  record.add({trial});
  EXPECT_EQ(record.take().at(1).router, router(200));
}

}  // namespace
}  // namespace saksi
