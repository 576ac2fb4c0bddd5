// Operations as the evidence record has them, field by field (docs/format-evidence.md).
#include "core/json_observations.h"

#include "core/json_control.h"

namespace saksi::json_support {
namespace {

// ---- Writing

Ordered operation_value(const Operation& operation) {
  return {{"transaction_id", operation.transaction_id},
          {"depth", operation.depth},
          {"started_us", operation.started.count()},
          {"ended_us", operation.ended.count()},
          {"failure", failure(operation.result)}};
}

Ordered headers_value(const std::vector<Header>& headers) {
  return array_of(headers, [](const Header& header) {
    Ordered pair = Ordered::array();
    pair.push_back(text(header.first));
    pair.push_back(text(header.second));
    return pair;
  });
}

Ordered answer_value(const DnsAnswer& answer) {
  Ordered value{{"type", to_string(answer.type)}};
  if (answer.type == AnswerType::CNAME) {
    value["hostname"] = text(answer.hostname);
  } else {
    value["address"] = answer.address.to_string();
  }
  value["ttl"] = answer.ttl;
  value["asn"] = answer.asn.to_string();
  value["as_name"] = text(answer.as_name);
  return value;
}

Ordered reply_value(const DnsReply& reply) {
  Ordered value{{"question", to_string(reply.question)},
                {"at_us", reply.at.count()},
                {"rcode", reply.rcode},
                {"failure", failure(reply.result)},
                {"answers", array_of(reply.answers, answer_value)},
                {"raw", base64(reply.raw)}};
  if (reply.ip_ttl != 0) value["ip_ttl"] = reply.ip_ttl;
  return value;
}

Ordered response_value(const HttpResponse& response) {
  return {{"code", response.code},
          {"headers", headers_value(response.headers)},
          {"body", text(response.body)},
          {"body_length", response.body_length},
          {"body_truncated", response.body_truncated}};
}

// ---- Reading

void read_operation(const Fields& fields, Operation& operation) {
  operation.transaction_id = fields.integer("transaction_id", 0, kMostExact);
  operation.depth = read_small(fields, "depth");
  operation.started = read_offset(fields, "started_us");
  operation.ended = read_offset(fields, "ended_us");
  operation.result = fields.ended("failure");
}

std::vector<Header> read_headers(const Fields& fields, const char* key) {
  return fields.list(key, [](const Parsed& pair, const std::string& where) {
    if (!pair.is_array() || pair.size() != 2) throw JsonProblem{where + " is not a pair of name and value"};
    return Header{read_text(pair[0], where), read_text(pair[1], where)};
  });
}

DnsAnswer read_answer(const Parsed& value, const std::string& where) {
  const Fields fields{value, where};
  DnsAnswer answer;
  answer.type = fields.word("type", answer_type_from_string);
  if (answer.type == AnswerType::CNAME) {
    answer.hostname = fields.text("hostname");
  } else {
    answer.address = fields.parsed<IpAddress>("address");
  }
  answer.ttl = static_cast<std::uint32_t>(fields.integer("ttl", 0, UINT32_MAX));
  answer.asn = fields.parsed<Asn>("asn");
  answer.as_name = fields.text("as_name");
  return answer;
}

DnsReply read_reply(const Parsed& value, const std::string& where) {
  const Fields fields{value, where};
  DnsReply reply;
  reply.question = fields.word("question", dns_question_from_string);
  reply.at = read_offset(fields, "at_us");
  reply.rcode = read_small(fields, "rcode");
  reply.result = fields.ended("failure");
  reply.answers = fields.list("answers", read_answer);
  reply.raw = fields.base64("raw");
  if (fields.has("ip_ttl")) reply.ip_ttl = static_cast<std::uint8_t>(fields.integer("ip_ttl", 0, UINT8_MAX));
  return reply;
}

std::string read_certificate(const Parsed& value, const std::string& where) {
  auto der = value.is_string() ? from_base64(value.get_ref<const std::string&>()) : std::nullopt;
  if (!der) throw JsonProblem{where + " is not base64"};
  return std::move(*der);
}

HttpResponse read_response(const Fields& fields) {
  HttpResponse response;
  response.code = read_small(fields, "code");
  response.headers = read_headers(fields, "headers");
  response.body = fields.text("body");
  response.body_length = static_cast<std::size_t>(fields.integer("body_length", 0, kMostExact));
  response.body_truncated = fields.boolean("body_truncated");
  return response;
}

}  // namespace

Ordered dns_value(const DnsObservation& dns) {
  Ordered value = operation_value(dns);
  value["engine"] = to_string(dns.engine);
  value["resolver"] = text(dns.resolver);
  value["hostname"] = text(dns.hostname);
  value["question"] = to_string(dns.question);
  value["answers"] = array_of(dns.answers, answer_value);
  value["replies"] = array_of(dns.replies, reply_value);
  return value;
}

Ordered tcp_value(const TcpObservation& tcp) {
  Ordered value = operation_value(tcp);
  value["endpoint"] = tcp.endpoint.to_string();
  return value;
}

Ordered tls_value(const TlsObservation& tls) {
  Ordered value = operation_value(tls);
  value["endpoint"] = tls.endpoint.to_string();
  value["server_name"] = text(tls.server_name);
  value["version"] = text(tls.version);
  value["cipher_suite"] = text(tls.cipher_suite);
  value["negotiated_protocol"] = text(tls.negotiated_protocol);
  value["peer_certificates"] =
      array_of(tls.peer_certificates, [](const std::string& der) { return base64(der); });
  value["alert_received"] = tls.alert_received ? Ordered(*tls.alert_received) : Ordered(nullptr);
  value["server_hello_seen"] = tls.server_hello_seen;
  value["verify_error"] = text(tls.verify_error);
  return value;
}

Ordered http_value(const HttpObservation& http) {
  Ordered value = operation_value(http);
  value["url"] = text(http.url);
  value["endpoint"] = http.endpoint.to_string();
  value["protocol"] = text(http.protocol);
  value["request_headers"] = headers_value(http.request_headers);
  value["response"] = http.response ? response_value(*http.response) : Ordered(nullptr);
  return value;
}

Ordered control_exchange_value(const ControlExchange& control) {
  Ordered value{{"address", text(control.address)},
                {"started_us", control.started.count()},
                {"ended_us", control.ended.count()},
                {"failure", failure(control.result)},
                {"request", control_request_value(control.request)},
                {"answer", control.answer ? control_answer_value(*control.answer) : Ordered(nullptr)}};
  if (control.depth != 0) value["depth"] = control.depth;
  return value;
}

Offset read_offset(const Fields& fields, const char* key) {
  return Offset{fields.integer(key, -kMostExact, kMostExact)};
}

int read_small(const Fields& fields, const char* key) {
  return static_cast<int>(fields.integer(key, -1, INT32_MAX));
}

DnsObservation read_dns(const Parsed& value, const std::string& where) {
  const Fields fields{value, where};
  DnsObservation dns;
  read_operation(fields, dns);
  dns.engine = fields.word("engine", dns_engine_from_string);
  dns.resolver = fields.text("resolver");
  dns.hostname = fields.text("hostname");
  dns.question = fields.word("question", dns_question_from_string);
  dns.answers = fields.list("answers", read_answer);
  dns.replies = fields.list("replies", read_reply);
  return dns;
}

TcpObservation read_tcp(const Parsed& value, const std::string& where) {
  const Fields fields{value, where};
  TcpObservation tcp;
  read_operation(fields, tcp);
  tcp.endpoint = fields.parsed<Endpoint>("endpoint");
  return tcp;
}

TlsObservation read_tls(const Parsed& value, const std::string& where) {
  const Fields fields{value, where};
  TlsObservation tls;
  read_operation(fields, tls);
  tls.endpoint = fields.parsed<Endpoint>("endpoint");
  tls.server_name = fields.text("server_name");
  tls.version = fields.text("version");
  tls.cipher_suite = fields.text("cipher_suite");
  tls.negotiated_protocol = fields.text("negotiated_protocol");
  tls.peer_certificates = fields.list("peer_certificates", read_certificate);
  if (fields.has("alert_received")) tls.alert_received = read_small(fields, "alert_received");
  tls.server_hello_seen = fields.boolean("server_hello_seen");
  tls.verify_error = fields.text("verify_error");
  return tls;
}

HttpObservation read_http(const Parsed& value, const std::string& where) {
  const Fields fields{value, where};
  HttpObservation http;
  read_operation(fields, http);
  http.url = fields.text("url");
  http.endpoint = fields.parsed<Endpoint>("endpoint");
  http.protocol = fields.text("protocol");
  http.request_headers = read_headers(fields, "request_headers");
  if (fields.has("response")) http.response = read_response(fields.object("response"));
  return http;
}

ControlExchange read_control_exchange(const Fields& fields) {
  ControlExchange control;
  if (fields.has("depth")) control.depth = read_small(fields, "depth");
  control.address = fields.text("address");
  control.started = read_offset(fields, "started_us");
  control.ended = read_offset(fields, "ended_us");
  control.result = fields.ended("failure");
  control.request = read_control_request(fields.object("request"));
  if (fields.has("answer")) control.answer = read_control_answer(fields.object("answer"));
  return control;
}

}  // namespace saksi::json_support
