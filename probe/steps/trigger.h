// What makes a censor act, as bytes: the ClientHello, the request or the question that names a site, the same
// bytes that our own steps would send. Experiments send a trigger in ways that no library offers: with a TTL
// that ends on the way, or deaf to what comes from too near.
#pragma once

#include <cstdint>
#include <string>

#include "core/endpoint.h"
#include "core/result.h"
#include "core/url.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace saksi {

enum class TriggerKind : std::uint8_t {
  tcp,   // the SYN itself, for blocking by address; there are no bytes
  tls,   // a ClientHello
  http,  // a request
  dns,   // a question over UDP
};

/// The same bytes are sent every time, so that an experiment changes nothing but what it is about.
struct Trigger {
  TriggerKind kind = TriggerKind::tcp;
  std::string name;  // the site's, or a neutral one
  Endpoint endpoint;
  std::string bytes;
};

/// Names nobody on the wire; `name` is what the trials are recorded under.
[[nodiscard]] Trigger tcp_trigger(std::string name, const Endpoint& endpoint);
/// The ClientHello of the tls step: SNI (none for an address), ALPN. Fails on a name that TLS cannot carry.
[[nodiscard]] Result<Trigger> tls_trigger(ssl_ctx_st* context, const std::string& name,
                                          const Endpoint& endpoint);
/// The request of the http step with a browser's headers. The name is the URL's host.
[[nodiscard]] Trigger http_trigger(const Url& url, const Endpoint& endpoint);
/// The question for the A record. Fails on a name that DNS cannot carry.
[[nodiscard]] Result<Trigger> dns_trigger(const std::string& name, const Endpoint& resolver);

}  // namespace saksi
