#include "probe/steps/hop_walk.h"

#include <utility>

#include "probe/steps/hop_record.h"
#include "probe/steps/path_exchange.h"
#include "probe/steps/path_socket.h"

namespace saksi {
namespace {

constexpr std::chrono::milliseconds kForOneMoreSyn{1000};  // the kernel repeats a lost one after a second

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
  const auto round_trip = route.round_trip;
  HopRecord record(scope.network.geo, std::move(route), trigger.endpoint);
  ExchangePlan plan = plan_for(bounds, round_trip);
  for (plan.ttl = 1; plan.ttl <= bounds.max_ttl && !record.complete(); ++plan.ttl) {
    const auto longest = plan.connect_wait + plan.most_wait;
    if (end.remaining() < longest) break;
    std::vector<PathTrial> trials = co_await exchange(scope, trigger, plan, round_trip);
    if (scope.network.loop.interrupted()) break;
    record.add(std::move(trials));
  }
  co_return record.take();
}

}  // namespace saksi
