// Inside of the DNS step: one function per transport, each filling the same observation, and how a message is
// matched to its question. Not for use outside probe/steps.
#pragma once

#include <cstddef>
#include <string>

#include "probe/steps/dns.h"

namespace saksi {

inline constexpr std::size_t kMaxDnsMessage = 65535;
/// More answers than any real site gives; the raw message holds the rest.
inline constexpr std::size_t kMaxDnsAnswers = 128;
/// Replies kept per lookup; one who floods us with forged answers gains nothing beyond that.
inline constexpr std::size_t kMaxDnsReplies = 32;

enum class DnsMatch {
  answer,    // to our question, well formed or not
  wrong_id,  // another query id
  stray,     // our id, but no answer or another question
};
[[nodiscard]] DnsMatch match_dns_reply(const std::string& query, const std::string& reply);

/// The TC bit was set: ask again over TCP (RFC 7766).
[[nodiscard]] bool is_truncated(const DnsReply& reply);

/// Dates the reply, names the networks of its addresses and appends it.
void add_reply(StepScope& scope, DnsObservation& observation, DnsReply reply);
/// Takes the reply's answers and result as the lookup's.
void conclude(DnsObservation& observation, const DnsReply& reply);

// Each asks what `observation` says and fills answers, replies, result and `ended`.
[[nodiscard]] Task<void> lookup_system(StepScope& scope, DnsObservation& observation, Deadline deadline);
[[nodiscard]] Task<void> lookup_udp(StepScope& scope, Endpoint server, DnsObservation& observation,
                                    Deadline deadline);
[[nodiscard]] Task<void> lookup_tcp(StepScope& scope, Endpoint server, DnsObservation& observation,
                                    Deadline deadline);
[[nodiscard]] Task<void> lookup_doh(StepScope& scope, Resolver resolver, DnsObservation& observation,
                                    Deadline deadline);

}  // namespace saksi
