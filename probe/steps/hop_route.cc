#include "probe/steps/hop_route.h"

#include <algorithm>
#include <utility>

#include "probe/steps/path_socket.h"

namespace saksi {
namespace {

constexpr int kAtATime = 10;
constexpr std::chrono::milliseconds kSynWait{1400};

Task<std::vector<SynReply>> send_syns(StepScope& scope, Endpoint endpoint, int first, int last) {
  std::vector<Task<SynReply>> sent;
  const Deadline deadline = Deadline::after(kSynWait);
  for (int ttl = first; ttl <= last; ++ttl) sent.push_back(send_syn(scope, endpoint, ttl, deadline));
  std::vector<SynReply> replies = co_await all_of(std::move(sent));
  co_return replies;
}

void add(Route& route, const SynReply& reply) {
  if (route.server_hops != 0) return;
  route.syns.push_back(reply);
  if (reply.reply != PathReply::answer) return;
  route.server_hops = static_cast<int>(route.syns.size());
  route.round_trip = reply.after;
}

}  // namespace

Task<Route> find_route(StepScope& scope, Endpoint endpoint, int max_ttl) {
  Route route;
  for (int first = 1; first <= max_ttl && route.server_hops == 0; first += kAtATime) {
    const int last = std::min(max_ttl, first + kAtATime - 1);
    const std::vector<SynReply> replies = co_await send_syns(scope, endpoint, first, last);
    for (const SynReply& reply : replies) add(route, reply);
  }
  co_return route;
}

}  // namespace saksi
