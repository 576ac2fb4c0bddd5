// A name server on loopback for tests: it knows some IPv4 addresses, and says NXDOMAIN to the rest.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace saksi::test {

class FakeDns {
 public:
  using Zone = std::map<std::string, std::vector<std::string>>;

  explicit FakeDns(Zone zone)
      : zone_(std::move(zone)), socket_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    socklen_t length = sizeof address;
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~FakeDns() {
    stopped_ = true;
    thread_.join();
    close(socket_);
  }
  FakeDns(const FakeDns&) = delete;
  FakeDns& operator=(const FakeDns&) = delete;

  /// As AresSettings::servers wants it.
  [[nodiscard]] std::string server() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  static std::string name_in(const std::string& query) {
    std::string name;
    std::size_t at = 12;
    while (at < query.size() && query[at] != 0) {
      const auto size = static_cast<unsigned char>(query[at]);
      name += (name.empty() ? "" : ".") + query.substr(at + 1, size);
      at += size + 1U;
    }
    return name;
  }

  [[nodiscard]] std::string reply_to(const std::string& query) const {
    const std::string name = name_in(query);
    const std::string question = query.substr(12, name.size() + 6);
    const auto found = zone_.find(name);
    const bool asks_a = question[question.size() - 3] == 1;
    const std::vector<std::string> none;
    const auto& addresses = found != zone_.end() && asks_a ? found->second : none;
    std::string reply = query.substr(0, 2) + "\x81";
    reply += found == zone_.end() ? '\x83' : '\x80';
    reply += std::string("\0\1\0", 3) + static_cast<char>(addresses.size()) + std::string(4, '\0') + question;
    for (const std::string& text : addresses) {
      in_addr address{};
      inet_pton(AF_INET, text.c_str(), &address);
      reply += std::string("\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4", 12);
      reply.append(reinterpret_cast<const char*>(&address), 4);
    }
    return reply;
  }

  void serve() {
    while (!stopped_) {
      pollfd ready{socket_, POLLIN, 0};
      if (poll(&ready, 1, 20) <= 0) continue;
      char buffer[1024];
      sockaddr_in from{};
      socklen_t length = sizeof from;
      const ssize_t got =
          recvfrom(socket_, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &length);
      if (got < 17) continue;
      const std::string reply = reply_to(std::string(buffer, static_cast<std::size_t>(got)));
      sendto(socket_, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&from), length);
    }
  }

  Zone zone_;
  int socket_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace saksi::test
