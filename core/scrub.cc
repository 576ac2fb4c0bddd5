#include "core/scrub.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "core/digest.h"
#include "core/scrub_dns.h"
#include "core/scrub_find.h"
#include "core/scrub_known.h"
#include "core/scrub_path.h"

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

class MeasurementScrubber {
 public:
  explicit MeasurementScrubber(TraceFinder finder) : finder_(std::move(finder)) {}

  void scrub(Measurement& m) {
    scrub_url(m.url);
    scrub_vantage(m.vantage);
    scrub_vantage(m.resolver);
    name(m.category);
    scrub_attempt(m);
    for (Attempt& retest : m.retests) scrub_attempt(retest);
    for (FollowUp& follow_up : m.follow_ups) scrub_follow_up(follow_up);
    forget_dropped(m);
    for (Attempt& retest : m.retests) forget_dropped(retest);
  }

 private:
  /// Logs of certificates would give a dropped one back for its hash, which a control may have told.
  void forget_dropped(std::optional<ControlAnswer>& answer) const {
    if (!answer) return;
    for (auto& [where, tls] : answer->tls_handshake) {
      const bool told = std::find_first_of(tls.chain_sha256.begin(), tls.chain_sha256.end(), dropped_.begin(),
                                           dropped_.end()) != tls.chain_sha256.end();
      if (told) tls.chain_sha256.clear();
    }
  }

  void forget_dropped(Attempt& attempt) const {
    if (attempt.control) forget_dropped(attempt.control->answer);
    for (ControlExchange& control : attempt.hop_controls) forget_dropped(control.answer);
  }

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

  void scrub_connections(auto& seen) {
    for (TcpObservation& tcp : seen.tcp) {
      result(tcp.result);
      endpoint(tcp.endpoint);
    }
    for (TlsObservation& tls : seen.tls) scrub_tls(tls);
    for (HttpObservation& http : seen.http) scrub_http(http);
  }

  void scrub_attempt(Attempt& attempt) {
    for (DnsObservation& dns : attempt.dns) scrub_dns(dns);
    scrub_connections(attempt);
    if (attempt.control) scrub_control(*attempt.control);
    for (ControlExchange& control : attempt.hop_controls) scrub_control(control);
  }

  void scrub_follow_up(FollowUp& follow_up) {
    for (DnsObservation& dns : follow_up.dns) {
      if (follow_up.experiment == Experiment::dns_identity) {
        scrub_identity(dns);
      } else {
        scrub_dns(dns);
      }
    }
    scrub_connections(follow_up);
    for (PathTrial& trial : follow_up.trials) scrub_trial(trial);
    hide_near_routers(follow_up.trials, finder_);
  }

  void scrub_trial(PathTrial& trial) const {
    name(trial.name);
    endpoint(trial.endpoint);
    constexpr std::uint16_t kDnsPort = 53;
    if (trial.endpoint.port == kDnsPort) {
      trial.answer = scrub_dns_message(std::move(trial.answer), finder_);
      return;
    }
    free_text(trial.answer);  // of a server in the clear; of TLS these are bytes
    trial.answer = replace(trial.answer, finder_.find_in_binary(trial.answer), kScrubbedMark);
  }

  void scrub_vantage(Vantage& vantage) const { name(vantage.as_name); }

  void answers(std::vector<DnsAnswer>& list, bool keep_network = false) const {
    for (DnsAnswer& answer : list) {
      name(answer.hostname);
      name(answer.as_name);
      if (answer.type == AnswerType::CNAME || !finder_.is_own(answer.address)) continue;
      answer.address = nowhere(answer.address);
      if (keep_network) continue;
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

  /// The network that asks is the evidence; it is the volunteer's own or one that is told anyway. Whoami
  /// names also answer with texts that hold a subnet of the person asking, so that no message is kept.
  void scrub_identity(DnsObservation& dns) const {
    answers(dns.answers, true);
    for (DnsReply& reply : dns.replies) {
      answers(reply.answers, true);
      reply.raw.clear();
    }
    scrub_dns(dns);
  }

  void scrub_tls(TlsObservation& tls) {
    result(tls.result);
    endpoint(tls.endpoint);
    name(tls.server_name);
    name(tls.negotiated_protocol);
    free_text(tls.verify_error);
    for (std::string& certificate : tls.peer_certificates) {
      if (clean_.contains(certificate)) continue;  // every address of a site shows the same chain
      if (finder_.find_in_binary(certificate).empty()) {
        clean_.insert(certificate);
        continue;
      }
      dropped_.push_back(sha256_hex(certificate));
      certificate = kScrubbedMark;
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
  std::set<std::string_view> clean_;  // certificates of this measurement without a trace
  std::vector<std::string> dropped_;  // SHA-256 of the certificates that were taken out
};

}  // namespace

Scrubber::Scrubber(PersonalTraces traces)
    : traces_(std::move(traces)), tables_(std::make_shared<const TraceTables>(traces_)) {}

Scrubbed<Measurement> Scrubber::scrub(Measurement measurement) const {
  Surroundings surroundings{known_addresses(measurement), measurement.url.host()};
  const PersonalTraces all = with_identities(traces_, measurement, surroundings.known);
  const bool more = all.addresses.size() > traces_.addresses.size();
  MeasurementScrubber scrubber(more ? TraceFinder(all, std::move(surroundings))
                                    : TraceFinder(tables_, std::move(surroundings)));
  scrubber.scrub(measurement);
  return Scrubbed<Measurement>(std::move(measurement));
}

Scrubbed<Measurement> scrub(Measurement measurement, const PersonalTraces& traces) {
  return Scrubber(traces).scrub(std::move(measurement));
}

std::string scrub_text(std::string text, const PersonalTraces& traces) {
  sweep_out(text, TraceFinder(traces), Sweep::traces);
  return text;
}

}  // namespace saksi
