#include "core/judge/cause_path.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/cause_words.h"

namespace saksi {
namespace {

/// The walk by TTL: what the trigger met, what a neutral name met, and who the routers are.
struct Walk {
  std::map<int, PathReply> trigger, neutral;
  std::map<int, const PathTrial*> routers;
  std::set<int> expired;  // TTLs at which a router told that the trigger went no further
  int server = 0;         // distance of the server in hops, 0 when not known
};

Walk walk_of(const CauseScene& scene, const FollowUp& follow_up) {
  Walk walk;
  for (const PathTrial& trial : follow_up.trials) {
    const bool site = scene.is_site(trial.name);
    const bool came_from_somebody = trial.reply != PathReply::expired && trial.reply != PathReply::silence;
    auto& replies = site ? walk.trigger : walk.neutral;
    const auto [known, is_new] = replies.emplace(trial.ttl, trial.reply);
    if (!is_new && came_from_somebody) known->second = trial.reply;
    if (site && trial.reply == PathReply::expired) walk.expired.insert(trial.ttl);
    if (trial.router || trial.router_asn.known()) walk.routers[trial.ttl] = &trial;
    if (!site && trial.reply == PathReply::answer && (walk.server == 0 || trial.ttl < walk.server))
      walk.server = trial.ttl;
  }
  return walk;
}

bool is_end(PathReply reply) {
  return reply == PathReply::reset || reply == PathReply::closed || reply == PathReply::answer;
}

/// Where nothing comes any more although, at that TTL, a router told of what names nobody; 0: nowhere. Many
/// routers never tell, so that a silence without such a word, or one before a later `expired`, says nothing.
int first_swallowed(const Walk& walk) {
  int first = 0;
  for (const auto& [ttl, reply] : walk.trigger) {
    if (reply != PathReply::silence) first = 0;
    if (reply == PathReply::silence && first == 0) first = ttl;
  }
  const auto neutral = walk.neutral.find(first);
  if (neutral == walk.neutral.end()) return 0;
  return neutral->second == PathReply::expired || is_end(neutral->second) ? first : 0;
}

/// The first TTL at which somebody ended the exchange, or swallowed the trigger.
int first_met(const Walk& walk) {
  for (const auto& [ttl, reply] : walk.trigger) {
    if (!is_end(reply)) continue;
    // Without its distance, an answer may be the server's own, unless a router told of the same question.
    const bool may_be_server = walk.server == 0 && reply == PathReply::answer && !walk.expired.contains(ttl);
    return may_be_server ? 0 : ttl;
  }
  return first_swallowed(walk);
}

/// The nearest router at or before the hop whose network is known, then the nearest behind it.
const PathTrial* router_near(const Walk& walk, int hop) {
  const auto after = walk.routers.upper_bound(hop);
  if (after != walk.routers.begin()) return std::prev(after)->second;
  return after == walk.routers.end() ? nullptr : after->second;
}

Place place_of(const Walk& walk, int hop, Asn provider) {
  if (hop == 1) return Place::home_router;
  const PathTrial* router = router_near(walk, hop);
  if (router == nullptr || !router->router_asn.known() || !provider.known()) return Place::unknown;
  if (router->router_asn == provider) return Place::isp;
  return router->ttl <= hop ? Place::beyond : Place::unknown;
}

Location locate(const Walk& walk, int hop, Asn provider) {
  Location location;
  location.hop = hop;
  location.place = place_of(walk, hop, provider);
  const PathTrial* router = router_near(walk, hop);
  if (router != nullptr && router->ttl <= hop) {
    location.router = router->router;
    location.asn = router->router_asn;
  }
  return location;
}

std::string describe(const Location& location, const Walk& walk) {
  const auto reply = walk.trigger.find(location.hop);
  const bool silent = reply != walk.trigger.end() && reply->second == PathReply::silence;
  std::string text = silent ? "All goes silent" : "The interference shows";
  text += " as soon as packets may travel " + std::to_string(location.hop) +
          (location.hop == 1 ? " hop" : " hops");
  if (walk.server > 0) text += " of the " + std::to_string(walk.server) + " to the server";
  return text + ": it sits at " + in_words(location) + ".";
}

/// What came back at that hop is what the verdict is about: an answer is, when it is the page that was
/// refused or put in place; an exchange that breaks off later begins with the server's own answer.
bool is_what_failed(const Walk& walk, int hop, const Verdict& verdict) {
  const bool refusal = verdict.method == Method::status_451 || verdict.method == Method::different_page;
  return walk.trigger.at(hop) != PathReply::answer || refusal;
}

}  // namespace

Cause hop_walk_cause(const CauseScene& scene, const FollowUp& follow_up, const Verdict& verdict) {
  const Walk walk = walk_of(scene, follow_up);
  const int hop = first_met(walk);
  Cause cause;
  if (hop == 0) return cause;
  if (walk.server > 0 && hop >= walk.server) {
    if (verdict.word != VerdictWord::blocked) return cause;
    cause.contradicted = verdict.layer == Layer::tls && walk.trigger.at(hop) == PathReply::answer;
    if (!is_what_failed(walk, hop, verdict)) return cause;
    // A proxy inside the provider's network that shakes hands in the server's name is no server.
    cause.by_server = place_of(walk, hop - 1, scene.measurement.vantage.asn) == Place::beyond;
    cause.reasons.push_back("What ends the exchange sets in only at the distance of the server itself (" +
                            std::to_string(hop) + " hops), so that it may be the server's own doing.");
    return cause;
  }
  cause.location = locate(walk, hop, scene.measurement.vantage.asn);
  cause.isolated = walk.server > 0;
  cause.reasons.push_back(describe(*cause.location, walk));
  return cause;
}

Cause ttl_shield_cause(const FollowUp& follow_up) {
  const auto is = [&](bool shielded, auto holds) {
    return std::any_of(follow_up.trials.begin(), follow_up.trials.end(), [&](const PathTrial& trial) {
      return (trial.ttl > 0) == shielded && holds(trial.reply);
    });
  };
  Cause cause;
  const bool broken = is(false, [](PathReply r) { return r == PathReply::reset || r == PathReply::closed; });
  const bool whole = is(true, [](PathReply reply) { return reply == PathReply::answer; });
  if (!broken || !whole) return cause;
  cause.isolated = true;
  cause.reasons.push_back(
      "Deaf to packets from nearer than the server, the same exchange got the server's own answer: what ends "
      "it "
      "otherwise is sent from a machine on the path in the server's name.");
  return cause;
}

}  // namespace saksi
