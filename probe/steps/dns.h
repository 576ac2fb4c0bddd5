// DNS lookups: one question to one resolver -> one observation. The system resolver (hosts file and
// /etc/resolv.conf by c-ares, as getaddrinfo asks: A and AAAA), UDP/53 and TCP/53 to any resolver (RFC 1035,
// 7766), DoH (RFC 8484) by libcurl. Every message that comes back is kept, with its time. A UDP lookup
// listens on for `late_window` after the first answer, because an injected answer comes first and the true
// one second (or the other way round).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/observation.h"
#include "core/result.h"
#include "probe/engine/descriptor.h"
#include "probe/steps/dns_message.h"
#include "probe/steps/step_scope.h"

namespace saksi {

/// Where to ask. `address` is used for udp, tcp and, when given, to reach a DoH server without asking DNS for
/// its name.
struct Resolver {
  DnsEngine engine = DnsEngine::system;
  Endpoint address;
  std::string url;                   // DoH: "https://dns.google/dns-query"
  std::vector<IpAddress> addresses;  // DoH: the server's addresses; empty: its name is looked up

  /// "system", "udp://8.8.8.8[:53]", "tcp://1.1.1.1", "https://dns.google/dns-query".
  [[nodiscard]] static Result<Resolver> parse(const std::string& text);
  /// As it stands in DnsObservation::resolver.
  [[nodiscard]] std::string name() const;
};

inline constexpr std::chrono::milliseconds kDnsTimeout{4000};
inline constexpr std::chrono::milliseconds kLateWindow{500};

/// A lookup whose deciding answer is in, or will not come. Over UDP its socket still hears what comes late.
struct Lookup {
  DnsObservation observation;
  Descriptor socket;  // open while late answers may come
  std::string query;
  Deadline listening_until = Deadline::never();
};

/// `question` ANY asks A and AAAA; the lookup succeeds when either has an address. For udp, tcp and doh use A
/// or AAAA. Failures: dns_nxdomain_error, dns_no_answer, dns_refused_error, dns_servfail_error,
/// dns_server_misbehaving (malformed), generic_timeout_error, or the transport's own (connection_refused,
/// ssl_*...). `ended` is when the answer came that decided; replies may be later. A hosts file entry gives
/// answers without replies. A UDP answer that was cut short stands in `replies` as message_size, followed by
/// the one over TCP; for that, `timeout` begins anew. To be followed by hear_late().
[[nodiscard]] Task<Lookup> ask(StepScope& scope, Resolver resolver, std::string hostname,
                               DnsQuestion question, std::chrono::milliseconds timeout = kDnsTimeout);
/// Adds to the observation's replies what arrives until `listening_until`. Ends at once for all but UDP.
[[nodiscard]] Task<void> hear_late(StepScope& scope, Lookup& asked);
/// Both in one, for who has nothing to do meanwhile.
[[nodiscard]] Task<DnsObservation> lookup(StepScope& scope, Resolver resolver, std::string hostname,
                                          DnsQuestion question,
                                          std::chrono::milliseconds timeout = kDnsTimeout);

}  // namespace saksi
