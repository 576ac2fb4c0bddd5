// What the end-to-end tests stand on: a control in a thread of its own, and scripted servers on loopback
// addresses that take many connections at once.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <iostream>
#include <list>
#include <mutex>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <thread>
#include <utility>

#include "probe/control/server.h"
#include "tests/support/loopback_network.h"

namespace saksi::test {

/// Stands in for std::cout's buffer, to see the line that says which port it became.
class FirstLine final : public std::streambuf {
 public:
  FirstLine() : before_(std::cout.rdbuf(this)) {}
  ~FirstLine() override { std::cout.rdbuf(before_); }

  std::string wait() {
    auto line = line_.get_future();
    if (line.wait_for(std::chrono::seconds(10)) != std::future_status::ready) return "";
    return line.get();
  }

 protected:
  int_type overflow(int_type letter) override {
    if (letter != '\n') text_.push_back(static_cast<char>(letter));
    if (letter == '\n' && !std::exchange(told_, true)) line_.set_value(text_);
    return letter;
  }

 private:
  std::streambuf* before_;
  std::string text_;
  bool told_ = false;
  std::promise<std::string> line_;
};

/// serve_control() in a thread, until this dies.
class ControlThread {
 public:
  explicit ControlThread(ControlOptions options) {
    options.listen = {Endpoint{*IpAddress::parse("127.0.0.1"), 0}};
    thread_ = std::thread([this, options] { net_.loop.run(serve_control(net_.network, options)); });
    const std::string text = line_.wait();
    const auto endpoint = Endpoint::parse(text.substr(text.rfind(' ') + 1));
    if (endpoint) port_ = endpoint->port;
  }
  ~ControlThread() {
    net_.loop.interrupt();
    thread_.join();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  loopback::TestNetwork net_;
  FirstLine line_;  // outlives the thread, which may still be about to leave it
  std::thread thread_;
  std::uint16_t port_ = 0;
};

/// A server that does what its script says with each connection, in a thread each.
class ScriptedServer {
 public:
  /// Gets the connection and the head (and what came with it) of the request.
  using Script = std::function<void(const ScriptedServer& self, int connection, const std::string& request)>;

  explicit ScriptedServer(Script script, const std::string& address = "127.0.0.1", std::uint16_t port = 0)
      : address_(address), script_(std::move(script)), listener_(listen_on(address, port)) {
    sockaddr_in bound{};
    socklen_t length = sizeof bound;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&bound), &length);
    port_ = ntohs(bound.sin_port);
    thread_ = std::thread([this] { accept_all(); });
  }
  ~ScriptedServer() {
    stopped_ = true;
    thread_.join();
    for (std::thread& connection : connections_) connection.join();
    close(listener_);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string authority() const { return address_ + ":" + std::to_string(port_); }
  [[nodiscard]] std::string url() const { return "http://" + authority(); }
  [[nodiscard]] int accepted() const { return accepted_; }
  [[nodiscard]] int ended() const { return ended_; }
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] std::string last_request() const {
    const std::lock_guard lock(mutex_);
    return last_request_;
  }

 private:
  static int listen_on(const std::string& address, std::uint16_t port) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    inet_pton(AF_INET, address.c_str(), &where.sin_addr);
    if (bind(listener, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0 || listen(listener, 64) != 0) {
      throw std::runtime_error("test server cannot listen on " + address);
    }
    return listener;
  }

  void accept_all() {
    while (!stopped_) {
      pollfd ready{listener_, POLLIN, 0};
      if (poll(&ready, 1, 20) <= 0) continue;
      const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) continue;
      ++accepted_;
      connections_.emplace_back([this, connection] { serve(connection); });
    }
  }

  /// The head, and as much of a body as its Content-Length says.
  static bool is_whole(const std::string& request) {
    const auto head = request.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const auto length = request.find("Content-Length: ");
    if (length == std::string::npos || length > head) return true;
    return request.size() >= head + 4 + std::stoul(request.substr(length + 16));
  }

  void serve(int connection) {
    std::string request;
    char buffer[4096];
    while (!stopped_ && !is_whole(request)) {
      pollfd ready{connection, POLLIN, 0};
      if (poll(&ready, 1, 20) <= 0) continue;
      const ssize_t got = recv(connection, buffer, sizeof buffer, 0);
      if (got <= 0) break;
      request.append(buffer, static_cast<std::size_t>(got));
    }
    if (is_whole(request)) {  // a connection that was only tried, and closed, says nothing
      const std::lock_guard lock(mutex_);
      last_request_ = request;
    }
    if (is_whole(request)) script_(*this, connection, request);
    close(connection);
    ++ended_;
  }

  std::string address_;
  Script script_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopped_ = false;
  std::atomic<int> accepted_ = 0;
  std::atomic<int> ended_ = 0;
  mutable std::mutex mutex_;
  std::string last_request_;
  std::list<std::thread> connections_;
  std::thread thread_;
};

inline bool send_text(int connection, const std::string& text) {
  return send(connection, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

inline std::string response_text(const std::string& status, const std::string& headers,
                                 const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + headers + "\r\n" + body;
}

/// The same answer to everybody.
inline ScriptedServer::Script always(const std::string& status, const std::string& headers,
                                     const std::string& body) {
  const std::string text = response_text(status, headers, body);
  return [text](const ScriptedServer&, int connection, const std::string&) { send_text(connection, text); };
}

/// Takes the connection and says nothing.
inline void say_nothing(const ScriptedServer& self, int connection, const std::string&) {
  pollfd ready{connection, POLLIN, 0};
  char buffer[4096];
  while (!self.stopped()) {
    if (poll(&ready, 1, 20) > 0 && recv(connection, buffer, sizeof buffer, 0) <= 0) return;
  }
}

}  // namespace saksi::test
