// UDP/53 by a socket of our own: the query is sent once, everything that comes back is kept, and we listen on
// after the first answer. It is never sent again, because then a second answer would no longer say that
// somebody raced the resolver; a lost packet is what a retest is for.
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "probe/steps/dns_exchange.h"
#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

/// Asks the kernel to tell each message's TTL. Where it cannot, the TTL stays unknown.
void want_ttl(int fd) {
  const int yes = 1;
  static_cast<void>(::setsockopt(fd, IPPROTO_IP, IP_RECVTTL, &yes, sizeof yes));
  static_cast<void>(::setsockopt(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &yes, sizeof yes));
}

/// A UDP socket that only hears `server`, and hears its ICMP errors too. Empty with errno set on failure.
Descriptor connect_udp(Loop& loop, const Endpoint& server) {
  Descriptor socket = open_socket(loop, server.address, SOCK_DGRAM);
  if (!socket) return socket;
  sockaddr_storage storage;
  const socklen_t length = server.to_sockaddr(storage);
  want_ttl(socket.get());
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&storage), length) == 0) return socket;
  return Descriptor();
}

/// What has arrived on the socket: one message, or how the lookup ended.
struct Arrival {
  Ended result;
  std::string message;
  std::uint8_t ip_ttl = 0;
};

/// Nothing when the message answers another question than ours.
std::optional<DnsReply> take_message(Arrival arrival, const std::string& query, DnsObservation& observation,
                                     StepScope& scope) {
  const DnsMatch match = match_dns_reply(query, arrival.message);
  DnsReply reply = parse_dns_reply(std::move(arrival.message), observation.question);
  reply.ip_ttl = arrival.ip_ttl;
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

std::uint8_t ttl_of(msghdr& message) {
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    const bool is_ttl = (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_TTL) ||
                        (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_HOPLIMIT);
    if (!is_ttl) continue;
    int ttl = 0;
    std::memcpy(&ttl, CMSG_DATA(header), sizeof ttl);
    return static_cast<std::uint8_t>(ttl);
  }
  return 0;
}

Arrival receive(int fd) {
  std::array<char, kMaxDnsMessage> buffer;  // the kept message must not drag 64 KiB of capacity along
  alignas(cmsghdr) std::array<char, 128> control{};
  iovec place = {buffer.data(), buffer.size()};
  msghdr header = {};
  header.msg_iov = &place;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  Arrival arrival;
  const ssize_t count = ::recvmsg(fd, &header, 0);
  if (count < 0) {
    arrival.result = ended_with_errno(errno);
    return arrival;
  }
  arrival.message.assign(buffer.data(), static_cast<std::size_t>(count));
  arrival.ip_ttl = ttl_of(header);
  return arrival;
}

/// Until the answer that decides; true when it came.
Task<bool> hear_first(StepScope& scope, Lookup& asked, Deadline deadline) {
  while (true) {
    const Wait wait = co_await scope.network.loop.readable(asked.socket.get(), deadline);
    Arrival arrival;
    if (wait == Wait::ready) arrival = receive(asked.socket.get());
    if (wait != Wait::ready) arrival.result = ended_by(wait);
    if (arrival.result.failure == Failure::operation_would_block) continue;
    if (!arrival.result.ok()) {  // no answer in time, or an ICMP error: port or host unreachable
      asked.observation.result = arrival.result;
      co_return false;
    }
    scope.network.loop.traffic().datagram(asked.socket.get(), arrival.message.size());
    const auto answer = take_message(std::move(arrival), asked.query, asked.observation, scope);
    if (!answer) continue;
    conclude(asked.observation, *answer);
    co_return true;
  }
}

}  // namespace

Task<void> ask_udp(StepScope& scope, Endpoint server, Lookup& asked, Deadline deadline) {
  DnsObservation& observation = asked.observation;
  Result<std::string> query = make_dns_query(observation.hostname, observation.question);
  if (!query) {
    observation.result = ended_with(Failure::dns_non_recoverable_failure);
    co_return;
  }
  asked.query = std::move(*query);
  asked.socket = connect_udp(scope.network.loop, server);
  const int fd = asked.socket.get();
  if (!asked.socket || ::send(fd, asked.query.data(), asked.query.size(), MSG_NOSIGNAL) < 0) {
    observation.result = ended_with_errno(errno);
    asked.socket.close();
    co_return;
  }
  scope.network.loop.traffic().datagram(fd, asked.query.size());
  const bool answered = co_await hear_first(scope, asked, deadline);
  asked.listening_until = Deadline::after(kLateWindow);
  if (!answered) asked.socket.close();
  if (observation.result.failure == Failure::message_size) {
    const Deadline again = Deadline::after(kDnsTimeout);
    co_await lookup_tcp(scope, server, observation, again);
  }
}

Task<void> hear_late(StepScope& scope, Lookup& asked) {
  while (asked.socket) {
    const Wait wait = co_await scope.network.loop.readable(asked.socket.get(), asked.listening_until);
    if (wait != Wait::ready) asked.socket.close();
    if (wait != Wait::ready) co_return;
    Arrival arrival = receive(asked.socket.get());
    if (!arrival.result.ok()) continue;
    scope.network.loop.traffic().datagram(asked.socket.get(), arrival.message.size());
    take_message(std::move(arrival), asked.query, asked.observation, scope);
  }
}

}  // namespace saksi
