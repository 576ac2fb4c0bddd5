// What was asked of the control vantage point and what it answered: OONI's Web Connectivity test-helper
// protocol (facts of probe-cli internal/model/th.go). The failures here keep the helper's own, legacy
// spelling, because that is what goes over the wire and into the archive: "" means null (no failure).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/endpoint.h"
#include "core/failure.h"
#include "core/observation.h"

namespace saksi {

struct ControlRequest {
  std::string url;
  std::vector<Header> headers;  // only Accept, Accept-Language and User-Agent are honoured
  std::vector<Endpoint> tcp_connect;
};

struct ControlTcp {
  bool status = false;
  std::string failure;
};

/// The last two are not OONI's: what the handshake presented, so that a probe can compare it with what it got
/// itself. Empty from a control that does not tell.
struct ControlTls {
  std::string server_name;
  bool status = false;
  std::string failure;
  std::vector<std::string> chain_sha256 = {};  // of each certificate (DER), leaf first, lower-case hex
  std::string leaf_issuer = "";                // RFC 4514: "CN=R11,O=Let's Encrypt,C=US"
};

inline constexpr std::size_t kMaxControlChain = 8;
inline constexpr std::size_t kMaxIssuerBytes = 256;

struct ControlHttp {
  std::int64_t body_length = -1;  // -1 on failure
  std::string discovered_h3_endpoint;
  std::string failure;
  std::string title;
  std::vector<Header> headers;
  int status_code = -1;  // -1 on failure
};

struct ControlDns {
  std::string failure;
  std::vector<std::string> addrs;
};

/// Bits of ControlIp::flags.
enum ControlIpFlag : unsigned {
  resolved_by_probe = 1,
  resolved_by_control = 2,
  is_bogon_flag = 4,
  valid_for_domain = 8
};

struct ControlIp {
  Asn asn;
  unsigned flags = 0;
};

struct ControlAnswer {
  std::map<std::string, ControlTcp> tcp_connect;    // key "ip:port"
  std::map<std::string, ControlTls> tls_handshake;  // key "ip:port"
  ControlHttp http_request;
  ControlDns dns;
  std::map<std::string, ControlIp> ip_info;  // key: address
};

struct ControlExchange {
  int depth = 0;        // redirects followed before this URL: 0 is the URL itself
  std::string address;  // base URL of the control that answered (or was tried last)
  ControlRequest request;
  Offset started{0};
  Offset ended{0};
  Ended result;                         // why no control answered
  std::optional<ControlAnswer> answer;  // exactly when result.ok()
};

/// What a control offers to follow-up experiments beside its own measurements (GET /saksi/v1/experiments).
/// All empty: it offers nothing.
struct ControlExperiments {
  std::vector<IpAddress> no_dns;  // nothing answers DNS there: an answer that comes all the same is forged
  std::vector<Endpoint> echo;     // plain HTTP, any Host
  std::vector<Endpoint> tls;      // TLS 1.2 and 1.3, any server name, one self-signed certificate
  std::string tls_certificate_sha256;  // of that certificate (DER), lower-case hex; empty without `tls`

  [[nodiscard]] bool empty() const { return no_dns.empty() && echo.empty() && tls.empty(); }
};

/// Of each list; more are left out.
inline constexpr std::size_t kMaxExperimentPlaces = 8;

/// What the echo saw of a request: proof that the request reached it, when `request_id` is the random one
/// that was sent.
struct EchoAnswer {
  std::string method;
  std::string host;              // the Host header as it arrived
  std::string request_id = "";   // the X-Request-Id header as it arrived
  std::string server_name = "";  // SNI; empty without TLS
  std::size_t head_bytes = 0;    // of the request line and headers
};

/// The header that carries a random word to the echo and, in its answer, back.
inline constexpr const char* kEchoNonceHeader = "X-Request-Id";
/// What the echo says in its Server header.
inline constexpr const char* kEchoServer = "saksi-echo";

}  // namespace saksi
