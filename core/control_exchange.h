// What was asked of the control vantage point and what it answered: OONI's Web Connectivity test-helper
// protocol (facts of probe-cli internal/model/th.go). The failures here keep the helper's own, legacy
// spelling, because that is what goes over the wire and into the archive: "" means null (no failure).
#pragma once

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

struct ControlTls {
  std::string server_name;
  bool status = false;
  std::string failure;
};

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
  std::string address;  // base URL of the control that answered (or was tried last)
  ControlRequest request;
  Offset started{0};
  Offset ended{0};
  Ended result;                         // why no control answered
  std::optional<ControlAnswer> answer;  // exactly when result.ok()
};

}  // namespace saksi
