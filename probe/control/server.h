// The control vantage point: OONI's Web Connectivity test helper, by the same steps as the probe, run from a
// place that is not censored. HTTP by libmicrohttpd on our own loop. Refuses private and loopback targets
// unless told otherwise (tests, the lab); bounds callers, request size, body size and time. 503 when busy,
// GET / is the health answer.
#pragma once

#include <cstddef>
#include <vector>

#include "core/control_exchange.h"
#include "core/endpoint.h"
#include "probe/steps/step_scope.h"

namespace saksi {

struct ControlOptions {
  std::vector<Endpoint> listen;
  // Servers for experiments, none by default; the addresses that callers see, when they are not those.
  std::vector<Endpoint> echo_listen = {};
  std::vector<Endpoint> tls_listen = {};
  std::vector<IpAddress> public_addresses = {};
  bool allow_private = false;  // measure loopback and private addresses too
  // Measured although private: an operator's own site. Nothing else private is.
  std::vector<IpAddress> also_allowed = {};
  // The caller is who the last entry of X-Forwarded-For names. Only behind a reverse proxy that writes it.
  bool behind_proxy = false;
  std::size_t max_clients = 64;      // measurements at once
  std::size_t max_per_address = 32;  // of one caller (IPv6: of one /64), at once
  // More wait for a turn, up to ten seconds; still more get 503, those of one caller 429.
  std::size_t max_waiting = 192;
  std::size_t max_waiting_per_address = 96;
  std::size_t max_request_bytes = 64 * 1024;
  std::size_t max_body_bytes = std::size_t{4} << 20;  // of a measured page
};

/// Serves until the loop is interrupted. Prints "listening on ADDR:PORT" (the real port, when 0 was asked) to
/// standard output once it does, for each address, then "echo on" and "tls on" in the same way. Throws
/// std::runtime_error when an address cannot be bound. Raises the soft
/// limit of open files as far as the hard one goes; when that is too low for max_clients, serves fewer and
/// says so on standard error. Writes nothing about callers anywhere.
[[nodiscard]] Task<void> serve_control(Network& network, ControlOptions options);

/// The measurement behind an answer, without the server around it. A URL that cannot be measured (not a web
/// address, a port that is no web port) gives an answer in which everything failed; a private target is never
/// touched and shows up in ip_info alone.
[[nodiscard]] Task<ControlAnswer> measure_for(Network& network, ControlRequest request,
                                              ControlOptions options);

}  // namespace saksi
