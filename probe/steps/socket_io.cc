#include "probe/steps/socket_io.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace saksi {
namespace {

bool would_block(int error_number) {
  return error_number == EAGAIN || error_number == EINPROGRESS || error_number == EINTR;
}

int pending_error(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return errno;
  return error;
}

}  // namespace

Ended ended_with(Failure failure) {
  return Ended{failure, {}};
}

Ended ended_with_errno(int error_number) {
  Ended ended = ended_with(failure_from_errno(error_number));
  if (ended.failure == Failure::unknown_failure) ended.failure_text = std::strerror(error_number);
  return ended;
}

Ended ended_by(Wait wait) {
  return ended_with(wait == Wait::interrupted ? Failure::interrupted : Failure::generic_timeout_error);
}

Descriptor open_socket(Loop& loop, const IpAddress& address, int type) {
  const int fd = ::socket(address.is_v4() ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  return type == SOCK_STREAM ? Descriptor(fd, loop.traffic()) : Descriptor(fd);
}

Task<Ended> connect_socket(Loop& loop, int fd, Endpoint endpoint, Deadline deadline) {
  sockaddr_storage storage;
  const socklen_t length = endpoint.to_sockaddr(storage);
  int error = 0;
  if (::connect(fd, reinterpret_cast<sockaddr*>(&storage), length) != 0) error = errno;
  if (error == EINPROGRESS) {
    const Wait wait = co_await loop.writable(fd, deadline);
    if (wait != Wait::ready) co_return ended_by(wait);
    error = pending_error(fd);
  }
  co_return error == 0 ? Ended() : ended_with_errno(error);
}

Task<Connected> connect_by(Loop& loop, Endpoint endpoint, Deadline deadline) {
  Connected connected;
  connected.socket = open_socket(loop, endpoint.address, SOCK_STREAM);
  if (!connected.socket) {
    connected.result = ended_with_errno(errno);
    co_return connected;
  }
  connected.result = co_await connect_socket(loop, connected.socket.get(), endpoint, deadline);
  if (!connected.result.ok()) connected.socket.close();
  co_return connected;
}

Task<Ended> send_all(Loop& loop, int fd, std::string bytes, Deadline deadline) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count >= 0) {
      sent += static_cast<std::size_t>(count);
      continue;
    }
    if (!would_block(errno)) co_return ended_with_errno(errno);
    const Wait wait = co_await loop.writable(fd, deadline);
    if (wait != Wait::ready) co_return ended_by(wait);
  }
  co_return Ended();
}

Task<Ended> receive_exactly(Loop& loop, int fd, std::size_t size, std::string& bytes, Deadline deadline) {
  std::array<char, 4096> buffer;
  while (size > 0) {
    const Wait wait = co_await loop.readable(fd, deadline);
    if (wait != Wait::ready) co_return ended_by(wait);
    const ssize_t count = ::recv(fd, buffer.data(), std::min(size, buffer.size()), 0);
    if (count == 0) co_return ended_with(Failure::eof_error);
    if (count < 0) {
      if (would_block(errno)) continue;
      co_return ended_with_errno(errno);
    }
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
    size -= static_cast<std::size_t>(count);
  }
  co_return Ended();
}

}  // namespace saksi
