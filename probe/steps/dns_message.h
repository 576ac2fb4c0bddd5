// DNS messages (RFC 1035 4) without any network: the query that we send, and what came back, which is hostile
// until proven otherwise.
#pragma once

#include <cstddef>
#include <string>

#include "core/observation.h"
#include "core/result.h"

namespace saksi {

inline constexpr std::size_t kMaxDnsMessage = 65535;
/// More answers than any real site gives; the raw message holds the rest.
inline constexpr std::size_t kMaxDnsAnswers = 128;

/// A query message (RD set, random id) for `hostname`; fails on a name that DNS cannot carry.
[[nodiscard]] Result<std::string> make_dns_query(const std::string& hostname, DnsQuestion question);

/// Parses one DNS message (bounded, tolerant of nothing): rcode, answers, result. `question` is what was
/// asked. The result is dns_server_misbehaving for a broken message and message_size when the TC bit is set.
[[nodiscard]] DnsReply parse_dns_reply(std::string raw, DnsQuestion question);

enum class DnsMatch {
  answer,    // to our question, well formed or not
  wrong_id,  // another query id
  stray,     // our id, but no answer or another question
};
/// Whether `reply` answers `query`: the id, and the question compared without case (RFC 4343).
[[nodiscard]] DnsMatch match_dns_reply(const std::string& query, const std::string& reply);

}  // namespace saksi
