// Private to core/json_*.cc: the observations of a measurement as OONI's archival data formats (df-001 httpt,
// df-002 dnst, df-005 tcpconnect, df-006 tlshandshake, df-008 netevents), with the tags and the ranges of
// transaction ids that Web Connectivity 0.5 gives them.
#pragma once

#include <map>
#include <set>

#include "core/json_support.h"
#include "core/measurement.h"

namespace saksi::json_support {

class OoniArchive {
 public:
  /// Keeps a reference to the measurement.
  explicit OoniArchive(const Measurement& measurement);

  [[nodiscard]] Ordered queries() const;
  /// What came after the first answer to a UDP question: somebody raced the resolver.
  [[nodiscard]] Ordered duplicate_responses() const;
  [[nodiscard]] Ordered requests() const;  // newest first
  [[nodiscard]] Ordered tcp_connect() const;
  [[nodiscard]] Ordered tls_handshakes() const;
  [[nodiscard]] Ordered network_events() const;

 private:
  [[nodiscard]] Ordered query(const DnsObservation& dns, const DnsReply* reply) const;
  [[nodiscard]] Ordered request(const HttpObservation& http) const;
  [[nodiscard]] Ordered tags(const Operation& operation, const Endpoint& endpoint) const;
  [[nodiscard]] std::int64_t transaction(const Operation& operation, const Endpoint& endpoint) const;
  [[nodiscard]] Ordered event(const Operation& operation, const Endpoint& endpoint, const char* what) const;
  [[nodiscard]] const Url* hop(int depth) const;

  const Measurement& m_;
  std::map<int, Url> hops_;  // the URL asked for at each depth, as far as it is known
  std::map<int, std::set<IpAddress>> system_answers_;  // by depth
  std::set<std::int64_t> encrypted_;                   // transactions with a TLS handshake
};

}  // namespace saksi::json_support
