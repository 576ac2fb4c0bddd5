// Raw sockets for tests: what a browser or curl would never send, and servers that never behave.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace saksi::test {

/// A blocking TCP connection to 127.0.0.1. Receiving gives up after five seconds, so that no test hangs.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  RawClient(RawClient&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), connected_(other.connected_) {}
  ~RawClient() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

  bool send(std::string_view text) const {
    return ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }

  /// What has come so far, without waiting. Appends; true when the peer closed.
  bool receive(std::string& into) const {
    char buffer[16384];
    for (;;) {
      const ssize_t got = recv(descriptor_, buffer, sizeof buffer, MSG_DONTWAIT);
      if (got > 0) into.append(buffer, static_cast<std::size_t>(got));
      if (got == 0) return true;
      if (got < 0) return errno != EAGAIN;
    }
  }

  /// Everything until the peer closes.
  [[nodiscard]] std::string receive_all(std::chrono::seconds patience = std::chrono::seconds(5)) const {
    std::string result;
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!receive(result) && std::chrono::steady_clock::now() < end) {
      pollfd ready{descriptor_, POLLIN, 0};
      poll(&ready, 1, 50);
    }
    return result;
  }

 private:
  int descriptor_;
  bool connected_ = false;
};

inline std::string post_text(const std::string& body, const std::string& path = "/") {
  return "POST " + path +
         " HTTP/1.1\r\nHost: control\r\nConnection: close\r\nContent-Type: "
         "application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline std::string get_text(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: control\r\nConnection: close\r\n\r\n";
}

/// 0 when there is no status line.
inline int status_of(const std::string& answer) {
  return answer.size() < 12 || answer.compare(0, 5, "HTTP/") != 0 ? 0 : std::atoi(answer.c_str() + 9);
}

inline std::string body_of(const std::string& answer) {
  const auto end = answer.find("\r\n\r\n");
  return end == std::string::npos ? std::string() : answer.substr(end + 4);
}

}  // namespace saksi::test
