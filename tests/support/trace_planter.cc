#include "tests/support/trace_planter.h"

#include <random>

#include "tests/support/trace_search.h"

namespace saksi::test {
namespace {

IpAddress address(const std::string& text) {
  return *IpAddress::parse(text);
}

/// Visits every text and every address of a measurement.
class Visit {
 public:
  explicit Visit(unsigned seed) : random_(seed) {
    for (const char* own : {kPlantedV4, kPlantedV6}) {
      for (const auto& [how, spelling] : all_spellings(own)) spellings_.push_back(spelling);
    }
  }

  void plant(Measurement& m) {
    text(m.category);
    text(m.vantage.as_name);
    text(m.resolver.as_name);
    attempt(m);
    for (Attempt& retest : m.retests) attempt(retest);
    for (FollowUp& follow_up : m.follow_ups) {
      operations(follow_up);
      for (PathTrial& it : follow_up.trials) trial(it);
    }
    m.url = *Url::parse(m.url.text() + "?from=" + kPlantedV4);
  }

  [[nodiscard]] int planted() const { return planted_; }

 private:
  bool rarely() { return random_() % 4 == 0; }
  void text(std::string& text) {
    const std::string trace = rarely() ? kPlantedName : spellings_[random_() % spellings_.size()];
    text += " " + trace + " ";
    ++planted_;
  }
  /// Only own addresses that stand for an endpoint here and there: were every one own, none would be a
  /// server.
  void own(IpAddress& address) {
    if (!rarely()) return;
    address = *IpAddress::parse(rarely() ? kPlantedV6 : kPlantedV4);
    ++planted_;
  }
  void result(Ended& ended) {
    if (ended.failure == Failure::unknown_failure) text(ended.failure_text);
  }
  void answers(std::vector<DnsAnswer>& list) {
    for (DnsAnswer& answer : list) {
      text(answer.as_name);
      if (answer.type == AnswerType::CNAME) {
        text(answer.hostname);
      } else if (rarely()) {
        answer.address = address(answer.type == AnswerType::A ? kPlantedV4 : kPlantedV6);
        ++planted_;
      }
    }
  }
  void headers(std::vector<Header>& list) {
    for (Header& header : list) {
      text(header.first);
      text(header.second);
    }
  }
  void dns(DnsObservation& dns) {
    result(dns.result);
    text(dns.resolver);
    text(dns.hostname);
    answers(dns.answers);
    for (DnsReply& reply : dns.replies) {
      result(reply.result);
      answers(reply.answers);
      reply.raw += address(rarely() ? kPlantedV6 : kPlantedV4).bytes();
      text(reply.raw);
    }
  }
  void tls(TlsObservation& tls) {
    result(tls.result);
    own(tls.endpoint.address);
    text(tls.server_name);
    text(tls.verify_error);
    text(tls.negotiated_protocol);
    for (std::string& certificate : tls.peer_certificates) text(certificate);
  }
  void http(HttpObservation& http) {
    result(http.result);
    own(http.endpoint.address);
    http.url += "?" + std::string{kPlantedV4};
    headers(http.request_headers);
    if (!http.response) return;
    headers(http.response->headers);
    text(http.response->body);
  }
  template <class Value>
  void keys(std::map<std::string, Value>& map) {
    map[kPlantedV4] = {};
    map[std::string{kPlantedV4} + ":443"] = {};
    planted_ += 2;
  }
  void control(ControlExchange& control) {
    result(control.result);
    text(control.address);
    text(control.request.url);
    headers(control.request.headers);
    for (Endpoint& endpoint : control.request.tcp_connect) own(endpoint.address);
    if (!control.answer) return;
    ControlAnswer& answer = *control.answer;
    keys(answer.tcp_connect);
    keys(answer.tls_handshake);
    keys(answer.ip_info);
    for (auto& [where, tcp] : answer.tcp_connect) text(tcp.failure);
    for (auto& [where, it] : answer.tls_handshake) text(it.failure);
    for (auto& [where, it] : answer.tls_handshake) {
      text(it.server_name);
      text(it.leaf_issuer);
    }
    answer.dns.addrs.emplace_back(kPlantedV4);
    ControlHttp& page = answer.http_request;
    for (std::string* it : {&answer.dns.failure, &page.discovered_h3_endpoint, &page.failure, &page.title}) {
      text(*it);
    }
    headers(page.headers);
  }
  void operations(auto& seen) {
    for (DnsObservation& it : seen.dns) dns(it);
    for (TcpObservation& it : seen.tcp) result(it.result);
    for (TcpObservation& it : seen.tcp) own(it.endpoint.address);
    for (TlsObservation& it : seen.tls) tls(it);
    for (HttpObservation& it : seen.http) http(it);
  }
  void attempt(Attempt& attempt) {
    operations(attempt);
    if (attempt.control) control(*attempt.control);
    for (ControlExchange& it : attempt.hop_controls) control(it);
  }
  void trial(PathTrial& trial) {
    text(trial.name);
    own(trial.endpoint.address);
    trial.router = address(rarely() ? kPlantedV6 : kPlantedV4);
    trial.answer += address(kPlantedV4).bytes();
    text(trial.answer);
  }

  std::mt19937 random_;
  std::vector<std::string> spellings_;
  int planted_ = 0;
};

}  // namespace

void TracePlanter::plant(Measurement& measurement) {
  Visit visit{seed_};
  visit.plant(measurement);
  planted_ = visit.planted();
}

PersonalTraces planted_traces() {
  PersonalTraces traces;
  traces.addresses = {address(kPlantedV4), address(kPlantedV6)};
  traces.names = {kPlantedName};
  return traces;
}

std::string planted_in(const std::string& bytes) {
  std::string out;
  for (const auto& finding : search_traces(bytes, {{kPlantedV4, kPlantedV6}, {kPlantedName}})) {
    const std::size_t from = finding.offset < 40 ? 0 : finding.offset - 40;
    out += finding.trace + " as " + finding.spelling;
    if (finding.offset < bytes.size()) out += " near " + bytes.substr(from, 100);
    out += "\n";
  }
  return out;
}

}  // namespace saksi::test
