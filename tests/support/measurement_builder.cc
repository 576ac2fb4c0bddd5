#include "tests/support/measurement_builder.h"

#include <algorithm>
#include <stdexcept>

#include "core/judge/page.h"

namespace saksi {
namespace {

IpAddress parse_address(const std::string& text) {
  const auto address = IpAddress::parse(text);
  if (!address) throw std::invalid_argument("measurement_builder: no address: " + text);
  return *address;
}

Url parse_url(const std::string& text) {
  const auto url = Url::parse(text);
  if (!url) throw std::invalid_argument(url.error().message);
  return *url;
}

DnsAnswer answer_of(const std::string& text) {
  DnsAnswer answer;
  answer.address = parse_address(text);
  answer.type = answer.address.is_v4() ? AnswerType::A : AnswerType::AAAA;
  answer.ttl = 300;
  return answer;
}

std::vector<DnsAnswer> answers_of(const Addresses& addresses) {
  std::vector<DnsAnswer> answers;
  std::transform(addresses.begin(), addresses.end(), std::back_inserter(answers), answer_of);
  return answers;
}

Ended failed(Failure failure) {
  Ended ended;
  ended.failure = failure;
  return ended;
}

}  // namespace

HttpResponse ordinary_page() {
  return page(200, "Default Example Homepage", 1533, {{"Content-Type", "text/html"}, {"X-Origin", "one"}});
}

HttpResponse page(int code, const std::string& title, std::size_t body_bytes, std::vector<Header> headers) {
  HttpResponse response;
  response.code = code;
  response.headers = std::move(headers);
  response.body = "<html><title>" + title + "</title>";
  response.body.resize(std::max(body_bytes, response.body.size()), ' ');
  response.body_length = response.body.size();
  return response;
}

MeasurementBuilder::MeasurementBuilder(const std::string& url) : hop_(parse_url(url)) {
  measurement_.id = std::string(32, 'a');
  measurement_.url = hop_;
  measurement_.vantage.asn = Asn{4788};
  measurement_.vantage.country = *CountryCode::parse("MY");
  measurement_.resolver = measurement_.vantage;
}

void MeasurementBuilder::begin(Operation& operation) {
  operation.transaction_id = ++next_id_;
  operation.depth = depth_;
  operation.started = Offset{next_id_ * 1000};
  operation.ended = Offset{next_id_ * 1000 + 500};
}

DnsObservation& MeasurementBuilder::add_lookup(DnsEngine engine, const std::string& resolver) {
  DnsObservation& lookup = measurement_.dns.emplace_back();
  begin(lookup);
  lookup.engine = engine;
  lookup.resolver = resolver;
  lookup.hostname = hop_.host();
  lookup.question = engine == DnsEngine::system ? DnsQuestion::ANY : DnsQuestion::A;
  return lookup;
}

MeasurementBuilder& MeasurementBuilder::answers(DnsEngine engine, const std::string& resolver,
                                                const Addresses& addresses) {
  DnsObservation& lookup = add_lookup(engine, resolver);
  lookup.answers = answers_of(addresses);
  DnsReply reply;
  reply.answers = lookup.answers;
  lookup.replies.push_back(reply);
  return *this;
}

MeasurementBuilder& MeasurementBuilder::fails(DnsEngine engine, const std::string& resolver,
                                              Failure failure) {
  add_lookup(engine, resolver).result = failed(failure);
  return *this;
}

MeasurementBuilder& MeasurementBuilder::system(const Addresses& addresses) {
  return answers(DnsEngine::system, "system", addresses);
}
MeasurementBuilder& MeasurementBuilder::system(Failure failure) {
  return fails(DnsEngine::system, "system", failure);
}
MeasurementBuilder& MeasurementBuilder::system_cname(const std::string& target, const Addresses& addresses) {
  system(addresses);
  DnsAnswer alias;
  alias.type = AnswerType::CNAME;
  alias.hostname = target;
  measurement_.dns.back().answers.push_back(alias);
  return *this;
}
MeasurementBuilder& MeasurementBuilder::udp(const Addresses& addresses, const std::string& resolver) {
  return answers(DnsEngine::udp, resolver, addresses);
}
MeasurementBuilder& MeasurementBuilder::udp(Failure failure, const std::string& resolver) {
  return fails(DnsEngine::udp, resolver, failure);
}
MeasurementBuilder& MeasurementBuilder::doh(const Addresses& addresses) {
  return answers(DnsEngine::doh, "https://dns.google/dns-query", addresses);
}
MeasurementBuilder& MeasurementBuilder::doh(Failure failure) {
  return fails(DnsEngine::doh, "https://dns.google/dns-query", failure);
}

MeasurementBuilder& MeasurementBuilder::udp_replies(const std::vector<Addresses>& replies) {
  DnsObservation& lookup = add_lookup(DnsEngine::udp, "8.8.8.8:53");
  for (const Addresses& addresses : replies) {
    DnsReply& reply = lookup.replies.emplace_back();
    reply.at = Offset{static_cast<std::int64_t>(lookup.replies.size()) * 1000};
    reply.answers = answers_of(addresses);
    if (!addresses.empty()) continue;
    reply.rcode = 3;
    reply.result = failed(Failure::dns_nxdomain_error);
  }
  lookup.answers = lookup.replies.front().answers;
  lookup.result = lookup.replies.front().result;
  return *this;
}

MeasurementBuilder& MeasurementBuilder::resolves_to(const Addresses& addresses) {
  return system(addresses).udp(addresses).doh(addresses);
}

MeasurementBuilder& MeasurementBuilder::asn(const std::string& address, std::uint32_t number) {
  asns_[address] = number;
  return *this;
}

TcpObservation& MeasurementBuilder::add_tcp(const std::string& address, std::uint16_t port) {
  TcpObservation& tcp = measurement_.tcp.emplace_back();
  begin(tcp);
  tcp.endpoint = {parse_address(address), port};
  return tcp;
}

TlsObservation& MeasurementBuilder::add_tls(const std::string& address, std::uint16_t port) {
  const std::int64_t id = add_tcp(address, port).transaction_id;
  TlsObservation& tls = measurement_.tls.emplace_back();
  begin(tls);
  tls.transaction_id = id;
  tls.endpoint = {parse_address(address), port};
  tls.server_name = hop_.host();
  return tls;
}

HttpObservation& MeasurementBuilder::add_http(const std::string& address) {
  connects(address);
  HttpObservation& http = measurement_.http.emplace_back();
  begin(http);
  http.transaction_id = measurement_.tcp.back().transaction_id;
  http.url = hop_.text();
  http.endpoint = measurement_.tcp.back().endpoint;
  return http;
}

MeasurementBuilder& MeasurementBuilder::tcp_fails(const std::string& address, Failure failure) {
  add_tcp(address, hop_.port()).result = failed(failure);
  return *this;
}

MeasurementBuilder& MeasurementBuilder::tls_fails(const std::string& address, Failure failure) {
  add_tls(address, hop_.port()).result = failed(failure);
  return *this;
}

MeasurementBuilder& MeasurementBuilder::connects(const std::string& address) {
  if (hop_.is_https())
    add_tls(address, hop_.port());
  else
    add_tcp(address, hop_.port());
  return *this;
}

MeasurementBuilder& MeasurementBuilder::fetches(const std::string& address, const HttpResponse& response) {
  add_http(address).response = response;
  return *this;
}

MeasurementBuilder& MeasurementBuilder::http_fails(const std::string& address, Failure failure) {
  add_http(address).result = failed(failure);
  return *this;
}

MeasurementBuilder& MeasurementBuilder::http_breaks_off(const std::string& address, Failure failure,
                                                        const HttpResponse& so_far) {
  HttpObservation& http = add_http(address);
  http.result = failed(failure);
  http.response = so_far;
  http.response->body_truncated = true;
  return *this;
}

MeasurementBuilder& MeasurementBuilder::checks_tls(const std::string& address) {
  add_tls(address, 443);
  return *this;
}

MeasurementBuilder& MeasurementBuilder::check_of_tls_fails(const std::string& address, Failure failure) {
  add_tls(address, 443).result = failed(failure);
  return *this;
}

MeasurementBuilder& MeasurementBuilder::redirects_to(const std::string& address,
                                                     const std::string& location) {
  fetches(address, page(302, "", 0, {{"Location", location}}));
  const auto next = hop_.resolve(location);
  if (!next) throw std::invalid_argument(next.error().message);
  hop_ = *next;
  ++depth_;
  return *this;
}

ControlAnswer& MeasurementBuilder::answer() {
  if (!measurement_.control) measurement_.control.emplace();
  if (!measurement_.control->answer) measurement_.control->answer.emplace();
  return *measurement_.control->answer;
}

MeasurementBuilder& MeasurementBuilder::control_fine(const Addresses& addresses,
                                                     const HttpResponse& response) {
  ControlAnswer& control = answer();
  control.dns.addrs = addresses;
  control.http_request.status_code = response.code;
  control.http_request.headers = response.headers;
  control.http_request.body_length = static_cast<std::int64_t>(response.body_length);
  control.http_request.title = page_title(response.body);
  return *this;
}

MeasurementBuilder& MeasurementBuilder::control_unreachable(Failure failure) {
  measurement_.control.emplace();
  measurement_.control->result = failed(failure);
  return *this;
}

MeasurementBuilder& MeasurementBuilder::control_resolves_nothing() {
  answer().dns.failure = "dns_name_error";
  return control_page_fails("dns_lookup_error");
}

MeasurementBuilder& MeasurementBuilder::control_page_fails(const std::string& failure) {
  answer().http_request = ControlHttp{};
  answer().http_request.failure = failure;
  return *this;
}

MeasurementBuilder& MeasurementBuilder::control_tcp_fails(const std::string& address) {
  control_tcp_failures_.push_back(address);
  return *this;
}

MeasurementBuilder& MeasurementBuilder::control_tls_fails(const std::string& address,
                                                          const std::string& failure) {
  control_tls_failures_[address] = failure;
  return *this;
}

MeasurementBuilder& MeasurementBuilder::line(LineState state, int tested, int failed) {
  measurement_.line = {state, tested, failed};
  return *this;
}

MeasurementBuilder& MeasurementBuilder::country(const std::string& code) {
  measurement_.vantage.country = CountryCode::parse(code).value();
  return *this;
}

/// The control tries what the probe tried, as ours and OONI's do, but no bogons.
void MeasurementBuilder::mirror_endpoints(ControlAnswer& control) const {
  for (const auto& tcp : measurement_.tcp) {
    if (tcp.depth > 0 || is_bogon(tcp.endpoint.address)) continue;
    const std::string address = tcp.endpoint.address.to_string();
    const bool refused = std::count(control_tcp_failures_.begin(), control_tcp_failures_.end(), address) > 0;
    control.tcp_connect[tcp.endpoint.to_string()] = {!refused, refused ? "connection_refused_error" : ""};
  }
  for (const auto& tls : measurement_.tls) {
    if (tls.depth > 0 || is_bogon(tls.endpoint.address)) continue;
    const auto failure = control_tls_failures_.find(tls.endpoint.address.to_string());
    const bool fine = failure == control_tls_failures_.end();
    control.tls_handshake[tls.endpoint.to_string()] = {tls.server_name, fine, fine ? "" : failure->second};
  }
  for (const auto& [address, number] : asns_) control.ip_info[address].asn = Asn{number};
}

void MeasurementBuilder::fill_asns() {
  const auto fill = [&](std::vector<DnsAnswer>& answers) {
    for (DnsAnswer& answer : answers) {
      const auto known = asns_.find(answer.address.to_string());
      if (answer.type != AnswerType::CNAME && known != asns_.end()) answer.asn = Asn{known->second};
    }
  };
  for (auto& lookup : measurement_.dns) {
    fill(lookup.answers);
    for (auto& reply : lookup.replies) fill(reply.answers);
  }
}

Measurement MeasurementBuilder::build() {
  fill_asns();
  Measurement built = measurement_;
  if (built.control && built.control->answer) mirror_endpoints(*built.control->answer);
  return built;
}

}  // namespace saksi
