#include "core/scrub_path.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace saksi {
namespace {

using Walk = std::tuple<std::string, Endpoint>;

Walk walk_of(const PathTrial& trial) {
  return {trial.name, trial.endpoint};
}

bool arrived(PathReply reply) {
  return reply == PathReply::reset || reply == PathReply::closed || reply == PathReply::answer;
}

struct End {
  int arrived = 0;  // the least TTL that met somebody; 0: none did
  int last_expired = 0;
  int silent = 0;  // the least TTL behind last_expired that met nobody

  [[nodiscard]] int ttl() const { return arrived != 0 ? arrived : silent; }
};

void keep_least(int& least, int ttl) {
  least = least == 0 ? ttl : std::min(least, ttl);
}

std::map<Walk, End> walks_in(const std::vector<PathTrial>& trials) {
  std::map<Walk, End> ends;
  for (const PathTrial& trial : trials) {
    End& end = ends[walk_of(trial)];
    if (arrived(trial.reply)) keep_least(end.arrived, trial.ttl);
    if (trial.reply == PathReply::expired) end.last_expired = std::max(end.last_expired, trial.ttl);
  }
  for (const PathTrial& trial : trials) {
    End& end = ends[walk_of(trial)];
    const bool behind = end.last_expired > 0 && trial.ttl > end.last_expired;
    if (trial.reply == PathReply::silence && behind) keep_least(end.silent, trial.ttl);
  }
  return ends;
}

/// At each endpoint the nearest end of all walks there: a router that one walk tells is no secret in another.
std::map<Endpoint, int> ends_of(const std::vector<PathTrial>& trials) {
  std::map<Endpoint, int> ends;
  for (const auto& [walk, end] : walks_in(trials)) {
    if (end.ttl() != 0) keep_least(ends[std::get<Endpoint>(walk)], end.ttl());
  }
  return ends;
}

bool may_be_told(const PathTrial& trial, int end, const TraceFinder& finder) {
  if (trial.ttl <= 1 || end <= 1 || trial.ttl < end - 1) return false;
  return !is_bogon(*trial.router) && !finder.is_own(*trial.router) &&
         finder.find(trial.router->to_string(), Sweep::traces).empty();
}

}  // namespace

void hide_near_routers(std::vector<PathTrial>& trials, const TraceFinder& finder) {
  std::map<Endpoint, int> ends = ends_of(trials);
  for (PathTrial& trial : trials) {
    if (trial.router && !may_be_told(trial, ends[trial.endpoint], finder)) trial.router.reset();
  }
}

}  // namespace saksi
