// What a control may touch on behalf of a stranger. A control is a machine on the open internet that connects
// where it is told to: without these rules it is a way into its own network (server-side request forgery) and
// a port scanner. Every address is judged right before it is connected to, after DNS, on every redirect.
#pragma once

#include <cstdint>
#include <vector>

#include "core/endpoint.h"
#include "core/url.h"

namespace saksi {

/// Endpoints of one request that are connected to; more are left out.
inline constexpr std::size_t kMaxControlEndpoints = 32;

class TargetPolicy {
 public:
  /// `exceptions` are allowed although private; `own` are refused although public.
  TargetPolicy(bool allow_private, std::vector<IpAddress> exceptions, std::vector<IpAddress> own);

  /// Not for loopback, private, link-local and other special-use addresses, not for IPv6 addresses that lead
  /// to such an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo), not for this machine's own.
  [[nodiscard]] bool allows(const IpAddress& address) const;
  /// Those of `addresses` that may be touched, in their order, each once.
  [[nodiscard]] std::vector<IpAddress> allowed(const std::vector<IpAddress>& addresses) const;

 private:
  bool allow_private_;
  std::vector<IpAddress> exceptions_;
  std::vector<IpAddress> own_;
};

/// The addresses of this machine's interfaces: what listens there may trust a connection from itself.
[[nodiscard]] std::vector<IpAddress> own_addresses();

/// Whether a web page may be asked for on this port: not on those that the Fetch standard blocks (its "bad
/// ports": mail, SSH, X11...), where a request would speak to something that is no web server.
[[nodiscard]] bool is_web_port(std::uint16_t port);

/// OONI's rule: the URL's own port when it names one; otherwise 443 for https, 80 and 443 for http. Ports in
/// the request's tcp_connect are never used, so nobody can have ports scanned.
[[nodiscard]] std::vector<std::uint16_t> ports_to_try(const Url& url);

/// Every address with every port, at most kMaxControlEndpoints: addresses in order, so that the first ones
/// are tried on all ports.
[[nodiscard]] std::vector<Endpoint> endpoints_to_try(const Url& url, const std::vector<IpAddress>& addresses);

/// Takes turns: first, first, second, second... each address once. When there are more than can be tried,
/// both sides keep a share.
[[nodiscard]] std::vector<IpAddress> interleave(const std::vector<IpAddress>& ours,
                                                const std::vector<IpAddress>& theirs);

}  // namespace saksi
