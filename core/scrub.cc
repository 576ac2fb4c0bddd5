#include "core/scrub.h"

#include <algorithm>

#include "core/scrub_dns.h"
#include "core/scrub_find.h"
#include "core/scrub_literal.h"

namespace saksi {
namespace {

std::string replace(std::string_view text, const std::vector<Span>& spans, std::string_view mark) {
  std::string out;
  std::size_t kept = 0;
  for (const Span span : spans) {
    out.append(text.substr(kept, span.begin - kept)).append(mark);
    kept = span.end;
  }
  return out.append(text.substr(kept));
}

/// Again until nothing is found: what stood beside a trace may only now be a word of its own.
void sweep_out(std::string& text, const TraceFinder& finder, Sweep sweep,
               std::string_view mark = kScrubbedMark) {
  constexpr int kMostRounds = 4;
  for (int round = 0; round < kMostRounds; ++round) {
    const std::vector<Span> spans = finder.find(text, sweep);
    if (spans.empty()) return;
    text = replace(text, spans, mark);
  }
}

/// The address of nothing, in the same family: keeps its place, says no more.
IpAddress nowhere(const IpAddress& address) {
  return address.is_v4() ? IpAddress{} : *IpAddress::parse("::");
}

/// What belongs to the measurement: endpoints, answers, and the addresses in the URL that was asked for.
Surroundings surroundings_of(const Measurement& m) {
  Surroundings out{{}, m.url.host()};
  const auto add_answers = [&out](const std::vector<DnsAnswer>& answers) {
    for (const DnsAnswer& answer : answers) {
      if (answer.type != AnswerType::CNAME) out.known.push_back(answer.address);
    }
  };
  const auto add_text = [&out](const std::string& text) {
    each_literal(text, [&out](const Literal& literal) { out.known.push_back(literal.address); });
  };
  for (const DnsObservation& dns : m.dns) {
    add_answers(dns.answers);
    for (const DnsReply& reply : dns.replies) add_answers(reply.answers);
  }
  for (const TcpObservation& tcp : m.tcp) out.known.push_back(tcp.endpoint.address);
  for (const TlsObservation& tls : m.tls) out.known.push_back(tls.endpoint.address);
  for (const HttpObservation& http : m.http) out.known.push_back(http.endpoint.address);
  if (m.control) {
    for (const Endpoint& endpoint : m.control->request.tcp_connect) out.known.push_back(endpoint.address);
    if (m.control->answer) {
      for (const std::string& address : m.control->answer->dns.addrs) add_text(address);
    }
  }
  add_text(m.url.text());
  std::sort(out.known.begin(), out.known.end());
  return out;
}

class MeasurementScrubber {
 public:
  MeasurementScrubber(const PersonalTraces& traces, const Measurement& m)
      : finder_(traces, surroundings_of(m)) {}

  void scrub(Measurement& m) const {
    scrub_url(m.url);
    scrub_vantage(m.vantage);
    scrub_vantage(m.resolver);
    for (DnsObservation& dns : m.dns) scrub_dns(dns);
    for (TcpObservation& tcp : m.tcp) {
      result(tcp.result);
      endpoint(tcp.endpoint);
    }
    for (TlsObservation& tls : m.tls) scrub_tls(tls);
    for (HttpObservation& http : m.http) scrub_http(http);
    if (m.control) scrub_control(*m.control);
  }

 private:
  void name(std::string& text) const { sweep_out(text, finder_, Sweep::traces); }
  void free_text(std::string& text) const { sweep_out(text, finder_, Sweep::all_literals); }
  void result(Ended& ended) const { free_text(ended.failure_text); }
  void endpoint(Endpoint& e) const { hide(e.address); }
  void hide(IpAddress& address) const {
    if (finder_.is_own(address)) address = nowhere(address);
  }

  /// A URL must stay one, so that the mark is a name that nobody can have (RFC 6761 section 6.4).
  void scrub_url(Url& url) const {
    std::string text = url.original();
    sweep_out(text, finder_, Sweep::traces, "scrubbed.invalid");
    if (text == url.original()) return;
    Result<Url> clean = Url::parse(text);
    url = clean ? *clean : *Url::parse("http://scrubbed.invalid/");
  }

  void scrub_vantage(Vantage& vantage) const { name(vantage.as_name); }

  void answers(std::vector<DnsAnswer>& list) const {
    for (DnsAnswer& answer : list) {
      name(answer.hostname);
      name(answer.as_name);
      if (answer.type == AnswerType::CNAME || !finder_.is_own(answer.address)) continue;
      answer.address = nowhere(answer.address);
      answer.asn = Asn{};
      answer.as_name.clear();
    }
  }

  void scrub_dns(DnsObservation& dns) const {
    result(dns.result);
    name(dns.resolver);
    name(dns.hostname);
    answers(dns.answers);
    for (DnsReply& reply : dns.replies) {
      result(reply.result);
      answers(reply.answers);
      reply.raw = scrub_dns_message(std::move(reply.raw), finder_);
    }
  }

  void scrub_tls(TlsObservation& tls) const {
    result(tls.result);
    endpoint(tls.endpoint);
    name(tls.server_name);
    name(tls.negotiated_protocol);
    free_text(tls.verify_error);
    for (std::string& certificate : tls.peer_certificates) {
      if (!finder_.find_in_binary(certificate).empty()) certificate = kScrubbedMark;
    }
  }

  void headers(std::vector<Header>& list) const {
    for (Header& header : list) {
      free_text(header.first);
      free_text(header.second);
    }
  }

  void scrub_http(HttpObservation& http) const {
    result(http.result);
    endpoint(http.endpoint);
    free_text(http.url);
    headers(http.request_headers);
    if (!http.response) return;
    headers(http.response->headers);
    free_text(http.response->body);
  }

  void scrub_control(ControlExchange& control) const {
    result(control.result);
    name(control.address);
    name(control.request.url);
    headers(control.request.headers);
    for (Endpoint& e : control.request.tcp_connect) endpoint(e);
    if (control.answer) scrub_answer(*control.answer);
  }

  void scrub_answer(ControlAnswer& answer) const {
    keys(answer.tcp_connect);
    keys(answer.tls_handshake);
    keys(answer.ip_info);
    for (auto& [where, tcp] : answer.tcp_connect) free_text(tcp.failure);
    for (auto& [where, tls] : answer.tls_handshake) {
      name(tls.server_name);
      free_text(tls.failure);
      free_text(tls.leaf_issuer);
    }
    free_text(answer.dns.failure);
    for (std::string& address : answer.dns.addrs) address = without_own(address);
    ControlHttp& http = answer.http_request;
    for (std::string* text : {&http.discovered_h3_endpoint, &http.failure, &http.title}) free_text(*text);
    headers(http.headers);
  }

  /// "203.0.113.7" and "203.0.113.7:443" as the typed fields have them; other texts as text.
  [[nodiscard]] std::string without_own(std::string text) const {
    if (const auto address = IpAddress::parse(text); address && finder_.is_own(*address))
      return nowhere(*address).to_string();
    if (auto e = Endpoint::parse(text); e && finder_.is_own(e->address)) {
      hide(e->address);
      return e->to_string();
    }
    name(text);
    return text;
  }

  template <class Value>
  void keys(std::map<std::string, Value>& map) const {
    std::map<std::string, Value> clean;
    for (auto& [key, value] : map) clean.emplace(without_own(key), std::move(value));
    map = std::move(clean);
  }

  TraceFinder finder_;
};

}  // namespace

Scrubbed<Measurement> scrub(Measurement measurement, const PersonalTraces& traces) {
  const MeasurementScrubber scrubber(traces, measurement);
  scrubber.scrub(measurement);
  return Scrubbed<Measurement>(std::move(measurement));
}

std::string scrub_text(std::string text, const PersonalTraces& traces) {
  sweep_out(text, TraceFinder(traces), Sweep::traces);
  return text;
}

}  // namespace saksi
