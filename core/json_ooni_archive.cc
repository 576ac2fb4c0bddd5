#include "core/json_ooni_archive.h"

#include <algorithm>

#include "core/utf8.h"

namespace saksi::json_support {
namespace {

// Web Connectivity 0.5 counts each kind of operation from a base of its own.
constexpr std::int64_t kSystemResolver = 10000;
constexpr std::int64_t kDo53 = 20000;
constexpr std::int64_t kDoh = 30000;
constexpr std::int64_t kCleartext = 40000;
constexpr std::int64_t kEncrypted = 50000;

/// A string, or OONI's {"format": "base64", "data": ...} when it is not UTF-8.
Ordered maybe_binary(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string{bytes};
  return {{"data", base64(bytes)}, {"format", "base64"}};
}

void put_times(Ordered& value, Offset t0, Offset t) {
  value["t0"] = seconds(t0);
  value["t"] = seconds(t);
}

Ordered answer_value(const DnsAnswer& answer) {
  Ordered value = Ordered::object();
  if (answer.type != AnswerType::CNAME && answer.asn.known()) {
    value["asn"] = answer.asn.number;
    value["as_org_name"] = plain(answer.as_name);
  }
  value["answer_type"] = to_string(answer.type);
  if (answer.type == AnswerType::CNAME) {
    value["hostname"] = plain(answer.hostname);
  } else {
    value[answer.address.is_v4() ? "ipv4" : "ipv6"] = answer.address.to_string();
  }
  value["ttl"] = answer.ttl;
  return value;
}

Ordered answers_value(const std::vector<DnsAnswer>& answers) {
  return answers.empty() ? Ordered(nullptr) : array_of(answers, answer_value);
}

/// The system resolver is asked as getaddrinfo would, and called so.
std::string_view engine_name(DnsEngine engine) {
  return engine == DnsEngine::system ? "getaddrinfo" : to_string(engine);
}

std::int64_t transaction_base(DnsEngine engine) {
  switch (engine) {
    case DnsEngine::system:
      return kSystemResolver;
    case DnsEngine::udp:
      return kDo53;
    case DnsEngine::tcp:
      return kDo53;
    case DnsEngine::doh:
      return kDoh;
  }
  return kSystemResolver;
}

std::string depth_tag(int depth) {
  return "depth=" + std::to_string(depth);
}

Ordered query_tags(const DnsObservation& dns) {
  Ordered tags = Ordered::array();
  if (dns.engine == DnsEngine::system) tags.push_back("classic");
  tags.push_back(depth_tag(dns.depth));
  return tags;
}

const DnsReply* first_reply(const DnsObservation& dns) {
  // A getaddrinfo lookup has an answer to two questions, and OONI's has no raw response at all.
  if (dns.engine == DnsEngine::system || dns.replies.empty()) return nullptr;
  return &dns.replies.front();
}

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

Ordered headers_map(const std::vector<Header>& headers) {
  Ordered map = Ordered::object();
  for (const auto& [name, value] : headers) {
    if (!map.contains(name)) map[name] = maybe_binary(value);
  }
  return map;
}

Ordered headers_list(const std::vector<Header>& headers) {
  return array_of(headers, [](const Header& header) {
    Ordered pair = Ordered::array();
    pair.push_back(maybe_binary(header.first));
    pair.push_back(maybe_binary(header.second));
    return pair;
  });
}

Ordered request_value(const HttpObservation& http) {
  return {{"body", ""},
          {"body_is_truncated", false},
          {"headers_list", headers_list(http.request_headers)},
          {"headers", headers_map(http.request_headers)},
          {"method", "GET"},
          {"tor", {{"exit_ip", nullptr}, {"exit_name", nullptr}, {"is_tor", false}}},
          {"x_transport", "tcp"},
          {"url", plain(http.url)}};
}

/// An exchange without an answer has, as in OONI's data, an empty one with code 0.
Ordered response_value(const HttpResponse& response) {
  return {{"body", maybe_binary(response.body)},
          {"body_is_truncated", response.body_truncated},
          {"code", response.code},
          {"headers_list", headers_list(response.headers)},
          {"headers", headers_map(response.headers)}};
}

/// Where a redirect leads, when it leads anywhere that can be measured.
std::optional<Url> redirect_target(const HttpObservation& http) {
  const auto& response = http.response;
  if (!response || response->code < 300 || response->code > 399) return std::nullopt;
  const auto base = Url::parse(http.url);
  for (const auto& [name, value] : response->headers) {
    if (!base || !same_name(name, "location")) continue;
    if (auto target = base->resolve(value)) return std::move(*target);
  }
  return std::nullopt;
}

Ordered certificates_value(const std::vector<std::string>& certificates) {
  if (certificates.empty()) return nullptr;
  return array_of(certificates, [](const std::string& der) {
    return Ordered{{"data", base64(der)}, {"format", "base64"}};
  });
}

}  // namespace

OoniArchive::OoniArchive(const Measurement& measurement) : m_(measurement) {
  hops_.emplace(0, m_.url);
  for (const HttpObservation& http : m_.http) {
    if (auto url = Url::parse(http.url)) hops_.emplace(http.depth, std::move(*url));
  }
  for (const HttpObservation& http : m_.http) {
    if (auto target = redirect_target(http)) hops_.emplace(http.depth + 1, std::move(*target));
  }
  for (const DnsObservation& dns : m_.dns) {
    if (dns.engine != DnsEngine::system) continue;
    for (const DnsAnswer& answer : dns.answers) {
      if (answer.type != AnswerType::CNAME) system_answers_[dns.depth].insert(answer.address);
    }
  }
  for (const auto& [depth, url] : hops_) {
    if (url.literal()) system_answers_[depth].insert(*url.literal());  // getaddrinfo answers it as it is
  }
  for (const TlsObservation& tls : m_.tls) encrypted_.insert(tls.transaction_id);
}

const Url* OoniArchive::hop(int depth) const {
  const auto found = hops_.find(depth);
  return found == hops_.end() ? nullptr : &found->second;
}

/// `classic`: the system resolver gave the address. `fetch_body=false`: the connection only proves the
/// address (the TLS handshake beside an http URL) and is not the one that would fetch the page.
Ordered OoniArchive::tags(const Operation& operation, const Endpoint& endpoint) const {
  Ordered tags = Ordered::array();
  const auto known = system_answers_.find(operation.depth);
  if (known != system_answers_.end() && known->second.contains(endpoint.address)) tags.push_back("classic");
  if (operation.depth == 0) tags.push_back("tcptls_experiment");
  tags.push_back(depth_tag(operation.depth));
  const Url* url = hop(operation.depth);
  const bool fetches = url == nullptr || url->port() == endpoint.port;
  tags.push_back(fetches ? "fetch_body=true" : "fetch_body=false");
  return tags;
}

std::int64_t OoniArchive::transaction(const Operation& operation, const Endpoint& endpoint) const {
  const Url* url = hop(operation.depth);
  const bool encrypted = encrypted_.contains(operation.transaction_id) || endpoint.port == 443 ||
                         (url != nullptr && url->is_https() && url->port() == endpoint.port);
  return (encrypted ? kEncrypted : kCleartext) + operation.transaction_id;
}

Ordered OoniArchive::query(const DnsObservation& dns, const DnsReply* reply) const {
  Ordered value = Ordered::object();
  value["answers"] = answers_value(dns.answers);
  value["engine"] = engine_name(dns.engine);
  value["failure"] = plain_failure(dns.result);
  value["hostname"] = plain(dns.hostname);
  value["query_type"] = to_string(dns.question);
  if (reply != nullptr && reply->rcode != 0) value["rcode"] = reply->rcode;
  if (reply != nullptr && !reply->raw.empty()) value["raw_response"] = base64(reply->raw);
  value["resolver_hostname"] = nullptr;
  value["resolver_port"] = nullptr;
  value["resolver_address"] = dns.engine == DnsEngine::system ? Ordered("") : plain(dns.resolver);
  put_times(value, dns.started, dns.ended);
  value["tags"] = query_tags(dns);
  value["transaction_id"] = transaction_base(dns.engine) + dns.transaction_id;
  return value;
}

Ordered OoniArchive::queries() const {
  return array_of(m_.dns, [&](const DnsObservation& dns) { return query(dns, first_reply(dns)); });
}

Ordered OoniArchive::duplicate_responses() const {
  Ordered late = Ordered::array();
  for (const DnsObservation& dns : m_.dns) {
    if (dns.engine != DnsEngine::udp) continue;
    for (std::size_t i = 1; i < dns.replies.size(); ++i) {
      const DnsReply& reply = dns.replies[i];
      Ordered value = query(dns, &reply);
      value["answers"] = answers_value(reply.answers);
      value["failure"] = plain_failure(reply.result);
      value["query_type"] = to_string(reply.question);
      value["t"] = seconds(reply.at);
      late.push_back(std::move(value));
    }
  }
  return late;
}

Ordered OoniArchive::request(const HttpObservation& http) const {
  Ordered value{{"network", "tcp"}, {"address", http.endpoint.to_string()}};
  if (!http.protocol.empty()) value["alpn"] = plain(http.protocol);
  value["failure"] = plain_failure(http.result);
  value["request"] = request_value(http);
  value["response"] = response_value(http.response.value_or(HttpResponse{}));
  put_times(value, http.started, http.ended);
  value["tags"] = tags(http, http.endpoint);
  value["transaction_id"] = transaction(http, http.endpoint);
  return value;
}

Ordered OoniArchive::requests() const {
  std::vector<const HttpObservation*> newest_first;
  for (const HttpObservation& http : m_.http) newest_first.push_back(&http);
  std::stable_sort(newest_first.begin(), newest_first.end(), [](const auto* a, const auto* b) {
    return std::pair{a->depth, a->started} > std::pair{b->depth, b->started};
  });
  return array_of(newest_first, [&](const HttpObservation* http) { return request(*http); });
}

Ordered OoniArchive::tcp_connect() const {
  return array_of(m_.tcp, [&](const TcpObservation& tcp) {
    Ordered value{{"ip", tcp.endpoint.address.to_string()},
                  {"port", tcp.endpoint.port},
                  {"status", {{"failure", plain_failure(tcp.result)}, {"success", tcp.ok()}}}};
    put_times(value, tcp.started, tcp.ended);
    value["tags"] = tags(tcp, tcp.endpoint);
    value["transaction_id"] = transaction(tcp, tcp.endpoint);
    return value;
  });
}

Ordered OoniArchive::tls_handshakes() const {
  return array_of(m_.tls, [&](const TlsObservation& tls) {
    Ordered value{{"network", "tcp"},
                  {"address", tls.endpoint.to_string()},
                  {"cipher_suite", plain(tls.cipher_suite)},
                  {"failure", plain_failure(tls.result)},
                  {"negotiated_protocol", plain(tls.negotiated_protocol)},
                  {"no_tls_verify", false},
                  {"peer_certificates", certificates_value(tls.peer_certificates)},
                  {"server_name", plain(tls.server_name)}};
    put_times(value, tls.started, tls.ended);
    value["tags"] = tags(tls, tls.endpoint);
    value["tls_version"] = plain(tls.version);
    value["transaction_id"] = transaction(tls, tls.endpoint);
    return value;
  });
}

Ordered OoniArchive::event(const Operation& operation, const Endpoint& endpoint, const char* what) const {
  const bool begins = std::string_view{what}.ends_with("_start");
  Ordered value{{"address", endpoint.to_string()},
                {"failure", begins ? Ordered(nullptr) : plain_failure(operation.result)},
                {"operation", what},
                {"proto", "tcp"}};
  put_times(value, operation.started, begins ? operation.started : operation.ended);
  value["transaction_id"] = transaction(operation, endpoint);
  value["tags"] = tags(operation, endpoint);
  return value;
}

/// Only what was seen: where operations began and ended. Single reads and writes are libcurl's and OpenSSL's.
Ordered OoniArchive::network_events() const {
  Ordered events = Ordered::array();
  for (const TcpObservation& tcp : m_.tcp) events.push_back(event(tcp, tcp.endpoint, "connect"));
  for (const TlsObservation& tls : m_.tls) {
    events.push_back(event(tls, tls.endpoint, "tls_handshake_start"));
    events.push_back(event(tls, tls.endpoint, "tls_handshake_done"));
  }
  for (const HttpObservation& http : m_.http) {
    events.push_back(event(http, http.endpoint, "http_transaction_start"));
    events.push_back(event(http, http.endpoint, "http_transaction_done"));
  }
  std::stable_sort(events.begin(), events.end(), [](const Ordered& a, const Ordered& b) {
    return a["t"].get<double>() < b["t"].get<double>();
  });
  return events;
}

}  // namespace saksi::json_support
