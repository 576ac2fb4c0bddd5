#include "probe/steps/hop_walk.h"

#include <algorithm>
#include <utility>

#include "probe/steps/hop_route.h"
#include "probe/steps/path_exchange.h"
#include "probe/steps/path_socket.h"

namespace saksi {
namespace {

constexpr int kTellingSilences = 2;
constexpr int kSilencesInARow = 5;
constexpr int kFailedHandshakesInARow = 2;
constexpr std::chrono::milliseconds kForOneMoreSyn{1000};  // the kernel repeats a lost one after a second

bool is_end(PathReply reply) {
  return reply == PathReply::reset || reply == PathReply::closed || reply == PathReply::answer;
}

/// What has been walked so far, and whether that is enough.
class Walk {
 public:
  Walk(const Geo& geo, Route route, const Endpoint& endpoint) : geo_(geo), route_(std::move(route)) {
    if (route_.server_hops == 0) return;
    PathTrial distance;
    distance.ttl = route_.server_hops;
    distance.endpoint = endpoint;
    distance.reply = PathReply::answer;
    distance.after = route_.round_trip;
    trials_.push_back(std::move(distance));
  }

  [[nodiscard]] std::chrono::microseconds round_trip() const { return route_.round_trip; }
  [[nodiscard]] bool over() const { return over_; }

  /// All trials of one TTL.
  void add(std::vector<PathTrial> trials) {
    for (PathTrial& trial : trials) {
      name_router(trial);
      weigh(trial);
      trials_.push_back(std::move(trial));
    }
  }

  [[nodiscard]] std::vector<PathTrial> take() { return std::move(trials_); }

 private:
  void name_router(PathTrial& trial) const {
    if (!trial.router) trial.router = route_.router(trial.ttl);
    if (trial.router) trial.router_asn = geo_.lookup(*trial.router).asn;
  }

  void weigh(const PathTrial& trial) {
    const bool silent = trial.reply == PathReply::silence;
    const bool failed = trial.reply == PathReply::no_connect;
    silences_ = silent ? silences_ + 1 : 0;
    failures_ = failed ? failures_ + 1 : 0;
    if (trial.reply == PathReply::expired) telling_silences_ = 0;
    if (silent && route_.router(trial.ttl)) ++telling_silences_;
    const bool at_server = route_.server_hops != 0 && trial.ttl >= route_.server_hops;
    over_ = over_ || is_end(trial.reply) || (at_server && silent) || silences_ == kSilencesInARow ||
            telling_silences_ == kTellingSilences || failures_ == kFailedHandshakesInARow;
  }

  const Geo& geo_;
  Route route_;
  std::vector<PathTrial> trials_;
  int silences_ = 0;
  int telling_silences_ = 0;
  int failures_ = 0;
  bool over_ = false;
};

ExchangePlan plan_for(const HopWalkBounds& bounds, std::chrono::microseconds round_trip) {
  ExchangePlan plan;
  plan.least_wait = bounds.least_wait;
  plan.most_wait = bounds.most_wait;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(plan.wait_for(round_trip));
  plan.connect_wait = wait + kForOneMoreSyn;
  return plan;
}

/// The SYN is the trigger.
Task<PathTrial> exchange_syn(StepScope& scope, Trigger trigger, ExchangePlan plan) {
  const Deadline deadline = Deadline::after(plan.connect_wait);
  const SynReply heard = co_await send_syn(scope, trigger.endpoint, plan.ttl, deadline);
  PathTrial trial = begin_trial(trigger, plan);
  trial.reply = heard.reply;
  trial.after = heard.after;
  trial.router = heard.router;
  co_return trial;
}

Task<std::vector<PathTrial>> exchange(StepScope& scope, Trigger trigger, ExchangePlan plan,
                                      std::chrono::microseconds round_trip) {
  std::vector<PathTrial> trials;
  switch (trigger.kind) {
    case TriggerKind::tcp:
      trials.push_back(co_await exchange_syn(scope, std::move(trigger), plan));
      break;
    case TriggerKind::tls:
    case TriggerKind::http:
      trials.push_back(co_await exchange_over_tcp(scope, std::move(trigger), plan));
      break;
    case TriggerKind::dns:
      trials = co_await exchange_over_udp(scope, std::move(trigger), plan, round_trip);
      break;
  }
  co_return trials;
}

}  // namespace

Task<std::vector<PathTrial>> walk_hops(StepScope& scope, Trigger trigger, HopWalkBounds bounds) {
  const Deadline end = Deadline::after(bounds.total);
  Route route;
  // For a block by address the SYNs would be the trigger, and not one after the other.
  if (trigger.kind != TriggerKind::tcp) {
    route = co_await find_route(scope, trigger.endpoint, bounds.max_ttl);
  }
  Walk walk(scope.network.geo, std::move(route), trigger.endpoint);
  ExchangePlan plan = plan_for(bounds, walk.round_trip());
  for (plan.ttl = 1; plan.ttl <= bounds.max_ttl && !walk.over(); ++plan.ttl) {
    const auto longest = plan.connect_wait + plan.most_wait;
    if (end.remaining() < longest) break;
    std::vector<PathTrial> trials = co_await exchange(scope, trigger, plan, walk.round_trip());
    if (scope.network.loop.interrupted()) break;
    walk.add(std::move(trials));
  }
  co_return walk.take();
}

}  // namespace saksi
