#include "probe/engine/ares_sockets.h"

#include <ares.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "probe/engine/traffic.h"

namespace saksi {
namespace {

bool is_datagram(int fd) {
  int type = 0;
  socklen_t length = sizeof type;
  return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_DGRAM;
}

void count(Traffic& traffic, int fd, ssize_t bytes) {
  if (bytes >= 0 && is_datagram(fd)) traffic.datagram(fd, static_cast<std::size_t>(bytes));
}

// c-ares sets no options on a socket that it did not make itself.
int open(int domain, int type, int protocol, void* arg) {
  const int fd = ::socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
  if (fd >= 0 && type == SOCK_STREAM) static_cast<Traffic*>(arg)->opened(fd);
  return fd;
}

int close(int fd, void* arg) {
  static_cast<Traffic*>(arg)->closing(fd);
  return ::close(fd);
}

int connect(int fd, const sockaddr* address, socklen_t length, void*) {
  return ::connect(fd, address, length);
}

ares_ssize_t receive(int fd, void* buffer, size_t size, int flags, sockaddr* from, socklen_t* length,
                     void* arg) {
  const ssize_t received = ::recvfrom(fd, buffer, size, flags, from, length);
  count(*static_cast<Traffic*>(arg), fd, received);
  return received;
}

ares_ssize_t send(int fd, const iovec* pieces, int pieces_count, void* arg) {
  const ssize_t sent = ::writev(fd, pieces, pieces_count);
  count(*static_cast<Traffic*>(arg), fd, sent);
  return sent;
}

}  // namespace

void count_sockets(ares_channeldata* channel, Traffic& traffic) {
  static constexpr ares_socket_functions kFunctions = {&open, &close, &connect, &receive, &send};
  ares_set_socket_functions(channel, &kFunctions, &traffic);
}

}  // namespace saksi
