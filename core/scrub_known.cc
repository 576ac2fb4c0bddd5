#include "core/scrub_known.h"

#include <algorithm>
#include <utility>

#include "core/scrub_literal.h"

namespace saksi {
namespace {

class Known {
 public:
  explicit Known(const Measurement& m) {
    add_attempt(m);
    for (const Attempt& retest : m.retests) add_attempt(retest);
    for (const FollowUp& follow_up : m.follow_ups) add_follow_up(follow_up);
    add_text(m.url.text());
    std::sort(addresses_.begin(), addresses_.end());
  }
  [[nodiscard]] std::vector<IpAddress> take() { return std::move(addresses_); }

 private:
  void add_answers(const std::vector<DnsAnswer>& answers) {
    for (const DnsAnswer& answer : answers) {
      if (answer.type != AnswerType::CNAME) addresses_.push_back(answer.address);
    }
  }
  void add_text(const std::string& text) {
    each_literal(text, [this](const Literal& literal) { addresses_.push_back(literal.address); });
  }
  void add_lookup(const DnsObservation& dns) {
    add_answers(dns.answers);
    for (const DnsReply& reply : dns.replies) add_answers(reply.answers);
  }
  void add_control(const ControlExchange& control) {
    for (const Endpoint& endpoint : control.request.tcp_connect) addresses_.push_back(endpoint.address);
    if (!control.answer) return;
    for (const std::string& address : control.answer->dns.addrs) add_text(address);
  }
  void add_connections(const auto& seen) {
    for (const TcpObservation& tcp : seen.tcp) addresses_.push_back(tcp.endpoint.address);
    for (const TlsObservation& tls : seen.tls) addresses_.push_back(tls.endpoint.address);
    for (const HttpObservation& http : seen.http) addresses_.push_back(http.endpoint.address);
  }
  void add_attempt(const Attempt& attempt) {
    for (const DnsObservation& dns : attempt.dns) add_lookup(dns);
    add_connections(attempt);
    if (attempt.control) add_control(*attempt.control);
    for (const ControlExchange& control : attempt.hop_controls) add_control(control);
  }
  /// Who a resolver says it is does not belong to the measurement: it may be the volunteer's own line.
  void add_follow_up(const FollowUp& follow_up) {
    const bool identity = follow_up.experiment == Experiment::dns_identity;
    for (const DnsObservation& dns : follow_up.dns) {
      if (!identity) add_lookup(dns);
    }
    add_connections(follow_up);
    for (const PathTrial& trial : follow_up.trials) addresses_.push_back(trial.endpoint.address);
  }

  std::vector<IpAddress> addresses_;
};

}  // namespace

std::vector<IpAddress> known_addresses(const Measurement& m) {
  return Known{m}.take();
}

PersonalTraces with_identities(PersonalTraces traces, const Measurement& m,
                               const std::vector<IpAddress>& servers) {
  const auto foreign = [&m](const Asn& asn) {
    return asn.known() && m.vantage.asn.known() && asn != m.vantage.asn;
  };
  const auto add = [&](const std::vector<DnsAnswer>& answers) {
    for (const DnsAnswer& it : answers) {
      const bool server = std::binary_search(servers.begin(), servers.end(), it.address);
      if (it.type != AnswerType::CNAME && !foreign(it.asn) && !server) traces.addresses.push_back(it.address);
    }
  };
  for (const FollowUp& follow_up : m.follow_ups) {
    if (follow_up.experiment != Experiment::dns_identity) continue;
    for (const DnsObservation& dns : follow_up.dns) {
      add(dns.answers);
      for (const DnsReply& reply : dns.replies) add(reply.answers);
    }
  }
  return traces;
}

}  // namespace saksi
