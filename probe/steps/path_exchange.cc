#include "probe/steps/path_exchange.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "probe/steps/path_socket.h"
#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

/// How long one listens on after a router's word: a box that forges at the same hop answers no later, unless
/// it means to; then the next TTL shows it.
constexpr std::chrono::milliseconds kAfterRouterWord{100};

bool prepare_to_hear(int fd, const IpAddress& peer, const ExchangePlan& plan) {
  return plan.least_ttl == 0 || set_least_ttl(fd, peer, plan.least_ttl);
}

/// After the handshake: from here on the TTL counts.
bool prepare_to_send(int fd, const IpAddress& peer, const ExchangePlan& plan) {
  return plan.ttl == 0 || (set_ttl(fd, peer, plan.ttl) && hear_routers(fd, peer));
}

bool send_at_once(int fd, const std::string& bytes) {
  const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return sent == static_cast<ssize_t>(bytes.size());
}

/// What the next system call on the connection says; nothing when it says nothing new.
std::optional<PathReply> hear(int fd, std::string& answer) {
  std::array<char, kMaxPathAnswer> buffer;
  const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
  const int error = errno;
  if (count == 0) return PathReply::closed;
  if (count > 0) {
    answer.assign(buffer.data(), static_cast<std::size_t>(count));
    return PathReply::answer;
  }
  if (error == EAGAIN) static_cast<void>(read_router_word(fd));  // else poll returns for it for ever
  if (error == EHOSTUNREACH) return PathReply::expired;
  if (error == ECONNRESET || error == EPIPE) return PathReply::reset;
  return std::nullopt;
}

Task<void> listen(StepScope& scope, int fd, PathTrial& trial, std::chrono::microseconds wait,
                  std::chrono::microseconds round_trip) {
  const Offset sent = scope.now();
  Deadline deadline = Deadline::after(wait);
  while (co_await scope.network.loop.readable(fd, deadline) == Wait::ready) {
    const auto reply = hear(fd, trial.answer);
    if (deadline.passed()) break;  // the loop puts what is ready before what is late
    if (!reply || *reply == trial.reply) continue;
    trial.reply = *reply;
    trial.after = scope.now() - sent;
    if (*reply != PathReply::expired) co_return;
    const Deadline soon = Deadline::after(std::max<std::chrono::microseconds>(round_trip, kAfterRouterWord));
    deadline = deadline.or_sooner(soon);
  }
  if (trial.reply == PathReply::silence) trial.after = scope.now() - sent;
}

/// The kernel still holds the trigger, because the peer's window is shut: silence then says nothing of the
/// way.
bool was_held_back(int fd) {
  int unsent = 0;
  return ::ioctl(fd, SIOCOUTQNSD, &unsent) == 0 && unsent > 0;
}

}  // namespace

PathTrial begin_trial(const Trigger& trigger, const ExchangePlan& plan) {
  PathTrial trial;
  trial.ttl = std::max(plan.ttl, plan.least_ttl);
  trial.name = trigger.name;
  trial.endpoint = trigger.endpoint;
  return trial;
}

Task<PathTrial> exchange_over_tcp(StepScope& scope, Trigger trigger, ExchangePlan plan) {
  const IpAddress peer = trigger.endpoint.address;
  PathTrial trial = begin_trial(trigger, plan);
  trial.reply = PathReply::no_connect;
  Descriptor socket = open_socket(scope.network.loop, peer, SOCK_STREAM);
  const int fd = socket.get();
  if (!socket || !prepare_to_hear(fd, peer, plan)) co_return trial;
  const Offset begun = scope.now();
  const Deadline connected_by = Deadline::after(plan.connect_wait);
  const Ended connected = co_await connect_socket(scope.network.loop, fd, trigger.endpoint, connected_by);
  const Offset round_trip = scope.now() - begun;
  if (connected.ok() && prepare_to_send(fd, peer, plan) && send_at_once(fd, trigger.bytes)) {
    trial.reply = PathReply::silence;
    co_await listen(scope, fd, trial, plan.wait_for(round_trip), round_trip);
    if (trial.reply == PathReply::silence && was_held_back(fd)) trial.reply = PathReply::no_connect;
  }
  abort_connection(std::move(socket), peer);
  co_return trial;
}

}  // namespace saksi
