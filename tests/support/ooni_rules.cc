#include "tests/support/ooni_rules.h"

namespace saksi::ooni_rules {
namespace {

constexpr const char* kTime = R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)";
constexpr const char* kAsn = R"(AS\d{1,10})";
constexpr const char* kTag = R"(classic|tcptls_experiment|depth=\d+|fetch_body=(true|false))";
constexpr const char* kAddress = R"((\d{1,3}\.){3}\d{1,3}|[0-9a-f:.]*:[0-9a-f:.]*)";
constexpr const char* kEndpoint = R"((\d{1,3}\.){3}\d{1,3}:\d+|\[[0-9a-f:.]+\]:\d+)";

}  // namespace

const std::vector<Rule>& document_rules() {
  static const std::vector<Rule> rules{
      {"annotations", kObject | kOptional},
      {"annotations{}", kString},
      {"data_format_version", kString, R"(0\.2\.0)"},
      {"extensions", kObject},
      {"extensions.dnst", kInteger},
      {"extensions.httpt", kInteger},
      {"extensions.netevents", kInteger},
      {"extensions.tcpconnect", kInteger},
      {"extensions.tlshandshake", kInteger},
      {"extensions.tunnel", kInteger},
      {"input", kString, "https?://.+"},
      {"measurement_start_time", kString, kTime},
      {"probe_asn", kString, kAsn},
      {"probe_cc", kString, "[A-Z]{2}"},
      {"probe_ip", kString, R"(127\.0\.0\.1)"},
      {"probe_network_name", kString},
      {"report_id", kString},
      {"resolver_asn", kString, kAsn},
      {"resolver_ip", kString},
      {"resolver_network_name", kString},
      {"software_name", kString, "[0-9A-Za-z_.+-]+"},
      {"software_version", kString, "[0-9A-Za-z_.+-]+"},
      {"test_helpers", kObject},
      {"test_helpers.backend", kObject | kOptional},
      {"test_helpers.backend.address", kString, "https?://.+"},
      {"test_helpers.backend.type", kString, "https|cloudfront"},
      {"test_keys", kObject},
      {"test_name", kString, "web_connectivity"},
      {"test_runtime", kNumber},
      {"test_start_time", kString, kTime},
      {"test_version", kString, R"(0\.5\.\d+)"},
  };
  return rules;
}

/// In the order in which Web Connectivity 0.5 writes them.
const std::vector<Rule>& test_key_rules() {
  static const std::vector<Rule> rules{
      {"agent", kString, "redirect"},
      {"client_resolver", kString},
      {"retries", kNull},
      {"socksproxy", kNull},
      {"network_events", kList | kNull},
      {"x_dns_whoami", kObject | kNull},
      {"x_doh", kObject | kNull},
      {"x_do53", kObject | kNull},
      {"x_dns_duplicate_responses", kList | kNull},
      {"queries", kList},
      {"requests", kList},
      {"tcp_connect", kList},
      {"tls_handshakes", kList},
      {"x_control_request", kObject | kNull},
      {"control", kObject | kNull},
      {"x_conn_priority_log", kList | kNull},
      {"control_failure", kString | kNull},
      {"x_dns_flags", kInteger},
      {"dns_experiment_failure", kString | kNull},
      {"dns_consistency", kString | kNull, "consistent|inconsistent"},
      {"http_experiment_failure", kString | kNull},
      {"x_blocking_flags", kInteger},
      {"x_null_null_flags", kInteger},
      {"body_proportion", kNumber | kOptional},
      {"body_length_match", kBool | kNull},
      {"headers_match", kBool | kNull},
      {"status_code_match", kBool | kNull},
      {"title_match", kBool | kNull},
      {"blocking", kString | kBool | kNull, "dns|tcp_ip|http-failure|http-diff"},
      {"accessible", kBool | kNull},
  };
  return rules;
}

/// What every archived operation has.
const std::vector<Rule>& operation_rules() {
  static const std::vector<Rule> rules{
      {"t0", kNumber | kOptional},  {"t", kNumber}, {"tags", kList}, {"tags[]", kString, kTag},
      {"transaction_id", kInteger},
  };
  return rules;
}

const std::vector<Rule>& query_rules() {
  static const std::vector<Rule> rules{
      {"answers", kList | kNull},
      {"answers[].answer_type", kString, "A|AAAA|CNAME"},
      {"answers[].asn", kInteger | kOptional},
      {"answers[].as_org_name", kString | kOptional},
      {"answers[].ipv4", kString | kOptional, kAddress},
      {"answers[].ipv6", kString | kOptional, kAddress},
      {"answers[].hostname", kString | kOptional},
      {"answers[].ttl", kInteger | kNull},
      {"engine", kString, "getaddrinfo|golang_net_resolver|udp|tcp|dot|doh|unknown"},
      {"failure", kString | kNull},
      {"hostname", kString},
      {"query_type", kString, "A|AAAA|ANY"},
      {"rcode", kInteger | kOptional},
      {"raw_response", kString | kOptional},
      {"resolver_hostname", kNull},
      {"resolver_port", kNull},
      {"resolver_address", kString},
  };
  return rules;
}

const std::vector<Rule>& request_rules() {
  static const std::vector<Rule> rules{
      {"network", kString, "tcp|udp"},
      {"address", kString, kEndpoint},
      {"alpn", kString | kOptional},
      {"failure", kString | kNull},
      {"request", kObject},
      {"request.body", kString | kObject},
      {"request.body_is_truncated", kBool},
      {"request.headers", kObject},
      {"request.headers{}", kString | kObject},
      {"request.headers_list", kList},
      {"request.headers_list[]", kList},
      {"request.headers_list[][]", kString | kObject},
      {"request.method", kString, "GET"},
      {"request.tor", kObject},
      {"request.tor.exit_ip", kNull},
      {"request.tor.exit_name", kNull},
      {"request.tor.is_tor", kBool},
      {"request.x_transport", kString, "tcp|udp"},
      {"request.url", kString, "https?://.+"},
      {"response", kObject},
      {"response.body", kString | kObject},
      {"response.body_is_truncated", kBool},
      {"response.code", kInteger},
      {"response.headers", kObject},
      {"response.headers{}", kString | kObject},
      {"response.headers_list", kList},
      {"response.headers_list[]", kList},
      {"response.headers_list[][]", kString | kObject},
  };
  return rules;
}

const std::vector<Rule>& tcp_rules() {
  static const std::vector<Rule> rules{
      {"ip", kString, kAddress},           {"port", kInteger},        {"status", kObject},
      {"status.failure", kString | kNull}, {"status.success", kBool},
  };
  return rules;
}

const std::vector<Rule>& tls_rules() {
  static const std::vector<Rule> rules{
      {"network", kString, "tcp|udp"},
      {"address", kString, kEndpoint},
      {"cipher_suite", kString},
      {"failure", kString | kNull},
      {"negotiated_protocol", kString},
      {"no_tls_verify", kBool},
      {"peer_certificates", kList | kNull},
      {"peer_certificates[]", kObject},
      {"peer_certificates[].data", kString},
      {"peer_certificates[].format", kString, "base64"},
      {"server_name", kString},
      {"tls_version", kString, R"(|TLSv1(\.[0-3])?)"},
  };
  return rules;
}

const std::vector<Rule>& event_rules() {
  static const std::vector<Rule> rules{
      {"operation", kString,
       "connect|read|write|read_from|write_to|bytes_received_cumulative|resolve_start|resolve_done|"
       "tls_handshake_start|tls_handshake_done|http_transaction_start|http_transaction_done"},
      {"failure", kString | kNull},
      {"address", kString | kOptional},
      {"proto", kString | kOptional, "tcp|udp"},
      {"num_bytes", kInteger | kOptional},
  };
  return rules;
}

const std::vector<Rule>& control_rules() {
  static const std::vector<Rule> rules{
      {"x_control_request.http_request", kString, "https?://.+"},
      {"x_control_request.http_request_headers", kObject},
      {"x_control_request.http_request_headers{}", kList},
      {"x_control_request.http_request_headers{}[]", kString},
      {"x_control_request.tcp_connect", kList | kNull},
      {"x_control_request.tcp_connect[]", kString, kEndpoint},
      {"x_control_request.x_quic_enabled", kBool},
      {"control.tcp_connect", kObject},
      {"control.tcp_connect{}", kObject},
      {"control.tcp_connect{}.status", kBool},
      {"control.tcp_connect{}.failure", kString | kNull},
      {"control.tls_handshake", kObject | kOptional},
      {"control.tls_handshake{}.server_name", kString},
      {"control.tls_handshake{}.status", kBool},
      {"control.tls_handshake{}.failure", kString | kNull},
      {"control.quic_handshake", kObject},
      {"control.http_request", kObject},
      {"control.http_request.body_length", kInteger},
      {"control.http_request.discovered_h3_endpoint", kString},
      {"control.http_request.failure", kString | kNull},
      {"control.http_request.title", kString},
      {"control.http_request.headers", kObject},
      {"control.http_request.headers{}", kString},
      {"control.http_request.status_code", kInteger},
      {"control.http3_request", kNull | kObject},
      {"control.dns", kObject},
      {"control.dns.failure", kString | kNull},
      {"control.dns.addrs", kList},
      {"control.dns.addrs[]", kString},
      {"control.ip_info", kObject | kOptional},
      {"control.ip_info{}.asn", kInteger},
      {"control.ip_info{}.flags", kInteger},
  };
  return rules;
}

}  // namespace saksi::ooni_rules
