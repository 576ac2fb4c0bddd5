#include "probe/steps/ttl_shield.h"

#include <algorithm>
#include <utility>

#include "probe/steps/path_exchange.h"
#include "probe/steps/path_socket.h"
#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

using std::chrono::microseconds;

constexpr int kMaxTtl = 255;
constexpr std::chrono::milliseconds kForOneMoreSyn{1000};  // the kernel repeats a lost one after a second
constexpr int kRounds = 3;
constexpr int kSideBySide = 6;
constexpr int kInitialTtls[] = {64, 128, 255};  // of nearly every system
/// Where nothing is known of the distance: on the usual side of it, and beyond every possible one.
constexpr int kFirstGuesses[] = {48, 56, 65, 112, 120, 129};

/// The server's TTL is known to be at least `proven`, and less than `refuted`.
struct Bracket {
  int proven = 0;
  int refuted = kMaxTtl + 1;

  [[nodiscard]] bool closed() const { return refuted - proven <= 1; }
};

std::vector<int> first_guesses(int server_hops) {
  std::vector<int> guesses(std::begin(kFirstGuesses), std::end(kFirstGuesses));
  if (server_hops == 0) return guesses;
  guesses.clear();
  for (const int initial : kInitialTtls) {
    const int arriving = initial - server_hops + 1;  // if the way back is as long
    if (arriving < 1) continue;
    guesses.push_back(arriving);
    if (arriving < kMaxTtl) guesses.push_back(arriving + 1);
  }
  return guesses;
}

/// Evenly between the two ends, which are known.
std::vector<int> guesses_within(const Bracket& bracket) {
  const int inside = bracket.refuted - bracket.proven - 1;
  const int count = std::min(inside, kSideBySide);
  std::vector<int> guesses;
  for (int i = 1; i <= count; ++i) guesses.push_back(bracket.proven + i * (inside + 1) / (count + 1));
  return guesses;
}

/// How long the handshake took; nothing when there was none.
using Handshake = std::optional<microseconds>;

Task<Handshake> shake_hands(StepScope& scope, Endpoint endpoint, int least_ttl, Deadline deadline) {
  Handshake took;
  Descriptor socket = open_socket(scope.network.loop, endpoint.address, SOCK_STREAM);
  const int fd = socket.get();
  if (!socket || !set_least_ttl(fd, endpoint.address, least_ttl)) co_return took;
  const Offset begun = scope.now();
  const Ended ended = co_await connect_socket(scope.network.loop, fd, endpoint, deadline);
  if (ended.ok()) took = scope.now() - begun;
  abort_connection(std::move(socket), endpoint.address);
  co_return took;
}

Task<Bracket> try_guesses(StepScope& scope, Endpoint endpoint, std::vector<int> guesses, Bracket bracket,
                          microseconds wait) {
  std::vector<Task<Handshake>> tasks;
  const Deadline deadline = Deadline::after(wait);
  for (const int guess : guesses) tasks.push_back(shake_hands(scope, endpoint, guess, deadline));
  const std::vector<Handshake> handshakes = co_await all_of(std::move(tasks));
  for (std::size_t i = 0; i < guesses.size(); ++i) {
    if (handshakes[i]) bracket.proven = std::max(bracket.proven, guesses[i]);
  }
  // Below what is proven, a failure was a lost packet.
  for (std::size_t i = 0; i < guesses.size(); ++i) {
    if (!handshakes[i] && guesses[i] > bracket.proven)
      bracket.refuted = std::min(bracket.refuted, guesses[i]);
  }
  co_return bracket;
}

/// The same patience for everything, so that the time can be reckoned.
ExchangePlan plan_for(const ShieldBounds& bounds, microseconds round_trip) {
  ExchangePlan plan;
  plan.least_wait = bounds.least_wait;
  plan.most_wait = bounds.most_wait;
  plan.least_wait = std::chrono::ceil<std::chrono::milliseconds>(plan.wait_for(round_trip));
  plan.most_wait = plan.least_wait;
  plan.connect_wait = plan.least_wait + kForOneMoreSyn;
  return plan;
}

/// The least TTL that shuts out all that is nearer than the server; 0 when no handshake came about.
Task<int> find_arriving_ttl(StepScope& scope, Endpoint endpoint, int server_hops, ExchangePlan plan,
                            Deadline end) {
  const auto both_trials = 2 * (plan.connect_wait + plan.most_wait);
  Bracket bracket;
  std::vector<int> guesses = first_guesses(server_hops);
  for (int round = 0; round < kRounds && !bracket.closed(); ++round) {
    if (end.remaining() < plan.most_wait + both_trials) break;
    bracket = co_await try_guesses(scope, endpoint, guesses, bracket, plan.most_wait);
    guesses = guesses_within(bracket);
  }
  co_return bracket.proven;
}

}  // namespace

Task<std::vector<PathTrial>> shield_from_near(StepScope& scope, Trigger trigger, ShieldBounds bounds) {
  std::vector<PathTrial> trials;
  const Deadline end = Deadline::after(bounds.total);
  const bool over_tcp = trigger.kind == TriggerKind::tls || trigger.kind == TriggerKind::http;
  if (!over_tcp) co_return trials;
  const Deadline first_by = Deadline::after(bounds.most_wait);
  const Handshake plain = co_await shake_hands(scope, trigger.endpoint, 1, first_by);
  if (!plain) co_return trials;
  ExchangePlan plan = plan_for(bounds, *plain);
  const int arriving = co_await find_arriving_ttl(scope, trigger.endpoint, bounds.server_hops, plan, end);
  // What was proven by no handshake shields from nothing.
  if (arriving == 0 || scope.network.loop.interrupted()) co_return trials;
  // The trigger comes last: it may shut us out for a while.
  trials.push_back(co_await exchange_over_tcp(scope, trigger, plan));
  plan.least_ttl = arriving;
  trials.push_back(co_await exchange_over_tcp(scope, std::move(trigger), plan));
  if (scope.network.loop.interrupted()) trials.clear();
  co_return trials;
}

}  // namespace saksi
