// Inside of the DNS step: one function per transport, each filling the same observation. Not for use outside
// probe/steps.
#pragma once

#include <cstddef>
#include <string>

#include "probe/steps/dns.h"

namespace saksi {

/// Replies kept per lookup; one who floods us with forged answers gains nothing beyond that.
inline constexpr std::size_t kMaxDnsReplies = 32;

/// Dates the reply, names the networks of its addresses and appends it.
void add_reply(StepScope& scope, DnsObservation& observation, DnsReply reply);
/// Takes the reply's answers and result as the lookup's.
void conclude(DnsObservation& observation, const DnsReply& reply);

// Each asks what `observation` says and fills answers, replies, result and `ended`.
[[nodiscard]] Task<void> lookup_system(StepScope& scope, DnsObservation& observation, Deadline deadline);
[[nodiscard]] Task<void> lookup_tcp(StepScope& scope, Endpoint server, DnsObservation& observation,
                                    Deadline deadline);
[[nodiscard]] Task<void> lookup_doh(StepScope& scope, Resolver resolver, DnsObservation& observation,
                                    Deadline deadline);

/// Leaves the socket open in `asked` when an answer came.
[[nodiscard]] Task<void> ask_udp(StepScope& scope, Endpoint server, Lookup& asked, Deadline deadline);

}  // namespace saksi
