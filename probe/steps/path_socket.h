// What a socket can be told about the path, and hears of it, without any privilege (Linux): the TTL of what
// it sends, the least TTL of what it takes in (RFC 5082), and the ICMP errors of routers. IPv4's TTL and
// IPv6's hop limit are one thing here. Inside of probe/steps.
#pragma once

#include <optional>

#include "core/endpoint.h"
#include "core/follow_up.h"
#include "probe/engine/descriptor.h"
#include "probe/steps/step_scope.h"

namespace saksi {

// Each takes the peer's address for its family, and returns false when the kernel refuses.

/// Of all that is sent from now on, retransmissions too.
[[nodiscard]] bool set_ttl(int fd, const IpAddress& peer, int ttl);
/// Segments that arrive with less are ignored by the kernel, resets and handshakes included.
[[nodiscard]] bool set_least_ttl(int fd, const IpAddress& peer, int ttl);
/// ICMP errors are then reported by the next system call, and kept for read_router_word(): always for UDP,
/// for TCP while it connects. An established connection survives them, and says EHOSTUNREACH only.
[[nodiscard]] bool hear_routers(int fd, const IpAddress& peer);

/// What a router said of a packet of ours.
struct RouterWord {
  IpAddress router;
  bool expired = false;  // time exceeded; else it was "unreachable" or the like
};
/// The oldest one that has not been read; nothing when there is none.
[[nodiscard]] std::optional<RouterWord> read_router_word(int fd);

/// Ends a connection by a reset that reaches the server, whatever the socket's TTL was, so that nothing of us
/// stays there half open.
void abort_connection(Descriptor socket, const IpAddress& peer);

/// A bare SYN.
struct SynReply {
  // `answer`: it connected; `reset`: refused; `closed`: a router says that the way is closed; `no_connect`:
  // the kernel did not send it
  PathReply reply = PathReply::silence;
  Offset after{0};
  std::optional<IpAddress> router;  // who said expired or closed
};
[[nodiscard]] Task<SynReply> send_syn(StepScope& scope, Endpoint endpoint, int ttl, Deadline deadline);

}  // namespace saksi
