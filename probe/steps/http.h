// One HTTP exchange (libcurl, HTTP/1.1 and HTTP/2), pinned to one address -> one observation. No redirect is
// followed: the nettest takes every hop itself, so that each is resolved, connected and judged. The body is
// decoded and capped while it comes in (a compression bomb costs at most the cap), headers are capped too,
// and a drip-feeding server meets the deadline.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/observation.h"
#include "core/url.h"
#include "probe/engine/descriptor.h"
#include "probe/steps/cookie_jar.h"
#include "probe/steps/step_scope.h"

namespace saksi {

inline constexpr std::chrono::milliseconds kHttpTimeout{10000};
inline constexpr std::size_t kMaxHeaderBytes = 64 * 1024;
inline constexpr std::size_t kMaxHeaderCount = 256;

struct HttpRequest {
  Url url;
  Endpoint endpoint;  // where to connect, whatever the URL's host resolves to
  std::vector<Header> headers;
  std::size_t max_body_bytes = kMaxBodyBytes;
  std::chrono::milliseconds timeout = kHttpTimeout;
  /// fetch_http only: the server's certificate may be anybody's, because an experiment asks under another
  /// name.
  bool any_certificate = false;
  CookieJar* cookies = nullptr;  // none: cookies are neither taken nor sent
};

/// The headers of a common desktop browser, as OONI sends them (Accept, Accept-Language, User-Agent).
[[nodiscard]] std::vector<Header> browser_headers();

/// `observation.result` is set when the exchange broke off; what came before that stands in `response`, cut
/// short (`body_truncated`). A body cut at the cap is no failure, and the transfer ends there. Every fetch
/// has a connection of its own. A Cookie header that was sent stands among the request's headers. Failures:
/// as tcp and tls, eof_error, connection_reset, generic_timeout_error in the exchange itself,
/// protocol_not_supported (an answer that is no HTTP), and unknown_failure with "response headers too large",
/// "broken chunked encoding" or libcurl's words.
[[nodiscard]] Task<HttpObservation> fetch_http(StepScope& scope, HttpRequest request,
                                               std::int64_t transaction_id);

/// What came of one flow: the handshake, for an https URL, and the exchange, unless the handshake failed.
struct PageStep {
  std::optional<TlsObservation> tls;
  std::optional<HttpObservation> http;
};

/// The same over a TCP connection to `request.endpoint` that stands already: libcurl shakes hands over it and
/// speaks HTTP. The handshake is recorded as handshake_tls() records it, with `tls_timeout` of its own;
/// behind a certificate that does not hold up no request is sent.
[[nodiscard]] Task<PageStep> fetch_page(StepScope& scope, Descriptor socket, HttpRequest request,
                                        std::chrono::milliseconds tls_timeout, std::int64_t transaction_id);

/// Whether the answer sends the client elsewhere: 301, 302, 303, 307, 308 with a Location. Returns the
/// Location.
[[nodiscard]] std::optional<std::string> redirect_location(const HttpResponse& response);

}  // namespace saksi
