// The test-helper protocol (OONI's model/th.go), over the wire and in the archive, and what our own control
// says of its caller. An answer is a foreign machine's word: bounded in entries here, in bytes by the client.
#include "core/json_control.h"

#include <map>

#include "core/digest.h"
#include "core/json.h"

namespace saksi {

using namespace json_support;

namespace {

constexpr std::size_t kMaxEntries = 1024;
constexpr std::int64_t kMaxLength = std::int64_t{1} << 53;  // what every JSON reader keeps exact

/// Every entry of an object whose keys are data ("ip:port", a header name).
template <class Read>
void for_entries(const Fields& fields, const char* key, Read read) {
  if (!fields.has(key)) return;
  const Parsed& object = fields.at(key);
  if (!object.is_object()) throw JsonProblem{fields.path(key) + " is not an object"};
  if (object.size() > kMaxEntries) throw JsonProblem{fields.path(key) + " has more than 1024 entries"};
  for (const auto& [name, value] : object.items())
    read(name, value, fields.path(key) + "." + name.substr(0, 60));
}

Ordered tcp_json(const ControlTcp& tcp) {
  return {{"status", tcp.status}, {"failure", plain_or_null(tcp.failure)}};
}

Ordered tls_json(const ControlTls& tls) {
  Ordered value{{"server_name", plain(tls.server_name)},
                {"status", tls.status},
                {"failure", plain_or_null(tls.failure)}};
  if (!tls.chain_sha256.empty()) {
    value["x_saksi_chain"] = tls.chain_sha256;
    value["x_saksi_issuer"] = plain(tls.leaf_issuer);
  }
  return value;
}

std::string read_digest(const Parsed& value, const std::string& where) {
  std::string digest = read_text(value, where);
  if (!is_sha256_hex(digest)) throw JsonProblem{where + " is no SHA-256 in lower-case hex"};
  return digest;
}

ControlTls read_tls(const Fields& fields) {
  ControlTls tls;
  tls.server_name = fields.text_or_empty("server_name");
  tls.status = fields.boolean("status");
  tls.failure = fields.text_or_empty("failure");
  if (!fields.has("x_saksi_chain")) return tls;
  tls.chain_sha256 = fields.list("x_saksi_chain", read_digest);
  if (tls.chain_sha256.size() > kMaxControlChain)
    throw JsonProblem{fields.path("x_saksi_chain") + " has more than 8 certificates"};
  tls.leaf_issuer = fields.text_or_empty("x_saksi_issuer").substr(0, kMaxIssuerBytes);
  return tls;
}

Ordered http_json(const ControlHttp& http) {
  // Sorted, as the helper writes them; of several with one name the first.
  const std::map<std::string, std::string> headers{http.headers.begin(), http.headers.end()};
  return {{"body_length", http.body_length},
          {"discovered_h3_endpoint", http.discovered_h3_endpoint},
          {"failure", plain_or_null(http.failure)},
          {"title", http.title},
          {"headers", headers},
          {"status_code", http.status_code}};
}

ControlHttp read_http(const Fields& fields) {
  ControlHttp http;
  http.body_length = fields.integer("body_length", -1, kMaxLength);
  http.discovered_h3_endpoint = fields.text_or_empty("discovered_h3_endpoint");
  http.failure = fields.text_or_empty("failure");
  http.title = fields.text_or_empty("title");
  http.status_code = static_cast<int>(fields.integer("status_code", -1, 999));
  for_entries(fields, "headers", [&](const std::string& name, const Parsed& value, const std::string& where) {
    http.headers.emplace_back(name, read_text(value, where));
  });
  return http;
}

ControlDns read_dns(const Fields& fields) {
  ControlDns dns{fields.text_or_empty("failure"), {}};
  if (fields.has("addrs")) dns.addrs = fields.list("addrs", read_text);
  if (dns.addrs.size() > kMaxEntries) throw JsonProblem{fields.path("addrs") + " has more than 1024 entries"};
  return dns;
}

std::vector<Header> read_request_headers(const Fields& fields) {
  std::vector<Header> headers;
  for_entries(fields, "http_request_headers",
              [&](const std::string& name, const Parsed& values, const std::string& where) {
                if (!values.is_array() || values.size() > kMaxEntries)
                  throw JsonProblem{where + " is not a list of values"};
                for (const Parsed& value : values) headers.emplace_back(name, read_text(value, where));
              });
  return headers;
}

CallerNetwork read_caller(const Fields& fields) {
  CallerNetwork caller;
  if (fields.has("address")) caller.address = fields.parsed<IpAddress>("address");
  caller.network.asn = fields.parsed<Asn>("asn");
  caller.network.as_name = fields.text_or_empty("as_name");
  caller.network.country = fields.parsed<CountryCode>("country");
  return caller;
}

}  // namespace

namespace json_support {

Ordered control_request_value(const ControlRequest& request) {
  std::map<std::string, std::vector<std::string>> headers;
  for (const auto& [name, value] : request.headers) headers[name].push_back(value);
  return {{"http_request", plain(request.url)},
          {"http_request_headers", headers},
          {"tcp_connect", array_of(request.tcp_connect, [](const Endpoint& it) { return it.to_string(); })},
          {"x_quic_enabled", false}};
}

Ordered control_answer_value(const ControlAnswer& answer) {
  Ordered tcp = Ordered::object(), tls = Ordered::object(), ips = Ordered::object();
  for (const auto& [endpoint, it] : answer.tcp_connect) tcp[endpoint] = tcp_json(it);
  for (const auto& [endpoint, it] : answer.tls_handshake) tls[endpoint] = tls_json(it);
  for (const auto& [ip, it] : answer.ip_info) ips[ip] = {{"asn", it.asn.number}, {"flags", it.flags}};
  return {{"tcp_connect", std::move(tcp)},
          {"tls_handshake", std::move(tls)},
          {"quic_handshake", Ordered::object()},
          {"http_request", http_json(answer.http_request)},
          {"http3_request", nullptr},
          {"dns", {{"failure", plain_or_null(answer.dns.failure)}, {"addrs", answer.dns.addrs}}},
          {"ip_info", std::move(ips)}};
}

}  // namespace json_support

ControlAnswer json_support::read_control_answer(const Fields& fields) {
  ControlAnswer answer;
  for_entries(fields, "tcp_connect",
              [&](const std::string& endpoint, const Parsed& value, const std::string& where) {
                const Fields tcp{value, where};
                answer.tcp_connect[endpoint] = {tcp.boolean("status"), tcp.text_or_empty("failure")};
              });
  for_entries(fields, "tls_handshake",
              [&](const std::string& endpoint, const Parsed& value, const std::string& where) {
                answer.tls_handshake[endpoint] = read_tls(Fields{value, where});
              });
  for_entries(fields, "ip_info",
              [&](const std::string& address, const Parsed& value, const std::string& where) {
                const Fields ip{value, where};
                answer.ip_info[address] = {Asn{static_cast<std::uint32_t>(ip.integer("asn", 0, UINT32_MAX))},
                                           static_cast<unsigned>(ip.integer("flags", 0, UINT32_MAX))};
              });
  answer.http_request = read_http(fields.object("http_request"));
  answer.dns = read_dns(fields.object("dns"));
  return answer;
}

ControlRequest json_support::read_control_request(const Fields& fields) {
  ControlRequest request;
  request.url = fields.text("http_request");
  request.headers = read_request_headers(fields);
  if (!fields.has("tcp_connect")) return request;
  request.tcp_connect = fields.list("tcp_connect", [](const Parsed& value, const std::string& where) {
    const auto endpoint = Endpoint::parse(read_text(value, where));
    if (!endpoint) throw JsonProblem{where + " is not like \"1.2.3.4:443\" or \"[::1]:443\""};
    return *endpoint;
  });
  return request;
}

std::string control_request_json(const ControlRequest& request) {
  return dump(control_request_value(request));
}

Result<ControlRequest> parse_control_request(std::string_view json) {
  return read_json(json, "control request", read_control_request);
}

std::string control_answer_json(const ControlAnswer& answer) {
  return dump(control_answer_value(answer));
}

Result<ControlAnswer> parse_control_answer(std::string_view json) {
  return read_json(json, "control answer", read_control_answer);
}

std::string caller_network_json(const CallerNetwork& caller) {
  return dump({{"address", caller.address ? Ordered(caller.address->to_string()) : Ordered(nullptr)},
               {"asn", caller.network.asn.to_string()},
               {"as_name", plain(caller.network.as_name)},
               {"country", caller.network.country.to_string()}});
}

Result<CallerNetwork> parse_caller_network(std::string_view json) {
  return read_json(json, "caller network", read_caller);
}

}  // namespace saksi
