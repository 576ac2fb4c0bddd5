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
  if (route_.server_hops == 0) return;
  PathTrial distance;
  distance.ttl = route_.server_hops;
  distance.endpoint = endpoint;
  distance.reply = PathReply::answer;
  distance.after = route_.round_trip;
  trials_.push_back(std::move(distance));
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
  const bool reaches_server = route_.server_hops != 0 && trial.ttl >= route_.server_hops;
  complete_ = complete_ || is_end(trial.reply) || (reaches_server && silent) ||
              silences_ == kSilencesInARow || telling_silences_ == kTellingSilences ||
              failures_ == kFailedHandshakesInARow;
}

}  // namespace saksi
