#include "tests/support/ooni_reader.h"

#include <openssl/evp.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace saksi {
namespace {

using Json = nlohmann::json;

const Json kNothing;

const Json& at(const Json& object, const char* key) {
  if (!object.is_object()) return kNothing;
  const auto found = object.find(key);
  return found == object.end() ? kNothing : *found;
}

std::string text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string{};
}
std::string text(const Json& object, const char* key) {
  return text(at(object, key));
}
std::int64_t number(const Json& object, const char* key, std::int64_t otherwise = 0) {
  const Json& value = at(object, key);
  return value.is_number() ? value.get<std::int64_t>() : otherwise;
}
bool truth(const Json& object, const char* key) {
  const Json& value = at(object, key);
  return value.is_boolean() && value.get<bool>();
}
std::optional<bool> maybe_truth(const Json& object, const char* key) {
  const Json& value = at(object, key);
  return value.is_boolean() ? std::optional{value.get<bool>()} : std::nullopt;
}

std::string from_base64(const std::string& encoded) {
  std::string bytes(encoded.size() / 4 * 3 + 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(encoded.data()),
                                   static_cast<int>(encoded.size()));
  const auto padding = static_cast<int>(
      std::count(encoded.end() - std::min<long>(2, static_cast<long>(encoded.size())), encoded.end(), '='));
  bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size - padding));
  return bytes;
}

/// A string, or {"format": "base64", "data": "..."} for bytes that are not UTF-8.
std::string bytes(const Json& value) {
  return value.is_object() ? from_base64(text(value, "data")) : text(value);
}

Ended ended(const Json& failure) {
  Ended result;
  if (!failure.is_string()) return result;
  const auto word = failure.get<std::string>();
  result.failure = failure_from_string(word).value_or(Failure::unknown_failure);
  if (result.failure != Failure::unknown_failure) return result;
  const std::string prefix = "unknown_failure: ";
  result.failure_text = word.starts_with(prefix) ? word.substr(prefix.size()) : word;
  return result;
}

Offset offset(const Json& object, const char* key) {
  const Json& value = at(object, key);
  if (!value.is_number()) return Offset{0};
  return std::chrono::duration_cast<Offset>(std::chrono::duration<double>(value.get<double>()));
}

int depth_of(const Json& event) {
  for (const Json& tag : at(event, "tags")) {
    const std::string word = text(tag);
    if (word.starts_with("depth=")) return std::stoi(word.substr(6));
  }
  return 0;
}

void read_operation(const Json& event, const Json& failure, std::int64_t fallback_id, Operation& operation) {
  operation.transaction_id = number(event, "transaction_id", fallback_id);
  operation.depth = depth_of(event);
  operation.started = offset(event, "t0");
  operation.ended = offset(event, "t");
  operation.result = ended(failure);
}

DnsAnswer read_answer(const Json& answer) {
  DnsAnswer result;
  result.type = answer_type_from_string(text(answer, "answer_type")).value_or(AnswerType::CNAME);
  result.hostname = text(answer, "hostname");
  const std::string address = text(answer, result.type == AnswerType::A ? "ipv4" : "ipv6");
  result.address = IpAddress::parse(address).value_or(IpAddress{});
  result.ttl = static_cast<std::uint32_t>(number(answer, "ttl"));
  result.asn = Asn{static_cast<std::uint32_t>(number(answer, "asn"))};
  result.as_name = text(answer, "as_org_name");
  return result;
}

DnsEngine engine_of(const std::string& word) {
  if (word == "udp") return DnsEngine::udp;
  if (word == "tcp") return DnsEngine::tcp;
  if (word == "doh") return DnsEngine::doh;
  return DnsEngine::system;  // getaddrinfo, golang_net_resolver, and older words for them
}

DnsObservation read_lookup(const Json& query, std::int64_t fallback_id) {
  DnsObservation lookup;
  read_operation(query, at(query, "failure"), fallback_id, lookup);
  lookup.engine = engine_of(text(query, "engine"));
  lookup.resolver = lookup.engine == DnsEngine::system ? "system" : text(query, "resolver_address");
  lookup.hostname = text(query, "hostname");
  lookup.question = dns_question_from_string(text(query, "query_type")).value_or(DnsQuestion::ANY);
  for (const Json& answer : at(query, "answers")) lookup.answers.push_back(read_answer(answer));
  return lookup;
}

Endpoint endpoint_of(const std::string& address, std::int64_t port) {
  Endpoint endpoint;
  endpoint.address = IpAddress::parse(address).value_or(IpAddress{});
  endpoint.port = static_cast<std::uint16_t>(port);
  return endpoint;
}

TcpObservation read_tcp(const Json& event, std::int64_t fallback_id) {
  TcpObservation tcp;
  read_operation(event, at(at(event, "status"), "failure"), fallback_id, tcp);
  tcp.endpoint = endpoint_of(text(event, "ip"), number(event, "port"));
  return tcp;
}

TlsObservation read_tls(const Json& event, std::int64_t fallback_id) {
  TlsObservation tls;
  read_operation(event, at(event, "failure"), fallback_id, tls);
  tls.endpoint = Endpoint::parse(text(event, "address")).value_or(Endpoint{});
  tls.server_name = text(event, "server_name");
  tls.version = text(event, "tls_version");
  tls.cipher_suite = text(event, "cipher_suite");
  tls.negotiated_protocol = text(event, "negotiated_protocol");
  for (const Json& certificate : at(event, "peer_certificates"))
    tls.peer_certificates.push_back(bytes(certificate));
  tls.server_hello_seen = !tls.version.empty();
  return tls;
}

std::vector<Header> read_headers(const Json& message) {
  std::vector<Header> headers;
  const Json& list = at(message, "headers_list");
  for (const Json& pair : list) {
    if (pair.is_array() && pair.size() == 2) headers.emplace_back(bytes(pair[0]), bytes(pair[1]));
  }
  if (!headers.empty()) return headers;
  for (const auto& [name, value] : at(message, "headers").items()) headers.emplace_back(name, bytes(value));
  return headers;
}

HttpObservation read_http(const Json& event, std::int64_t fallback_id) {
  HttpObservation http;
  read_operation(event, at(event, "failure"), fallback_id, http);
  http.url = text(at(event, "request"), "url");
  http.endpoint = Endpoint::parse(text(event, "address")).value_or(Endpoint{});
  http.protocol = text(event, "alpn");
  const Json& response = at(event, "response");
  if (number(response, "code") == 0) return http;
  http.response.emplace();
  http.response->code = static_cast<int>(number(response, "code"));
  http.response->headers = read_headers(response);
  http.response->body = bytes(at(response, "body"));
  http.response->body_length = http.response->body.size();
  http.response->body_truncated = truth(response, "body_is_truncated");
  return http;
}

ControlAnswer read_control(const Json& control) {
  ControlAnswer answer;
  for (const auto& [endpoint, tcp] : at(control, "tcp_connect").items()) {
    answer.tcp_connect[endpoint] = {truth(tcp, "status"), text(tcp, "failure")};
  }
  for (const auto& [endpoint, tls] : at(control, "tls_handshake").items()) {
    answer.tls_handshake[endpoint] = {text(tls, "server_name"), truth(tls, "status"), text(tls, "failure")};
  }
  const Json& http = at(control, "http_request");
  answer.http_request.body_length = number(http, "body_length", -1);
  answer.http_request.discovered_h3_endpoint = text(http, "discovered_h3_endpoint");
  answer.http_request.failure = text(http, "failure");
  answer.http_request.title = text(http, "title");
  answer.http_request.headers = read_headers(http);
  answer.http_request.status_code = static_cast<int>(number(http, "status_code", -1));
  answer.dns.failure = text(at(control, "dns"), "failure");
  for (const Json& address : at(at(control, "dns"), "addrs")) answer.dns.addrs.push_back(text(address));
  for (const auto& [address, known] : at(control, "ip_info").items()) {
    answer.ip_info[address] = {Asn{static_cast<std::uint32_t>(number(known, "asn"))},
                               static_cast<unsigned>(number(known, "flags"))};
  }
  return answer;
}

ControlExchange read_exchange(const Json& keys) {
  ControlExchange exchange;
  exchange.request.url = text(at(keys, "x_control_request"), "http_request");
  for (const Json& endpoint : at(at(keys, "x_control_request"), "tcp_connect")) {
    if (const auto parsed = Endpoint::parse(text(endpoint))) exchange.request.tcp_connect.push_back(*parsed);
  }
  exchange.result = ended(at(keys, "control_failure"));
  if (exchange.result.ok() && at(keys, "control").is_object())
    exchange.answer = read_control(at(keys, "control"));
  return exchange;
}

Vantage read_vantage(const Json& document, const char* asn, const char* name) {
  Vantage vantage;
  vantage.asn = Asn::parse(text(document, asn)).value_or(Asn{});
  vantage.as_name = text(document, name);
  vantage.country = CountryCode::parse(text(document, "probe_cc")).value_or(CountryCode{});
  return vantage;
}

OoniBlocking blocking_of(const Json& value) {
  if (value.is_boolean()) return OoniBlocking::not_blocked;
  for (const auto word :
       {OoniBlocking::dns, OoniBlocking::tcp_ip, OoniBlocking::http_failure, OoniBlocking::http_diff}) {
    if (text(value) == to_string(word)) return word;
  }
  return OoniBlocking::null;
}

OoniKeys read_keys(const Json& keys) {
  OoniKeys result;
  result.blocking = blocking_of(at(keys, "blocking"));
  result.accessible = maybe_truth(keys, "accessible");
  const std::string consistency = text(keys, "dns_consistency");
  if (!consistency.empty()) result.dns_consistent = consistency == "consistent";
  result.dns_experiment_failure = text(keys, "dns_experiment_failure");
  result.http_experiment_failure = text(keys, "http_experiment_failure");
  result.control_failure = text(keys, "control_failure");
  result.dns_flags = static_cast<unsigned>(number(keys, "x_dns_flags"));
  result.blocking_flags = static_cast<unsigned>(number(keys, "x_blocking_flags"));
  result.null_null_flags = static_cast<unsigned>(number(keys, "x_null_null_flags"));
  const Json& proportion = at(keys, "body_proportion");
  result.body_proportion = proportion.is_number() ? proportion.get<double>() : 0;
  result.body_length_match = maybe_truth(keys, "body_length_match");
  result.headers_match = maybe_truth(keys, "headers_match");
  result.status_code_match = maybe_truth(keys, "status_code_match");
  result.title_match = maybe_truth(keys, "title_match");
  return result;
}

}  // namespace

OoniDocument parse_ooni_document(const std::string& json) {
  const Json document = Json::parse(json);
  const Json& keys = at(document, "test_keys");
  OoniDocument result;
  result.test_version = text(document, "test_version");
  result.keys = read_keys(keys);
  Measurement& m = result.measurement;
  const auto url = Url::parse(text(document, "input"));
  if (!url) throw std::runtime_error("ooni document: " + url.error().message);
  m.url = *url;
  m.started = parse_time(text(document, "measurement_start_time")).value_or(SystemTime{});
  m.software_version = text(document, "software_version");
  m.vantage = read_vantage(document, "probe_asn", "probe_network_name");
  m.resolver = read_vantage(document, "resolver_asn", "resolver_network_name");
  std::int64_t fallback_id = 1'000'000;
  for (const Json& event : at(keys, "queries")) m.dns.push_back(read_lookup(event, ++fallback_id));
  for (const Json& event : at(keys, "tcp_connect")) m.tcp.push_back(read_tcp(event, ++fallback_id));
  for (const Json& event : at(keys, "tls_handshakes")) m.tls.push_back(read_tls(event, ++fallback_id));
  for (const Json& event : at(keys, "requests")) m.http.push_back(read_http(event, ++fallback_id));
  m.control = read_exchange(keys);
  return result;
}

OoniDocument read_ooni_document(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::stringstream content;
  content << stream.rdbuf();
  if (!stream) throw std::runtime_error(file.string() + ": cannot be read");
  return parse_ooni_document(content.str());
}

}  // namespace saksi
