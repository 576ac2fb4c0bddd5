#include "core/judge/cause_dns.h"

#include <algorithm>
#include <set>

#include "core/judge/dns_names.h"
#include "core/judge/say.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

/// Who told the truth and who did not, by transport.
struct Tellers {
  std::set<std::string> true_udp, false_udp,
      true_sealed;  // sealed: TCP or DoH, which nobody forges in passing
  bool system_lies = false;
  bool names_nobody = false;  // its lie is 0.0.0.0 or 127.x: a filter in the house answers so, too
};

bool is_true(AnswerKind kind) {
  return kind == AnswerKind::genuine || kind == AnswerKind::proved;
}
bool is_false(const JudgedAnswer& answer) {
  const bool denied =
      answer.failure == Failure::dns_nxdomain_error || answer.failure == Failure::dns_no_answer;
  return answer.kind == AnswerKind::notice || answer.kind == AnswerKind::bogon ||
         answer.kind == AnswerKind::wrong || (answer.kind == AnswerKind::failed && denied);
}

bool names_nobody(const AddressSet& addresses) {
  return !addresses.empty() && std::all_of(addresses.begin(), addresses.end(), [](const IpAddress& address) {
    return address.is_loopback() || address.is_unspecified();
  });
}

void sort_in(Tellers& tellers, const DnsObservation& lookup, const JudgedAnswer& answer) {
  const std::string name = short_resolver_name(lookup.resolver);
  switch (lookup.engine) {
    case DnsEngine::system:
      tellers.system_lies |= !is_true(answer.kind);
      tellers.names_nobody |= names_nobody(answer.addresses);
      break;
    case DnsEngine::udp:
      if (is_true(answer.kind)) tellers.true_udp.insert(name);
      if (is_false(answer)) tellers.false_udp.insert(name);
      break;
    case DnsEngine::tcp:
    case DnsEngine::doh:
      if (is_true(answer.kind)) tellers.true_sealed.insert(name);
      break;
  }
}

/// The experiment's lookups judged beside those of the attempts: what is true of a name does not change.
Tellers tellers_of(const Measurement& measurement, const FollowUp& follow_up) {
  static const Fingerprints kNone;
  Measurement together;
  static_cast<Attempt&>(together) = measurement;
  together.url = measurement.url;
  together.vantage = measurement.vantage;
  together.dns.insert(together.dns.end(), follow_up.dns.begin(), follow_up.dns.end());
  const Evidence evidence(together, kNone);
  Tellers tellers;
  const std::string asked = follow_up.dns.empty() ? "" : ascii_lower(follow_up.dns.front().hostname);
  for (const NameLookups& lookups : lookups_by_name(together)) {
    if (lookups.host != asked) continue;
    const NameJudge judge(evidence, lookups);
    for (const auto* group : {&lookups.system, &lookups.in_clear, &lookups.doh}) {
      for (const DnsObservation* lookup : *group) {
        if (lookup->question != DnsQuestion::AAAA) sort_in(tellers, *lookup, judge.judge(*lookup));
      }
    }
  }
  return tellers;
}

std::string some(const std::set<std::string>& names) {
  return enumerate({names.begin(), names.end()});
}

}  // namespace

Cause dns_transport_cause(const CauseScene& scene, const FollowUp& follow_up) {
  const Tellers tellers = tellers_of(scene.measurement, follow_up);
  Cause cause;
  if (tellers.system_lies && !tellers.true_udp.empty() && tellers.false_udp.empty()) {
    cause.isolated = !tellers.names_nobody;
    cause.reasons.push_back("Asked over the same line in the clear, " + some(tellers.true_udp) +
                            " tell the true address: it is the line's own resolver that does not.");
  }
  if (!tellers.false_udp.empty() && !tellers.true_sealed.empty()) {
    cause.isolated = true;
    cause.reasons.push_back("Over UDP, " + some(tellers.false_udp) +
                            " seem to answer falsely; over TCP or encrypted, " + some(tellers.true_sealed) +
                            " tell the true address: questions over UDP are answered on the path.");
  }
  return cause;
}

Cause dns_no_server_cause(const FollowUp& follow_up) {
  Cause cause;
  std::set<std::string> asked;
  for (const DnsObservation& lookup : follow_up.dns) {
    if (!lookup.replies.empty()) asked.insert(short_resolver_name(lookup.resolver));
  }
  if (asked.empty()) return cause;
  cause.isolated = true;
  cause.forged_dns = true;
  cause.reasons.push_back(
      "A question for " + follow_up.dns.front().hostname + " to " + some(asked) +
      ", where the control runs no DNS server, was answered all the same: such answers are "
      "forged on the path.");
  return cause;
}

Cause dns_identity_cause(const CauseScene& scene, const FollowUp& follow_up) {
  const Asn provider = scene.measurement.vantage.asn;
  Cause cause;
  for (const DnsObservation& lookup : follow_up.dns) {
    for (const DnsAnswer& answer : lookup.answers) {
      if (answer.type == AnswerType::CNAME || !provider.known() || answer.asn != provider) continue;
      cause.isolated = true;
      cause.reasons = {"A question to " + short_resolver_name(lookup.resolver) +
                       " reached the world from the provider's own network (" + provider.to_string() +
                       "): another resolver answers in its place."};
    }
  }
  return cause;
}

}  // namespace saksi
