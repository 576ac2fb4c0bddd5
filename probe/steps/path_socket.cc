#include "probe/steps/path_socket.h"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

constexpr int kDefaultTtl = -1;                 // for the kernel: the system's own
constexpr std::uint8_t kIcmp6TimeExceeded = 3;  // RFC 4443 3.3

bool set_option(int fd, const IpAddress& peer, int v4_option, int v6_option, int value) {
  const int level = peer.is_v4() ? IPPROTO_IP : IPPROTO_IPV6;
  const int option = peer.is_v4() ? v4_option : v6_option;
  return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

bool is_icmp(const cmsghdr& header) {
  return (header.cmsg_level == IPPROTO_IP && header.cmsg_type == IP_RECVERR) ||
         (header.cmsg_level == IPPROTO_IPV6 && header.cmsg_type == IPV6_RECVERR);
}

/// Nothing when the error came from this machine.
std::optional<RouterWord> read_word(const sock_extended_err& error) {
  const bool v4 = error.ee_origin == SO_EE_ORIGIN_ICMP;
  if (!v4 && error.ee_origin != SO_EE_ORIGIN_ICMP6) return std::nullopt;
  const auto router = IpAddress::from_sockaddr(*SO_EE_OFFENDER(&error));
  if (!router) return std::nullopt;
  return RouterWord{*router, error.ee_type == (v4 ? ICMP_TIME_EXCEEDED : kIcmp6TimeExceeded)};
}

int pending_error(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

PathReply reply_to_syn(int error) {
  switch (error) {
    case 0:
      return PathReply::answer;
    case EINPROGRESS:
    case ETIMEDOUT:
      return PathReply::silence;
    case ECONNREFUSED:
    case ECONNRESET:
      return PathReply::reset;
    default:
      return PathReply::no_connect;
  }
}

/// What the socket says once it is ready. The router's word comes first: with no delay on the way it arrives
/// inside of connect(), and the kernel then keeps it but does not fail the socket.
SynReply hear_syn_reply(int fd) {
  SynReply heard;
  const int error = pending_error(fd);
  if (const auto word = read_router_word(fd)) {
    heard.reply = word->expired ? PathReply::expired : PathReply::closed;
    heard.router = word->router;
  } else {
    heard.reply = reply_to_syn(error);
  }
  return heard;
}

}  // namespace

bool set_ttl(int fd, const IpAddress& peer, int ttl) {
  return set_option(fd, peer, IP_TTL, IPV6_UNICAST_HOPS, ttl);
}

bool set_least_ttl(int fd, const IpAddress& peer, int ttl) {
  return set_option(fd, peer, IP_MINTTL, IPV6_MINHOPCOUNT, ttl);
}

bool hear_routers(int fd, const IpAddress& peer) {
  return set_option(fd, peer, IP_RECVERR, IPV6_RECVERR, 1);
}

std::optional<RouterWord> read_router_word(int fd) {
  alignas(cmsghdr) std::array<char, 512> control;
  while (true) {
    msghdr message{};
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (::recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return std::nullopt;
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
         header = CMSG_NXTHDR(&message, header)) {
      if (!is_icmp(*header)) continue;
      const auto* error = reinterpret_cast<const sock_extended_err*>(CMSG_DATA(header));
      if (const auto word = read_word(*error)) return word;
    }
  }
}

void abort_connection(Descriptor socket, const IpAddress& peer) {
  if (!socket) return;
  const linger at_once{1, 0};
  static_cast<void>(set_ttl(socket.get(), peer, kDefaultTtl));
  ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

Task<SynReply> send_syn(StepScope& scope, Endpoint endpoint, int ttl, Deadline deadline) {
  SynReply heard;
  heard.reply = PathReply::no_connect;
  const Offset begun = scope.now();
  Descriptor socket = open_socket(scope.network.loop, endpoint.address, SOCK_STREAM);
  const int fd = socket.get();
  if (!socket || !set_ttl(fd, endpoint.address, ttl) || !hear_routers(fd, endpoint.address)) co_return heard;
  sockaddr_storage storage;
  const socklen_t length = endpoint.to_sockaddr(storage);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&storage), length) != 0 && errno != EINPROGRESS) {
    heard.reply = reply_to_syn(errno);
    co_return heard;
  }
  const Wait wait = co_await scope.network.loop.writable(fd, deadline);
  heard.reply = PathReply::silence;
  if (wait == Wait::ready) heard = hear_syn_reply(fd);
  heard.after = scope.now() - begun;
  abort_connection(std::move(socket), endpoint.address);
  co_return heard;
}

}  // namespace saksi
