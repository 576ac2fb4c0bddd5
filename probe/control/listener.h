// Sockets that wait for callers, for every server of a control.
#pragma once

#include <vector>

#include "core/endpoint.h"
#include "probe/engine/descriptor.h"

namespace saksi {

/// A non-blocking listening socket and where it listens: the real port, when 0 was asked for.
struct Listener {
  Descriptor socket;
  Endpoint endpoint;
};

/// [::] takes IPv4 callers as well, whatever the system's default is, unless `v6_only`. Throws
/// std::runtime_error with the reason.
[[nodiscard]] Listener listen_at(const Endpoint& endpoint, bool v6_only = false);
/// All of them. With an IPv4 address among them, the IPv6 ones take IPv6 callers only: 0.0.0.0:80 beside
/// [::]:80 could not be bound otherwise.
[[nodiscard]] std::vector<Listener> listen_at_all(const std::vector<Endpoint>& endpoints);

/// An IPv4 caller of a socket that takes both families shows up as ::ffff:a.b.c.d; this is a.b.c.d.
[[nodiscard]] IpAddress without_mapping(const IpAddress& address);

}  // namespace saksi
