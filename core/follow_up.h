// The experiments that turn a failure into a cause (docs/verdicts.md section 10): each changes one variable
// of what failed, and is run for anomalies only, within the same run. What they saw is recorded as
// observations like any other; core/judge says what it means. Experiments that need no packets of their own
// stand elsewhere: `retest` is an Attempt, `dns_late` the replies of a DnsObservation, `other_addresses` and
// `certificate` are part of every attempt, `notice` is read from the page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/observation.h"

namespace saksi {

enum class Experiment : std::uint8_t {
  dns_transport,  // the same question over UDP, TCP and DoH
  dns_no_server,  // the same UDP question to an address that runs no DNS
  dns_identity,   // a public resolver is asked which one it is
  sni_swap,       // a neutral name to the site's address; the site's name to the control's address
  host_swap,      // the same with the Host header of plain HTTP
  hop_walk,       // the trigger with IP TTL 1, 2, 3...
  ttl_shield,     // the same exchange, deaf to packets from nearer than the server
  rate,           // how fast the site's name is served, and a neutral one from the same server
};

[[nodiscard]] std::string_view to_string(Experiment experiment);
[[nodiscard]] std::optional<Experiment> experiment_from_string(std::string_view text);

/// What came back when a trigger was sent: a ClientHello, a request or a question that names the site.
enum class PathReply : std::uint8_t {
  silence,  // nothing until the time was up
  expired,  // a router on the way said that the TTL was used up
  reset,
  closed,
  answer,     // bytes: of a server, or of somebody who answers in its name
  no_connect  // the handshake before the trigger failed, or the peer's window was shut: nothing was sent
};

[[nodiscard]] std::string_view to_string(PathReply reply);
[[nodiscard]] std::optional<PathReply> path_reply_from_string(std::string_view text);

/// One trigger, sent once. `ttl` is the IP TTL (IPv6: hop limit) that it was sent with (hop_walk), or the
/// least TTL that an incoming packet had to have (ttl_shield; RFC 5082).
struct PathTrial {
  int ttl = 0;
  std::string name;  // the name that the trigger carried: the site's, or a neutral one
  Endpoint endpoint;
  PathReply reply = PathReply::silence;
  Offset after{0};                  // from the trigger to what came back, or to giving up
  std::optional<IpAddress> router;  // who said `expired`, where the kernel tells
  Asn router_asn;
  std::string answer;  // the first bytes of an `answer`, at most kMaxPathAnswer
};

inline constexpr std::size_t kMaxPathAnswer = 512;

struct FollowUp {
  Experiment experiment = Experiment::sni_swap;
  Offset started{0};  // since the start of the measurement; the observations within count from here
  Offset ended{0};
  std::vector<DnsObservation> dns;
  std::vector<TcpObservation> tcp;
  std::vector<TlsObservation> tls;
  std::vector<HttpObservation> http;
  std::vector<PathTrial> trials;
};

}  // namespace saksi
