#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "probe/steps/dns_message.h"
#include "probe/steps/path_exchange.h"
#include "probe/steps/path_socket.h"
#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

constexpr std::size_t kMaxTrials = 4;
/// How long one listens on after the first thing that came back, if the round trip is not longer.
constexpr std::chrono::milliseconds kAfterFirst{200};

/// Connected, so that it hears nobody but the endpoint, and the routers on the way.
Descriptor open_udp(Loop& loop, const Endpoint& endpoint, int ttl) {
  Descriptor socket = open_socket(loop, endpoint.address, SOCK_DGRAM);
  if (!socket) return socket;
  if (!hear_routers(socket.get(), endpoint.address)) return Descriptor();
  if (ttl != 0 && !set_ttl(socket.get(), endpoint.address, ttl)) return Descriptor();
  sockaddr_storage storage;
  const socklen_t length = endpoint.to_sockaddr(storage);
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&storage), length) != 0) return Descriptor();
  return socket;
}

/// Everything that one socket hears of one question.
class Ear {
 public:
  Ear(StepScope& scope, int fd, const Trigger& trigger, const ExchangePlan& plan)
      : scope_(scope), fd_(fd), query_(trigger.bytes), blank_(begin_trial(trigger, plan)) {}

  /// Takes one thing from the socket; returns whether it was worth a trial.
  bool hear() {
    if (const auto word = read_router_word(fd_)) return hear_router(*word);
    std::array<char, kMaxDnsMessage> buffer;
    const ssize_t count = ::recv(fd_, buffer.data(), buffer.size(), 0);  // or clears the router's error
    if (count < 0) return false;
    scope_.network.loop.traffic().datagram(fd_, static_cast<std::size_t>(count));
    const std::string message(buffer.data(), static_cast<std::size_t>(count));
    if (match_dns_reply(query_, message) != DnsMatch::answer) return false;
    PathTrial& trial = add(PathReply::answer);
    trial.answer = message.substr(0, kMaxPathAnswer);
    return true;
  }

  [[nodiscard]] bool full() const { return trials_.size() == kMaxTrials; }
  [[nodiscard]] std::vector<PathTrial> take() {
    if (trials_.empty()) add(PathReply::silence);
    return std::move(trials_);
  }

 private:
  bool hear_router(const RouterWord& word) {
    PathTrial& trial = add(word.expired ? PathReply::expired : PathReply::closed);
    trial.router = word.router;
    return true;
  }

  PathTrial& add(PathReply reply) {
    trials_.push_back(blank_);
    trials_.back().reply = reply;
    trials_.back().after = scope_.now() - sent_;
    return trials_.back();
  }

  StepScope& scope_;
  int fd_;
  const std::string& query_;
  PathTrial blank_;
  Offset sent_ = scope_.now();
  std::vector<PathTrial> trials_;
};

std::vector<PathTrial> not_sent(const Trigger& trigger, const ExchangePlan& plan) {
  std::vector<PathTrial> trials(1, begin_trial(trigger, plan));
  trials[0].reply = PathReply::no_connect;
  return trials;
}

}  // namespace

Task<std::vector<PathTrial>> exchange_over_udp(StepScope& scope, Trigger trigger, ExchangePlan plan,
                                               std::chrono::microseconds round_trip) {
  const Descriptor socket = open_udp(scope.network.loop, trigger.endpoint, plan.ttl);
  const int fd = socket.get();
  const std::string& question = trigger.bytes;
  if (!socket || ::send(fd, question.data(), question.size(), MSG_NOSIGNAL) < 0) {
    co_return not_sent(trigger, plan);
  }
  scope.network.loop.traffic().datagram(fd, question.size());
  Ear ear(scope, fd, trigger, plan);
  const auto after_first = std::max<std::chrono::microseconds>(2 * round_trip, kAfterFirst);
  Deadline deadline = Deadline::after(plan.wait_for(round_trip));
  while (!ear.full()) {
    const Wait wait = co_await scope.network.loop.readable(fd, deadline);
    if (wait != Wait::ready || deadline.passed()) break;
    if (ear.hear()) deadline = deadline.or_sooner(Deadline::after(after_first));
  }
  co_return ear.take();
}

}  // namespace saksi
