#include "probe/engine/traffic.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

namespace saksi {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 20ms;
constexpr std::uint64_t kIp4 = 20;
constexpr std::uint64_t kIp6 = 40;
constexpr std::uint64_t kUdp = 8;
constexpr std::uint64_t kTcp = 20;
constexpr std::uint64_t kTimestamps = 12;  // RFC 7323 3.2, padded
constexpr std::uint64_t kSynOptions = 20;  // MSS, SACK permitted, timestamps, window scale
constexpr std::uint64_t kMoreThanAHandshake = 32 * 1024;
// States of a socket as the kernel numbers them (include/net/tcp_states.h); <netinet/tcp.h> has them too, but
// cannot stand beside <linux/tcp.h>.
constexpr int kEstablished = 1;
constexpr int kSynSent = 2;
constexpr int kClosed = 7;
constexpr int kCloseWait = 8;

std::uint64_t ip_header(int fd) {
  int domain = 0;
  socklen_t length = sizeof domain;
  const bool known = ::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0;
  return known && domain == AF_INET6 ? kIp6 : kIp4;
}

bool read_info(int fd, tcp_info& info) {
  socklen_t length = sizeof info;
  return ::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0;
}

std::uint64_t segment_header(int fd, const tcp_info& info) {
  const bool connected = info.tcpi_state != kSynSent && info.tcpi_state != kClosed;
  if (!connected) return ip_header(fd) + kTcp + kSynOptions;
  const bool timestamps = (info.tcpi_options & TCPI_OPT_TIMESTAMPS) != 0;
  return ip_header(fd) + kTcp + (timestamps ? kTimestamps : 0);
}

std::uint64_t wire_bytes(int fd, const tcp_info& info) {
  const std::uint64_t segments = std::uint64_t{info.tcpi_segs_out} + info.tcpi_segs_in;
  return segments * segment_header(fd, info) + info.tcpi_bytes_sent + info.tcpi_bytes_received;
}

std::uint64_t unread_bytes(int fd) {
  int unread = 0;
  return ::ioctl(fd, FIONREAD, &unread) == 0 && unread > 0 ? static_cast<std::uint64_t>(unread) : 0;
}

/// What the other side may still send ahead. Linux tells since 6.2, behind the field that older headers end
/// with; before, it is half of the buffer, without what lies there unread.
std::uint64_t open_window(int fd) {
  constexpr std::size_t kAt = offsetof(tcp_info, tcpi_snd_wnd) + sizeof(std::uint32_t);
  std::array<char, 512> raw{};
  socklen_t length = raw.size();
  std::uint32_t window = 0;
  const bool read = ::getsockopt(fd, IPPROTO_TCP, TCP_INFO, raw.data(), &length) == 0;
  if (read && length >= kAt + sizeof window) {
    std::memcpy(&window, raw.data() + kAt, sizeof window);
    return window;
  }
  int buffer = 0;
  length = sizeof buffer;
  if (::getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, &length) != 0 || buffer <= 0) return 0;
  const auto half = static_cast<std::uint64_t>(buffer) / 2;
  return half - std::min(half, unread_bytes(fd));
}

/// Where the other side is cut off in the middle of its sentence, all that its window allows is under way: it
/// has been sending for a while. Where something was left unread by chance, up to twice of what came in the
/// last round trip is (slow start). What a server says after a handshake (TLS tickets) leads to nothing more.
std::uint64_t under_way(int fd, const tcp_info& info, bool cut) {
  const std::uint64_t open = open_window(fd);
  if (cut) return open;
  const bool amid = unread_bytes(fd) > 0 && info.tcpi_bytes_received > kMoreThanAHandshake;
  return amid ? std::min<std::uint64_t>(2 * std::uint64_t{info.tcpi_rcv_space}, open) : 0;
}

/// What a server still says when we have closed (TLS: close_notify, RFC 8446 6.1), and our resets for that.
constexpr std::uint64_t kLastWords = 160;

/// Our FIN, its acknowledgement and the other side's FIN with ours; less when the other side has said goodbye
/// already.
std::uint64_t goodbye(int fd, const tcp_info& info, bool cut) {
  const std::uint64_t header = segment_header(fd, info);
  if (info.tcpi_state == kCloseWait) return 2 * header;
  if (info.tcpi_state != kEstablished) return 0;
  const bool spoke = info.tcpi_bytes_received > 0;
  return 3 * header + (spoke ? kLastWords : 0) + under_way(fd, info, cut);
}

}  // namespace

void Traffic::opened(int fd) {
  std::uint64_t& bytes = open_[fd];
  closed_ += bytes;  // of a socket that was closed behind our back
  of_open_ -= bytes;
  bytes = 0;
  ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &window_, sizeof window_);
}

void Traffic::closing(int fd) {
  const auto found = open_.find(fd);
  if (found == open_.end()) return;
  tcp_info info{};
  const bool cut = cut_.erase(fd) > 0;
  closed_ += read_info(fd, info) ? wire_bytes(fd, info) + goodbye(fd, info, cut) : found->second;
  of_open_ -= found->second;
  open_.erase(found);
}

void Traffic::datagram(int fd, std::size_t payload) {
  closed_ += ip_header(fd) + kUdp + payload;
}

std::uint64_t Traffic::bytes() const {
  look();
  return closed_ + of_open_;
}

std::size_t Traffic::transfers() const {
  look();
  return transfers_;
}

void Traffic::look() const {
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_ < kLookEvery) return;
  looked_ = now;
  of_open_ = 0;
  transfers_ = 0;
  for (auto& [fd, bytes] : open_) {
    tcp_info info{};
    if (read_info(fd, info)) bytes = wire_bytes(fd, info);
    of_open_ += bytes;
    if (info.tcpi_bytes_received > kMoreThanAHandshake) ++transfers_;
  }
}

}  // namespace saksi
