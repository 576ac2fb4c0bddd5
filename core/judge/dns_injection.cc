#include "core/judge/dns_injection.h"

#include <map>
#include <tuple>

#include "core/judge/say.h"

namespace saksi {
namespace {

/// What distinguishes one message from a repetition of it.
using Content = std::tuple<int, AddressSet>;

bool is_true(AnswerKind kind) {
  return kind == AnswerKind::genuine || kind == AnswerKind::genuine_bogon || kind == AnswerKind::proved;
}

bool is_bogus(const JudgedAnswer& answer, bool should_resolve) {
  switch (answer.kind) {
    case AnswerKind::notice:
    case AnswerKind::bogon:
    case AnswerKind::wrong:
      return true;
    case AnswerKind::failed:
      return should_resolve;
    default:
      return false;
  }
}

std::map<DnsQuestion, std::map<Content, JudgedAnswer>> distinct_replies(const NameJudge& judge,
                                                                        const DnsObservation& lookup) {
  std::map<DnsQuestion, std::map<Content, JudgedAnswer>> replies;
  for (const auto& reply : lookup.replies) {
    const JudgedAnswer answer = judge.judge(reply);
    replies[reply.question].emplace(Content{reply.rcode, answer.addresses}, answer);
  }
  return replies;
}

std::optional<Injection> injection_in(const NameJudge& judge, const DnsObservation& lookup) {
  for (const auto& [question, replies] : distinct_replies(judge, lookup)) {
    Injection found;
    found.resolver = short_resolver_name(lookup.resolver);
    std::size_t bogus = 0;
    for (const auto& [content, answer] : replies) {
      if (is_true(answer.kind)) found.saw_true_answer = true;
      if (!is_bogus(answer, judge.should_resolve(question))) continue;
      ++bogus;
      found.bogus.insert(answer.addresses.begin(), answer.addresses.end());
      if (answer.print != nullptr) found.print = answer.print;
    }
    if (bogus >= 2 || (bogus == 1 && found.saw_true_answer)) return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Injection> find_injection(const NameJudge& judge, const NameLookups& lookups) {
  std::map<std::string, Injection> found;  // by resolver, so that the order of lookups does not matter
  for (const auto* asked : {&lookups.system, &lookups.in_clear}) {
    for (const DnsObservation* lookup : *asked) {
      if (auto injection = injection_in(judge, *lookup))
        found.emplace(injection->resolver, std::move(*injection));
    }
  }
  if (found.empty()) return std::nullopt;
  return found.begin()->second;
}

}  // namespace saksi
