#include "tests/support/sample_evidence.h"

#include <stdexcept>

namespace saksi {

namespace {

using std::chrono::milliseconds;

// Addresses that example.com lived at or beside: those that RFC 5737 reserves for examples would be judged as
// bogons.
const IpAddress kSite = *IpAddress::parse("93.184.216.34");
const IpAddress kNotice = *IpAddress::parse("93.184.216.66");
const IpAddress kRouter = *IpAddress::parse("93.184.200.3");
constexpr const char* kPage =
    "<html><head><title>Sample site &amp; \"friends\"</title></head><body><h1>Welcome to the sample "
    "site</h1>"
    "<p>Nothing here is real. It is long enough to be compared with what the control saw.</p></body></html>";
constexpr const char* kNoticePage =
    "<html><head><title>Makluman / Notification</title><script>alert('never shown')</script></head><body>"
    "<h1>Notification</h1><p>This sample website is not available as it violates the Sample Act &amp; "
    "others.</p>"
    "<img src=x onerror=alert(1)></body></html>";
constexpr const char* kCampusPage =
    "<html><head><title>Access denied</title></head><body>Sample Campus Web Filter: games are not "
    "allowed.</body></html>";
constexpr const char* kProductPage =
    "<html><head><title>Blocked</title></head><body>Sample Shield: this category is blocked.</body></html>";
constexpr const char* kGeoPage =
    "<html><head><title>Not available in your region</title></head><body>Error 403. Our service cannot be "
    "offered in "
    "your country.</body></html>";
constexpr const char* kLegalPage =
    "<html><head><title>Unavailable For Legal Reasons</title></head><body>This page is "
    "withheld.</body></html>";

template <class Observation>
Observation begin(std::int64_t transaction, int start_ms, int end_ms) {
  Observation observation;
  observation.transaction_id = transaction;
  observation.started = milliseconds(start_ms);
  observation.ended = milliseconds(end_ms);
  return observation;
}

DnsAnswer answer_of(const IpAddress& address) {
  DnsAnswer answer;
  answer.type = AnswerType::A;
  answer.address = address;
  answer.ttl = 300;
  answer.asn = Asn{address == kNotice ? 64500U : 64510U};
  answer.as_name = address == kNotice ? "Sample Censor" : "Sample Hosting";
  return answer;
}

DnsObservation ask(const Measurement& m, std::int64_t id, DnsEngine engine, const char* resolver) {
  DnsObservation dns = begin<DnsObservation>(id, 0, 30);
  dns.engine = engine;
  dns.resolver = resolver;
  dns.hostname = m.url.host();
  dns.question = engine == DnsEngine::system ? DnsQuestion::ANY : DnsQuestion::A;
  return dns;
}

void answer(DnsObservation& dns, const IpAddress& address) {
  dns.answers.push_back(answer_of(address));
  dns.replies.push_back({DnsQuestion::A, milliseconds(25), 0, {}, {answer_of(address)}, ""});
}

void fail(DnsObservation& dns, Failure failure, int rcode) {
  dns.result.failure = failure;
  dns.replies.push_back({DnsQuestion::A, milliseconds(25), rcode, {failure, ""}, {}, ""});
}

/// The system's resolver, a public one over UDP and one over HTTPS.
void resolve(Measurement& m, const IpAddress* from_isp) {
  DnsObservation system = ask(m, 1, DnsEngine::system, "system");
  DnsObservation udp = ask(m, 2, DnsEngine::udp, "8.8.8.8:53");
  DnsObservation doh = ask(m, 3, DnsEngine::doh, "https://dns.google/dns-query");
  for (DnsObservation* dns : {&system, &udp}) {
    if (from_isp != nullptr) {
      answer(*dns, *from_isp);
    } else {
      fail(*dns, Failure::dns_nxdomain_error, 3);
    }
  }
  answer(doh, kSite);
  m.dns = {system, udp, doh};
}

Endpoint endpoint_of(const Measurement& m, const IpAddress& address) {
  return {address, m.url.port()};
}

void connect(Measurement& m, std::int64_t id, const IpAddress& address, std::optional<Failure> failure = {}) {
  TcpObservation tcp = begin<TcpObservation>(id, 40, failure ? 10040 : 60);
  tcp.endpoint = endpoint_of(m, address);
  tcp.result.failure = failure;
  m.tcp.push_back(tcp);
}

void handshake(Measurement& m, std::int64_t id, const IpAddress& address,
               std::optional<Failure> failure = {}) {
  if (!m.url.is_https()) return;
  TlsObservation tls = begin<TlsObservation>(id, 60, 90);
  tls.endpoint = endpoint_of(m, address);
  tls.server_name = m.url.host();
  tls.result.failure = failure;
  if (!failure) {
    tls.version = "TLSv1.3";
    tls.cipher_suite = "TLS_AES_128_GCM_SHA256";
    tls.negotiated_protocol = "http/1.1";
    tls.server_hello_seen = true;
  }
  m.tls.push_back(tls);
}

void fetch(Measurement& m, std::int64_t id, const IpAddress& address, int code, const char* body,
           std::vector<Header> headers = {}) {
  HttpObservation http = begin<HttpObservation>(id, 90, 140);
  http.url = m.url.text();
  http.endpoint = endpoint_of(m, address);
  http.protocol = "http/1.1";
  HttpResponse response;
  response.code = code;
  response.headers = {{"Content-Type", "text/html"}, {"Server", "sample"}};
  response.headers.insert(response.headers.end(), headers.begin(), headers.end());
  response.body = body;
  response.body_length = response.body.size();
  http.response = response;
  m.http.push_back(http);
}

void load(Measurement& m, const IpAddress& address, int code, const char* body,
          std::vector<Header> headers = {}) {
  connect(m, 10, address);
  handshake(m, 10, address);
  fetch(m, 10, address, code, body, std::move(headers));
}

ControlAnswer control_answer(const Measurement& m) {
  ControlAnswer answer;
  const std::string endpoint = endpoint_of(m, kSite).to_string();
  answer.tcp_connect[endpoint] = {true, ""};
  if (m.url.is_https()) answer.tls_handshake[endpoint] = {m.url.host(), true, ""};
  answer.dns.addrs = {kSite.to_string()};
  answer.ip_info[kSite.to_string()] = {Asn{64510}, resolved_by_control | valid_for_domain};
  answer.http_request.status_code = 200;
  answer.http_request.body_length = static_cast<std::int64_t>(std::string(kPage).size());
  answer.http_request.title = "Sample site &amp; \"friends\"";
  answer.http_request.headers = {{"Content-Type", "text/html"}, {"Server", "sample"}};
  return answer;
}

void ask_control(Measurement& m) {
  ControlExchange exchange;
  exchange.address = "https://control.example";
  exchange.request.url = m.url.text();
  exchange.request.tcp_connect = {endpoint_of(m, kSite)};
  exchange.started = milliseconds(30);
  exchange.ended = milliseconds(600);
  exchange.answer = control_answer(m);
  m.control = exchange;
}

void look_again(Measurement& m, int after_seconds) {
  Attempt again = m;
  again.begun = std::chrono::seconds(after_seconds);
  m.retests.push_back(again);
}

TlsObservation swapped(const Measurement& m, const char* name, std::optional<Failure> failure) {
  TlsObservation tls = begin<TlsObservation>(1, 3000, 3030);
  tls.endpoint = endpoint_of(m, kSite);
  tls.server_name = name;
  tls.result.failure = failure;
  tls.server_hello_seen = !failure.has_value();
  if (!failure) tls.version = "TLSv1.3";
  return tls;
}

FollowUp swap_names(const Measurement& m) {
  FollowUp swap;
  swap.experiment = Experiment::sni_swap;
  swap.started = milliseconds(3000);
  swap.ended = milliseconds(3100);
  swap.tls = {swapped(m, "neutral.example", {}), swapped(m, m.url.host().c_str(), Failure::connection_reset)};
  return swap;
}

PathTrial trial_of(const Measurement& m, int ttl, PathReply reply) {
  PathTrial trial;
  trial.ttl = ttl;
  trial.name = m.url.host();
  trial.endpoint = endpoint_of(m, kSite);
  trial.reply = reply;
  trial.router_asn = Asn{64497};
  return trial;
}

/// The censor is behind the second router; only the third may be told (core/scrub_path.h).
FollowUp walk_the_way(const Measurement& m) {
  FollowUp walk;
  walk.experiment = Experiment::hop_walk;
  walk.started = milliseconds(3200);
  walk.ended = milliseconds(4200);
  walk.trials = {trial_of(m, 6, PathReply::answer), trial_of(m, 1, PathReply::expired),
                 trial_of(m, 2, PathReply::expired), trial_of(m, 3, PathReply::reset)};
  walk.trials.front().name.clear();  // a bare SYN: how far the server is
  walk.trials.back().router = kRouter;
  return walk;
}

void pursue(Measurement& m) {
  look_again(m, 25);
  look_again(m, 51);
  m.follow_ups = {swap_names(m), walk_the_way(m)};
}

void lose_control(Measurement& m) {
  m.control->answer.reset();
  m.control->result.failure = Failure::generic_timeout_error;
}

void let_control_fail_too(Measurement& m) {
  ControlAnswer& answer = *m.control->answer;
  const std::string endpoint = endpoint_of(m, kSite).to_string();
  answer.tcp_connect[endpoint] = {false, "generic_timeout_error"};
  answer.tls_handshake.clear();
  answer.http_request = {};
  answer.http_request.failure = "generic_timeout_error";
}

Verdict blocked(Certainty certainty, Scope scope, Layer layer, Method method, const char* reason) {
  Verdict verdict;
  verdict.word = VerdictWord::blocked;
  verdict.certainty = certainty;
  verdict.scope = scope;
  verdict.layer = layer;
  verdict.method = method;
  verdict.reasons = {reason};
  return verdict;
}

Verdict plain(VerdictWord word, Certainty certainty, const char* reason) {
  Verdict verdict;
  verdict.word = word;
  verdict.certainty = certainty;
  verdict.reasons = {reason};
  return verdict;
}

Verdict with_fingerprint(Verdict verdict, const char* name) {
  verdict.fingerprint = name;
  return verdict;
}

Verdict with_scope(Verdict verdict, Scope scope) {
  verdict.scope = scope;
  return verdict;
}

Verdict pursued(Verdict verdict) {
  verdict.attempts = 3;
  verdict.agreed = 3;
  verdict.isolated_by = {Experiment::sni_swap, Experiment::hop_walk};
  verdict.location = Location{3, Place::isp, kRouter, Asn{64497}};
  return verdict;
}

Verdict verdict_without_findings(SampleKind kind) {
  switch (kind) {
    case SampleKind::open:
    case SampleKind::proxied:
      return plain(VerdictWord::accessible, Certainty::no_sign, "The page is the same as the control's.");
    case SampleKind::notice:
      return with_fingerprint(
          blocked(Certainty::confirmed, Scope::national, Layer::dns, Method::notice_address,
                  "The resolver gave 93.184.216.66, a known notice address."),
          "sample.notice_dns");
    case SampleKind::nxdomain:
      return blocked(Certainty::possible, Scope::unknown, Layer::dns, Method::nxdomain,
                     "The resolver says that the name does not exist; the control found an address.");
    case SampleKind::reset:
      return blocked(Certainty::possible, Scope::unknown, Layer::tls, Method::reset_after_client_hello,
                     "The handshake was reset after the ClientHello; the control's succeeded.");
    case SampleKind::pursued:
      return pursued(blocked(Certainty::strong, Scope::unknown, Layer::tls, Method::reset_after_client_hello,
                             "The handshake was reset after the ClientHello; the control's succeeded."));
    case SampleKind::tcp_timeout:
      return blocked(Certainty::possible, Scope::unknown, Layer::tcp, Method::timed_out,
                     "The connection timed out; the control's succeeded.");
    case SampleKind::down:
      return plain(VerdictWord::site_down, Certainty::not_concluded,
                   "The control could not reach the site either.");
    case SampleKind::refused:
      return plain(VerdictWord::refused_by_server, Certainty::not_concluded,
                   "The site's own server answered 403.");
    case SampleKind::no_control:
      return plain(VerdictWord::inconclusive, Certainty::not_concluded,
                   "The connection failed and no control answered.");
    case SampleKind::product:
      return with_fingerprint(blocked(Certainty::possible, Scope::product, Layer::http, Method::notice_page,
                                      "The page is that of a filtering product."),
                              "sample.product");
    case SampleKind::institution:
      return with_fingerprint(with_scope(plain(VerdictWord::local_network, Certainty::not_concluded,
                                               "The page is that of an institution's filter."),
                                         Scope::institution),
                              "sample.campus");
    case SampleKind::broken_line:
      return plain(VerdictWord::local_network, Certainty::not_concluded,
                   "Sites that should open everywhere failed.");
    case SampleKind::legal:
      return blocked(Certainty::confirmed, Scope::unknown, Layer::http, Method::status_451,
                     "HTTP status 451, and the answer names who demanded it.");
  }
  throw std::logic_error("no such kind of sample");
}

}  // namespace

SampleKind sample_kind(char letter) {
  static constexpr std::string_view kLetters = "onxrtdgpiwl4bs";
  const std::size_t index = kLetters.find(letter);
  if (index == std::string_view::npos) throw std::logic_error("no such letter in a sample");
  return static_cast<SampleKind>(index);
}

Verdict expected_verdict(SampleKind kind) {
  Verdict verdict = verdict_without_findings(kind);
  for (const Layer layer : kLayers) {
    const bool carried = verdict.layer == layer;
    verdict.findings.push_back({layer, carried ? FindingState::interfered : FindingState::ok,
                                carried ? verdict.method : std::nullopt});
  }
  if (kind == SampleKind::notice)
    verdict.findings.front() = {Layer::dns, FindingState::interfered, Method::notice_address};
  if (kind == SampleKind::proxied)
    verdict.findings.front() = {Layer::dns, FindingState::interfered, Method::proxied};
  verdict.rules_version = "1";
  return verdict;
}

void add_evidence(Measurement& m, SampleKind kind) {
  const bool lied_to = kind == SampleKind::notice;
  resolve(m, kind == SampleKind::nxdomain ? nullptr : (lied_to ? &kNotice : &kSite));
  ask_control(m);
  switch (kind) {
    case SampleKind::open:
    case SampleKind::proxied:
      return load(m, kSite, 200, kPage);
    case SampleKind::notice:
      if (!m.url.is_https()) return load(m, kNotice, 200, kNoticePage);
      connect(m, 10, kNotice);  // it has no certificate of the site's, so no page can be shown
      return handshake(m, 10, kNotice, Failure::ssl_invalid_hostname);
    case SampleKind::nxdomain:
      return;
    case SampleKind::pursued:
      add_evidence(m, SampleKind::reset);
      return pursue(m);
    case SampleKind::reset:
      for (const std::int64_t id : {10, 11, 12}) {
        connect(m, id, kSite);
        handshake(m, id, kSite, Failure::connection_reset);
      }
      return;
    case SampleKind::tcp_timeout:
    case SampleKind::broken_line:
      for (const std::int64_t id : {10, 11, 12}) connect(m, id, kSite, Failure::generic_timeout_error);
      return;
    case SampleKind::down:
      connect(m, 10, kSite, Failure::generic_timeout_error);
      return let_control_fail_too(m);
    case SampleKind::refused:
      return load(m, kSite, 403, kGeoPage);
    case SampleKind::no_control:
      connect(m, 10, kSite, Failure::generic_timeout_error);
      return lose_control(m);
    case SampleKind::product:
      return load(m, kSite, 200, kProductPage);
    case SampleKind::institution:
      return load(m, kSite, 200, kCampusPage);
    case SampleKind::legal:
      return load(m, kSite, 451, kLegalPage,
                  {{"Link", "<https://regulator.example/order/17>; rel=\"blocked-by\""}});
  }
}

}  // namespace saksi
