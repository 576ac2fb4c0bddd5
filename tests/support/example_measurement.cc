#include "tests/support/example_measurement.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

const char* const kSite = "93.184.216.34";
const char* const kNotice = "175.139.142.25";

DnsAnswer address(const char* text, std::uint32_t asn, const char* as_name) {
  const IpAddress parsed = IpAddress::parse(text).value();
  return {parsed.is_v4() ? AnswerType::A : AnswerType::AAAA, parsed, "", 300, Asn{asn}, as_name};
}

template <class Observation>
Observation at(std::int64_t transaction, int depth, Offset started, Offset ended) {
  Observation observation;
  observation.transaction_id = transaction;
  observation.depth = depth;
  observation.started = started;
  observation.ended = ended;
  return observation;
}

std::vector<DnsObservation> lookups() {
  auto system = at<DnsObservation>(1, 0, 200us, 31ms);
  system.engine = DnsEngine::system;
  system.resolver = "system";
  system.hostname = "www.example.com";
  system.question = DnsQuestion::ANY;
  system.answers = {address(kNotice, 4788, "TM TECHNOLOGY SERVICES SDN. BHD.")};

  auto udp = at<DnsObservation>(2, 0, 210us, 20ms);
  udp.engine = DnsEngine::udp;
  udp.resolver = "8.8.8.8:53";
  udp.hostname = "www.example.com";
  udp.answers = system.answers;
  udp.replies = {{DnsQuestion::A, 20ms, 0, {}, udp.answers, "\x01\x02\x81\x80"},
                 {DnsQuestion::A, 48ms, 0, {}, {address(kSite, 15133, "Edgecast Inc.")}, "\x01\x02\x81\x81"}};

  auto doh = at<DnsObservation>(3, 0, 220us, 90ms);
  doh.engine = DnsEngine::doh;
  doh.resolver = "https://dns.google/dns-query";
  doh.hostname = "www.example.com";
  DnsAnswer alias;
  alias.type = AnswerType::CNAME;
  alias.hostname = "example.com";
  alias.ttl = 60;
  doh.answers = {alias, address(kSite, 15133, "Edgecast Inc.")};
  doh.replies = {{DnsQuestion::A, 90ms, 0, {}, doh.answers, "\x01\x02\x81\x80"}};

  auto missing = at<DnsObservation>(4, 0, 230us, 95ms);
  missing.engine = DnsEngine::doh;
  missing.resolver = "https://dns.google/dns-query";
  missing.hostname = "www.example.com";
  missing.question = DnsQuestion::AAAA;
  missing.result = {Failure::dns_nxdomain_error, ""};
  missing.replies = {{DnsQuestion::AAAA, 95ms, 3, missing.result, {}, "\x01\x02\x81\x83"}};
  return {system, udp, doh, missing};
}

void put_connections(Measurement& m) {
  auto notice = at<TcpObservation>(5, 0, 100ms, 130ms);
  notice.endpoint = Endpoint::parse("175.139.142.25:80").value();
  auto site = at<TcpObservation>(6, 0, 100ms, 290ms);
  site.endpoint = Endpoint::parse("93.184.216.34:443").value();
  auto hop = at<TcpObservation>(7, 1, 180ms, 10180ms);
  hop.endpoint = Endpoint::parse("[2001:e68::25]:8443").value();
  hop.result = {Failure::generic_timeout_error, ""};
  m.tcp = {notice, site, hop};

  auto tls = at<TlsObservation>(6, 0, 290ms, 400ms);
  tls.endpoint = site.endpoint;
  tls.server_name = "www.example.com";
  tls.version = "TLSv1.3";
  tls.cipher_suite = "TLS_AES_128_GCM_SHA256";
  tls.negotiated_protocol = "h2";
  tls.peer_certificates = {"\x30\x82\x01\x0a"};
  tls.server_hello_seen = true;
  m.tls = {tls};

  auto http = at<HttpObservation>(5, 0, 130ms, 180ms);
  http.url = "http://www.example.com/";
  http.endpoint = notice.endpoint;
  http.protocol = "http/1.1";
  http.request_headers = {{"Accept", "*/*"}, {"User-Agent", "Mozilla/5.0"}};
  http.response = HttpResponse{
      302,
      {{"location", "https://notice.example.my:8443/"}, {"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}},
      "caf\xe9 <html>",
      11,
      false};
  m.http = {http};
}

ControlExchange control() {
  ControlExchange exchange;
  exchange.address = "https://control.example.org";
  exchange.request = {
      "http://www.example.com/", {{"Accept", "*/*"}}, {Endpoint::parse("93.184.216.34:80").value()}};
  exchange.started = 96ms;
  exchange.ended = 900ms;
  ControlAnswer answer;
  answer.tcp_connect["93.184.216.34:80"] = {true, ""};
  answer.tls_handshake["93.184.216.34:443"] = {"www.example.com", true, ""};
  answer.http_request = {1533, "", "", "Default Web Page", {{"Content-Type", "text/html"}}, 200};
  answer.dns = {"", {kSite}};
  answer.ip_info[kSite] = {Asn{15133}, 11};
  exchange.answer = answer;
  return exchange;
}

Attempt second_look() {
  Attempt attempt;
  attempt.begun = 24s;
  attempt.runtime = 90ms;
  attempt.line = {LineState::online, 5, 0};
  attempt.disturbed = true;
  auto system = at<DnsObservation>(1, 0, 150us, 28ms);
  system.engine = DnsEngine::system;
  system.resolver = "system";
  system.hostname = "www.example.com";
  system.question = DnsQuestion::ANY;
  system.answers = {address(kNotice, 4788, "TM TECHNOLOGY SERVICES SDN. BHD.")};
  attempt.dns = {system};
  attempt.control = control();
  return attempt;
}

/// The question to an address that runs no DNS was answered.
FollowUp forged_answer() {
  FollowUp experiment;
  experiment.experiment = Experiment::dns_no_server;
  experiment.started = 11s;
  experiment.ended = 11s + 21ms;
  auto udp = at<DnsObservation>(1, 0, 11s, 11s + 21ms);
  udp.engine = DnsEngine::udp;
  udp.resolver = "195.201.7.7:53";
  udp.hostname = "www.example.com";
  udp.answers = {address(kNotice, 4788, "TM TECHNOLOGY SERVICES SDN. BHD.")};
  udp.replies = {{DnsQuestion::A, 11s + 20ms, 0, {}, udp.answers, "\x01\x02\x81\x80"}};
  experiment.dns = {udp};
  return experiment;
}

PathTrial trial(int ttl, PathReply reply, Offset after, const char* router, std::uint32_t asn) {
  PathTrial trial;
  trial.ttl = ttl;
  trial.name = "www.example.com";
  trial.endpoint = Endpoint::parse("93.184.216.34:443").value();
  trial.reply = reply;
  trial.after = after;
  trial.router = IpAddress::parse(router);
  trial.router_asn = Asn{asn};
  return trial;
}

/// Three routers, the censor behind the third; the home router's own address has been scrubbed.
FollowUp walk() {
  FollowUp experiment;
  experiment.experiment = Experiment::hop_walk;
  experiment.started = 12s;
  experiment.ended = 15s;
  experiment.trials = {trial(1, PathReply::expired, 2ms, "", 0),
                       trial(2, PathReply::expired, 8ms, "175.139.0.9", 4788),
                       trial(3, PathReply::reset, 9ms, "175.139.1.1", 4788)};
  experiment.trials.back().answer = std::string("\x15\x03\xff", 3);
  return experiment;
}

}  // namespace

Measurement example_measurement() {
  Measurement m;
  m.id = "00112233445566778899aabbccddeeff";
  m.run_id = "ffeeddccbbaa99887766554433221100";
  m.url = Url::parse("http://www.example.com/").value();
  m.category = "NEWS";
  m.started = parse_time("2026-11-21T16:51:05.250000Z").value();
  m.runtime = 10200ms;
  m.software_version = "0.1.0";
  m.simulated = true;
  m.vantage = {Asn{4788}, "TM TECHNOLOGY SERVICES SDN. BHD.", CountryCode::parse("MY").value()};
  m.line = {LineState::online, 5, 0};
  m.dns = lookups();
  put_connections(m);
  m.control = control();
  m.hop_controls = {control()};
  m.hop_controls.front().depth = 1;
  m.hop_controls.front().request.url = "https://notice.example.my:8443/";
  m.retests = {second_look()};
  m.follow_ups = {forged_answer(), walk()};
  return m;
}

Verdict example_verdict() {
  Verdict verdict;
  verdict.word = VerdictWord::blocked;
  verdict.certainty = Certainty::confirmed;
  verdict.scope = Scope::national;
  verdict.layer = Layer::dns;
  verdict.method = Method::notice_address;
  verdict.findings = {{Layer::dns, FindingState::interfered, Method::notice_address},
                      {Layer::tcp, FindingState::ok, std::nullopt},
                      {Layer::tls, FindingState::ok, std::nullopt},
                      {Layer::http, FindingState::interfered, Method::redirect_to_notice},
                      {Layer::rate, FindingState::unknown, std::nullopt}};
  verdict.reasons = {"The system resolver answered 175.139.142.25, a known notice address."};
  verdict.fingerprint = "my_notice_address";
  verdict.attempts = 2;
  verdict.agreed = 2;
  verdict.isolated_by = {Experiment::dns_no_server, Experiment::hop_walk};
  verdict.location = Location{3, Place::isp, IpAddress::parse("175.139.1.1"), Asn{4788}};
  verdict.rules_version = "1";
  verdict.fingerprints_version = "0123456789abcdef";
  return verdict;
}

OoniKeys example_ooni_keys() {
  OoniKeys keys;
  keys.blocking = OoniBlocking::dns;
  keys.accessible = false;
  keys.dns_consistent = false;
  keys.http_experiment_failure = "generic_timeout_error";
  keys.dns_flags = 4;
  keys.blocking_flags = 1;
  return keys;
}

}  // namespace saksi
