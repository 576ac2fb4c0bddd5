// UDP/53 by a socket of our own: the query is sent once, everything that comes back is kept, and we listen on
// after the first answer. It is never sent again, because then a second answer would no longer say that
// somebody raced the resolver; a lost packet is what a retest is for.
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "probe/steps/dns_exchange.h"
#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

/// A UDP socket that only hears `server`, and hears its ICMP errors too. Empty with errno set on failure.
Descriptor connect_udp(Loop& loop, const Endpoint& server) {
  Descriptor socket = open_socket(loop, server.address, SOCK_DGRAM);
  if (!socket) return socket;
  sockaddr_storage storage;
  const socklen_t length = server.to_sockaddr(storage);
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&storage), length) == 0) return socket;
  return Descriptor();
}

/// Nothing when the message answers another question than ours.
std::optional<DnsReply> take_message(std::string message, const std::string& query,
                                     DnsObservation& observation, StepScope& scope) {
  const DnsMatch match = match_dns_reply(query, message);
  DnsReply reply = parse_dns_reply(std::move(message), observation.question);
  if (match == DnsMatch::wrong_id) reply.result = ended_with(Failure::dns_reply_with_wrong_query_id);
  if (match == DnsMatch::stray) reply.result = ended_with(Failure::dns_server_misbehaving);
  if (observation.replies.size() < kMaxDnsReplies) {
    add_reply(scope, observation, std::move(reply));
    if (match == DnsMatch::answer) return observation.replies.back();
    return std::nullopt;
  }
  // A flood of forged ids must not keep the true answer from being seen: it takes the last place.
  if (match != DnsMatch::answer) return std::nullopt;
  observation.replies.pop_back();
  add_reply(scope, observation, std::move(reply));
  return observation.replies.back();
}

/// What has arrived on the socket: one message, or how the lookup ended.
struct Arrival {
  Ended result;
  std::string message;
};

Arrival receive(int fd) {
  std::array<char, kMaxDnsMessage> buffer;  // the kept message must not drag 64 KiB of capacity along
  Arrival arrival;
  const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
  if (count < 0) {
    arrival.result = ended_with_errno(errno);
  } else {
    arrival.message.assign(buffer.data(), static_cast<std::size_t>(count));
  }
  return arrival;
}

Task<void> listen(StepScope& scope, int fd, std::string query, DnsObservation& observation,
                  Deadline deadline) {
  bool answered = false;
  while (true) {
    const Wait wait = co_await scope.network.loop.readable(fd, deadline);
    if (wait != Wait::ready) {
      if (!answered) observation.result = ended_by(wait);
      co_return;
    }
    Arrival arrival = receive(fd);
    if (arrival.result.failure == Failure::operation_would_block) continue;
    if (!arrival.result.ok()) {  // an ICMP error: port or host unreachable
      if (answered) continue;
      observation.result = arrival.result;
      co_return;
    }
    scope.network.loop.traffic().datagram(fd, arrival.message.size());
    const auto answer = take_message(std::move(arrival.message), query, observation, scope);
    if (!answer || answered) continue;
    answered = true;
    conclude(observation, *answer);
    deadline = Deadline::after(kLateWindow);
  }
}

}  // namespace

Task<void> lookup_udp(StepScope& scope, Endpoint server, DnsObservation& observation, Deadline deadline) {
  const Result<std::string> query = make_dns_query(observation.hostname, observation.question);
  if (!query) {
    observation.result = ended_with(Failure::dns_non_recoverable_failure);
    co_return;
  }
  const Descriptor socket = connect_udp(scope.network.loop, server);
  if (!socket || ::send(socket.get(), query->data(), query->size(), MSG_NOSIGNAL) < 0) {
    observation.result = ended_with_errno(errno);
    co_return;
  }
  scope.network.loop.traffic().datagram(socket.get(), query->size());
  co_await listen(scope, socket.get(), *query, observation, deadline);
  if (observation.result.failure == Failure::message_size) {
    const Deadline again = Deadline::after(kDnsTimeout);
    co_await lookup_tcp(scope, server, observation, again);
  }
}

}  // namespace saksi
