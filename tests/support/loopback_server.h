// Tiny servers for tests, on 127.0.0.1 at a port of the system's choice, each with a thread of its own. A TCP
// server plays one conversation per connection, one after the other; a UDP server answers each message with
// any number of messages, each after a delay.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/endpoint.h"
#include "probe/engine/descriptor.h"

namespace saksi::loopback {

inline Endpoint local_endpoint(int fd) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &length);
  const auto port = ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
  return Endpoint{*IpAddress::parse("127.0.0.1"), port};
}

/// Bound to 127.0.0.1; port 0 lets the system choose.
inline Descriptor bind_loopback(int type, std::uint16_t port = 0) {
  Descriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  const Endpoint endpoint{*IpAddress::parse("127.0.0.1"), port};
  sockaddr_storage storage{};
  const socklen_t length = endpoint.to_sockaddr(storage);
  const int one = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&storage), length) != 0) {
    throw std::runtime_error(std::string("loopback bind: ") + std::strerror(errno));
  }
  return socket;
}

/// A port on which nothing listens (it was free a moment ago).
inline Endpoint closed_endpoint() {
  return local_endpoint(bind_loopback(SOCK_STREAM).get());
}

// ---- what a conversation may do

inline std::string receive_some(int fd) {
  char buffer[16384];
  const ssize_t count = ::recv(fd, buffer, sizeof buffer, 0);
  return count > 0 ? std::string(buffer, static_cast<std::size_t>(count)) : std::string();
}

/// False when the peer is gone.
inline bool send_text(int fd, const std::string& text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t count = ::send(fd, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

inline void stay_silent_until_peer_leaves(int fd) {
  while (!receive_some(fd).empty()) continue;
}

/// Closes with a RST.
inline void reset(Descriptor socket) {
  const linger now{1, 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

// ---- servers

class Thread {
 public:
  Thread() : stop_(::eventfd(0, EFD_CLOEXEC)) {}
  void start(std::function<void()> body) { thread_ = std::thread(std::move(body)); }
  void stop() {
    const std::uint64_t one = 1;
    if (::write(stop_.get(), &one, sizeof one) < 0) std::abort();
    if (thread_.joinable()) thread_.join();
  }
  /// False when the thread has to end.
  [[nodiscard]] bool wait_readable(int fd) const {
    pollfd entries[2] = {{stop_.get(), POLLIN, 0}, {fd, POLLIN, 0}};
    return ::poll(entries, 2, -1) > 0 && entries[0].revents == 0;
  }

 private:
  Descriptor stop_;
  std::thread thread_;
};

class TcpServer {
 public:
  using Conversation = std::function<void(Descriptor)>;

  explicit TcpServer(Conversation conversation, std::uint16_t port = 0)
      : conversation_(std::move(conversation)), listener_(bind_loopback(SOCK_STREAM, port)) {
    ::listen(listener_.get(), 64);
    thread_.start([this] { serve(); });
  }
  ~TcpServer() {
    const int talking = talking_;
    if (talking >= 0) ::shutdown(talking, SHUT_RDWR);
    thread_.stop();
  }
  TcpServer(const TcpServer&) = delete;
  TcpServer& operator=(const TcpServer&) = delete;

  [[nodiscard]] Endpoint endpoint() const { return local_endpoint(listener_.get()); }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void serve() {
    while (thread_.wait_readable(listener_.get())) {
      Descriptor socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket) continue;
      ++connections_;
      talking_ = ::dup(socket.get());
      const Descriptor own(talking_);
      conversation_(std::move(socket));
      talking_ = -1;
    }
  }

  Conversation conversation_;
  Descriptor listener_;
  std::atomic<int> talking_ = -1;
  std::atomic<int> connections_ = 0;
  Thread thread_;
};

struct TimedMessage {
  std::string bytes;
  std::chrono::milliseconds delay{0};  // after the one before it
};

class UdpServer {
 public:
  using Answer = std::function<std::vector<TimedMessage>(const std::string& message)>;

  /// `ttl`: of the packets that it sends.
  explicit UdpServer(Answer answer, std::uint16_t port = 0, int ttl = 64)
      : answer_(std::move(answer)), socket_(bind_loopback(SOCK_DGRAM, port)) {
    ::setsockopt(socket_.get(), IPPROTO_IP, IP_TTL, &ttl, sizeof ttl);
    thread_.start([this] { serve(); });
  }
  ~UdpServer() { thread_.stop(); }
  UdpServer(const UdpServer&) = delete;
  UdpServer& operator=(const UdpServer&) = delete;

  [[nodiscard]] Endpoint endpoint() const { return local_endpoint(socket_.get()); }
  [[nodiscard]] int messages() const { return messages_; }

 private:
  void serve() {
    while (thread_.wait_readable(socket_.get())) {
      char buffer[4096];
      sockaddr_storage peer{};
      socklen_t length = sizeof peer;
      auto* address = reinterpret_cast<sockaddr*>(&peer);
      const ssize_t count = ::recvfrom(socket_.get(), buffer, sizeof buffer, 0, address, &length);
      if (count < 0) continue;
      ++messages_;
      for (const TimedMessage& message : answer_(std::string(buffer, static_cast<std::size_t>(count)))) {
        std::this_thread::sleep_for(message.delay);
        ::sendto(socket_.get(), message.bytes.data(), message.bytes.size(), 0, address, length);
      }
    }
  }

  Answer answer_;
  Descriptor socket_;
  std::atomic<int> messages_ = 0;
  Thread thread_;
};

}  // namespace saksi::loopback
