// The first bytes that each client sends on a TCP connection, joined from its segments: what a censor that
// reassembles looks at.
//
// Segments are joined in the order of their sequence numbers from the SYN on; one that arrives too early is
// not kept (its retransmission is), and after kMostBytes a connection is of no more interest.
#pragma once

#include <map>
#include <tuple>

#include "scripts/lab/packet.h"

namespace lab {

using Connection = std::tuple<Address, std::uint16_t, Address, std::uint16_t>;

Connection connection_of(const Packet& packet);

class Streams {
 public:
  static constexpr std::size_t kMostBytes = 16384;

  /// Takes note of one packet from a client.
  void add(const Packet& packet);
  /// What the packet's connection has carried so far, the packet included; empty when its SYN was not seen.
  ByteView joined(const Packet& packet) const;
  void forget(const Packet& packet);

 private:
  struct Stream {
    std::uint32_t next_sequence = 0;
    Bytes bytes;
  };

  std::map<Connection, Stream> streams_;
};

}  // namespace lab
