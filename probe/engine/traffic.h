// How many bytes this program has put on the line and taken off it, both ways, IP headers included, counted
// without privileges: the kernel's own figures for every TCP socket (TCP_INFO: segments, payload,
// retransmissions), sizes for datagrams. Used for the data budget and for what a run tells of itself.
//
// What the kernel does after a socket was closed can only be reckoned: the goodbye, and what the other side
// had under way when a transfer was cut. Never seen: ICMP, link headers, datagrams that nobody read any more.
// Within a few per cent of what the interface counts (tests/integration/data_on_the_wire.py).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>

namespace saksi {

/// Of every connection: without it, a page that is cut at 512 KiB cost up to as much again in what was under
/// way. Lets 7 Mbit/s through at 150 ms.
inline constexpr int kOrdinaryWindow = 128 * 1024;

class Traffic {
 public:
  /// A TCP socket, before it connects. From then on it counts until closing().
  void opened(int fd);
  /// Before it is closed. No effect on a socket that does not count.
  void closing(int fd);
  /// It will be closed in the middle of what the other side sends.
  void cut_off(int fd) { cut_.insert(fd); }
  /// A datagram of `payload` bytes was sent or received on this socket.
  void datagram(int fd, std::size_t payload);
  /// What was sent and received on sockets that are not ours to see.
  void unseen(std::size_t bytes) { closed_ += bytes; }

  /// So far, open sockets included. Asks the kernel about them at most 50 times a second.
  [[nodiscard]] std::uint64_t bytes() const;
  /// The next bytes() asks the kernel, however soon.
  void look_again() { looked_ = {}; }
  /// Open sockets over which more has come than a handshake takes: what each still has under way is at most
  /// its window.
  [[nodiscard]] std::size_t transfers() const;

  /// From now on a peer may send no more than so many bytes ahead of what was read (SO_RCVBUF): bounds what
  /// can still come in over a connection that is given up. At first kOrdinaryWindow.
  void limit_window(int bytes) { window_ = bytes; }

 private:
  void look() const;

  std::uint64_t closed_ = 0;  // by sockets that are gone, and by datagrams
  std::set<int> cut_;
  int window_ = kOrdinaryWindow;

  // What the last look found; between two looks sockets come and go.
  mutable std::map<int, std::uint64_t> open_;  // by descriptor
  mutable std::uint64_t of_open_ = 0;          // their sum
  mutable std::size_t transfers_ = 0;
  mutable std::chrono::steady_clock::time_point looked_{};
};

}  // namespace saksi
