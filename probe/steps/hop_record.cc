#include "probe/steps/hop_record.h"

#include <utility>

namespace saksi {
namespace {

constexpr int kTellingSilences = 2;
constexpr int kSilencesInARow = 5;
constexpr int kFailedHandshakesInARow = 2;

bool is_end(PathReply reply) {
  return reply == PathReply::reset || reply == PathReply::closed || reply == PathReply::answer;
}

}  // namespace

HopRecord::HopRecord(const Geo& geo, Route route, const Endpoint& endpoint)
    : geo_(geo), route_(std::move(route)) {
  begin_with_route(endpoint);
}

void HopRecord::begin_with_route(const Endpoint& endpoint) {
  int ttl = 0;
  for (const SynReply& syn : route_.syns) {
    ++ttl;
    if (syn.reply != PathReply::expired && syn.reply != PathReply::answer) continue;
    PathTrial trial;
    trial.ttl = ttl;
    trial.endpoint = endpoint;
    trial.reply = syn.reply;
    trial.after = syn.after;
    trial.router = syn.router;
    name_router(trial);
    trials_.push_back(std::move(trial));
  }
}

void HopRecord::add(std::vector<PathTrial> trials) {
  for (PathTrial& trial : trials) {
    name_router(trial);
    weigh(trial);
    trials_.push_back(std::move(trial));
  }
}

void HopRecord::name_router(PathTrial& trial) const {
  if (trial.reply == PathReply::no_connect) return;
  if (!trial.router) trial.router = route_.router(trial.ttl);
  if (trial.router) trial.router_asn = geo_.lookup(*trial.router).asn;
}

void HopRecord::weigh(const PathTrial& trial) {
  const bool silent = trial.reply == PathReply::silence;
  silences_ = silent ? silences_ + 1 : 0;
  failures_ = trial.reply == PathReply::no_connect ? failures_ + 1 : 0;
  // A router that told of the SYN would have told of the trigger.
  if (trial.reply == PathReply::expired) telling_silences_ = 0;
  if (silent && route_.router(trial.ttl)) ++telling_silences_;
  const bool server_known = route_.server_hops != 0;
  const bool at_server = server_known && trial.ttl >= route_.server_hops;
  const bool nobody_tells = !server_known && silences_ == kSilencesInARow;
  complete_ = complete_ || is_end(trial.reply) || (at_server && silent) || nobody_tells ||
              telling_silences_ == kTellingSilences || failures_ == kFailedHandshakesInARow;
}

}  // namespace saksi
