// The system's resolver, asked as getaddrinfo asks it: the hosts file first, then A and AAAA side by side.
#include <ares.h>
#include <arpa/nameser.h>

#include <algorithm>
#include <utility>

#include "probe/steps/dns_exchange.h"

namespace saksi {
namespace {

bool wanted(const IpAddress& address, DnsQuestion question) {
  return question == DnsQuestion::ANY || address.is_v4() == (question == DnsQuestion::A);
}

/// The hosts file speaks no DNS: its addresses are answers without a reply.
bool answer_from_hosts_file(StepScope& scope, DnsObservation& observation) {
  DnsReply reply;
  reply.question = observation.question;
  for (const std::string& bytes : scope.network.system_resolver.hosts_file_addresses(observation.hostname)) {
    const auto address = IpAddress::from_bytes(bytes);
    if (!address || !wanted(*address, observation.question)) continue;
    DnsAnswer answer;
    answer.type = address->is_v4() ? AnswerType::A : AnswerType::AAAA;
    answer.address = *address;
    reply.answers.push_back(std::move(answer));
  }
  if (reply.answers.empty()) return false;
  add_reply(scope, observation, std::move(reply));
  conclude(observation, observation.replies.back());
  observation.replies.clear();
  return true;
}

/// One of the two questions: what came of it, and where its reply stands.
struct Half {
  DnsQuestion question = DnsQuestion::A;
  Ended result;
  std::vector<DnsAnswer> answers;
};

Task<void> ask(StepScope& scope, DnsObservation& observation, Half& half, Deadline deadline) {
  const int type = half.question == DnsQuestion::A ? ns_t_a : ns_t_aaaa;
  AresReply answer = co_await scope.network.system_resolver.query(observation.hostname, type, deadline);
  if (answer.message.empty()) {
    half.result = Ended{failure_from_ares(answer.status), {}};
    if (half.result.failure == Failure::unknown_failure) {
      half.result.failure_text = ares_strerror(answer.status);
    }
    co_return;
  }
  add_reply(scope, observation, parse_dns_reply(std::move(answer.message), half.question));
  half.result = observation.replies.back().result;
  half.answers = observation.replies.back().answers;
}

/// As getaddrinfo: either address family will do; a lack of IPv4 addresses says less than any failure.
Ended join_results(const std::vector<Half>& halves) {
  for (const Half& half : halves) {
    if (half.result.ok()) return Ended();
  }
  for (const Half& half : halves) {
    if (half.result.failure != Failure::dns_no_answer) return half.result;
  }
  return halves.front().result;
}

}  // namespace

Task<void> lookup_system(StepScope& scope, DnsObservation& observation, Deadline deadline) {
  if (answer_from_hosts_file(scope, observation)) co_return;
  std::vector<Half> halves;
  for (const DnsQuestion question : {DnsQuestion::A, DnsQuestion::AAAA}) {
    if (observation.question != DnsQuestion::ANY && observation.question != question) continue;
    halves.emplace_back().question = question;
  }
  std::vector<Task<void>> tasks;
  for (Half& half : halves) tasks.push_back(ask(scope, observation, half, deadline));
  co_await all_of(std::move(tasks));
  observation.ended = scope.now();
  observation.result = join_results(halves);
  for (Half& half : halves) {
    std::move(half.answers.begin(), half.answers.end(), std::back_inserter(observation.answers));
  }
}

}  // namespace saksi
