#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/certificate.h"
#include "core/digest.h"
#include "probe/control/legacy_failures.h"
#include "probe/control/page_fetch.h"
#include "probe/control/server.h"
#include "probe/control/targets.h"
#include "probe/steps/tcp.h"
#include "probe/steps/tls.h"

namespace saksi {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kEndpointTimeout{15000};  // TCP and TLS together
constexpr std::size_t kMaxAddresses = 64;        // that ip_info tells of

/// A failure before anything was tried.
ControlAnswer answer_for_bad_url() {
  ControlAnswer answer;
  answer.dns.failure = "unknown_error";
  answer.http_request.failure = "unknown_error";
  return answer;
}

std::vector<IpAddress> addresses_of(const std::vector<Endpoint>& endpoints) {
  std::vector<IpAddress> result;
  for (const Endpoint& endpoint : endpoints) result.push_back(endpoint.address);
  return interleave(result, {});
}

ControlDns dns_of(const Url& url, const ResolvedHost& host) {
  ControlDns dns;
  if (url.literal()) return dns;
  dns.failure = legacy_dns_failure(host.result);
  for (const IpAddress& address : host.addresses) dns.addrs.push_back(address.to_string());
  return dns;
}

void add_ip_info(ControlAnswer& answer, const Geo& geo, const std::vector<IpAddress>& addresses,
                 unsigned flag) {
  for (const IpAddress& address : addresses) {
    const std::string key = address.to_string();
    if (answer.ip_info.size() >= kMaxAddresses && answer.ip_info.count(key) == 0) continue;
    ControlIp& ip = answer.ip_info[key];
    ip.asn = geo.lookup(address).asn;
    ip.flags |= flag | (is_bogon(address) ? is_bogon_flag : 0U);
  }
}

/// One request being measured: its tasks run side by side, and each fills in its part of the answer.
struct Work {
  StepScope& scope;
  Url url;
  TargetPolicy policy;
  ControlAnswer answer = {};
};

/// OONI's helper validates on 443 alone; an https URL on its own port could then never be validated.
bool speaks_tls(const Url& url, const Endpoint& endpoint) {
  return endpoint.port == 443 || (url.is_https() && endpoint.port == url.port());
}

void add_chain(ControlTls& tls, const std::vector<std::string>& certificates) {
  if (certificates.empty()) return;
  for (const std::string& der : certificates) {
    if (tls.chain_sha256.size() < kMaxControlChain) tls.chain_sha256.push_back(sha256_hex(der));
  }
  tls.leaf_issuer = issuer_name(certificates.front()).substr(0, kMaxIssuerBytes);
}

void add_tls(Work& work, const TlsObservation& handshake) {
  ControlTls& tls = work.answer.tls_handshake[handshake.endpoint.to_string()];
  tls.server_name = work.url.host();
  tls.status = handshake.ok();
  tls.failure = legacy_tls_failure(handshake.result);
  add_chain(tls, handshake.peer_certificates);
  const auto ip = work.answer.ip_info.find(handshake.endpoint.address.to_string());
  if (tls.status && ip != work.answer.ip_info.end()) ip->second.flags |= valid_for_domain;
}

Task<void> measure_endpoint(Work& work, Endpoint endpoint) {
  const Deadline deadline = Deadline::after(kEndpointTimeout);
  const std::int64_t id = work.scope.next_transaction();
  TcpStep step = co_await connect_tcp(work.scope, endpoint, id, kEndpointTimeout);
  ControlTcp& tcp = work.answer.tcp_connect[endpoint.to_string()];
  tcp.status = step.observation.ok();
  tcp.failure = legacy_tcp_failure(step.observation.result);
  if (!tcp.status || !speaks_tls(work.url, endpoint)) co_return;
  const auto timeout = std::chrono::duration_cast<milliseconds>(deadline.remaining());
  const TlsObservation handshake =
      co_await handshake_tls(work.scope, std::move(step.socket), endpoint, work.url.host(), id, timeout);
  add_tls(work, handshake);
}

Task<void> measure_page(Work& work, PageRequest request) {
  work.answer.http_request = co_await fetch_page(work.scope, work.policy, std::move(request));
}

}  // namespace

Task<ControlAnswer> measure_for(Network& network, ControlRequest request, ControlOptions options) {
  const Result<Url> url = Url::parse(request.url);
  if (!url || !is_web_port(url->port())) co_return answer_for_bad_url();
  StepScope scope(network);
  Work work{scope, *url, TargetPolicy(options.allow_private, options.also_allowed, own_addresses())};

  const ResolvedHost host = co_await resolve_host(scope, *url);
  const std::vector<IpAddress> theirs = addresses_of(request.tcp_connect);
  work.answer.dns = dns_of(*url, host);
  add_ip_info(work.answer, network.geo, host.addresses, url->literal() ? 0U : resolved_by_control);
  add_ip_info(work.answer, network.geo, theirs, resolved_by_probe);

  std::vector<Task<void>> tasks;
  const auto addresses = work.policy.allowed(interleave(host.addresses, theirs));
  for (const Endpoint& endpoint : endpoints_to_try(*url, addresses)) {
    tasks.push_back(measure_endpoint(work, endpoint));
  }
  PageRequest page{*url, host.addresses, host.result, honoured_headers(request.headers),
                   options.max_body_bytes};
  tasks.push_back(measure_page(work, std::move(page)));
  co_await all_of(std::move(tasks));
  co_return std::move(work.answer);
}

}  // namespace saksi
