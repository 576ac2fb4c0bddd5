#include "tests/support/random_measurement.h"

#include <random>

#include "core/digest.h"

namespace saksi {
namespace {

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}

  std::int64_t below(std::int64_t bound) {
    return std::uniform_int_distribution<std::int64_t>(0, bound - 1)(engine_);
  }
  bool coin() { return below(2) == 1; }
  Offset offset() { return Offset{below(60'000'000)}; }

  /// Any byte at all: most of these are not UTF-8.
  std::string bytes(std::int64_t most) {
    std::string text(static_cast<std::size_t>(below(most + 1)), '\0');
    for (char& c : text) c = static_cast<char>(below(256));
    return text;
  }
  /// Valid UTF-8 with what JSON must escape.
  std::string words(std::int64_t most) {
    const char* pieces[] = {"a",    "Z", " ", "\"", "\\", "\n",  "\x01", "/",
                            "\x7f", "é", "ж", "例", "🜁",  "<b>", "0"};
    std::string text;
    for (std::int64_t left = below(most + 1); left > 0; --left) text += pieces[below(15)];
    return text;
  }
  std::string either(std::int64_t most) { return coin() ? words(most) : bytes(most); }

  IpAddress address() { return *IpAddress::from_bytes(sized(coin() ? 4 : 16)); }
  Endpoint endpoint() { return {address(), static_cast<std::uint16_t>(below(65536))}; }
  Asn asn() { return Asn{static_cast<std::uint32_t>(below(std::int64_t{1} << 32))}; }

  template <class Enum>
  Enum any(Enum last) {
    return static_cast<Enum>(below(static_cast<std::int64_t>(last) + 1));
  }
  Ended ended() {
    if (coin()) return {};
    const Failure failure = any(Failure::unknown_failure);
    return {failure, failure == Failure::unknown_failure ? either(20) : ""};
  }
  template <class Make>
  auto some(std::int64_t most, Make make) {
    std::vector<decltype(make())> items;
    for (std::int64_t left = below(most + 1); left > 0; --left) items.push_back(make());
    return items;
  }

 private:
  std::string sized(std::size_t size) {
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(below(256));
    return text;
  }
  std::mt19937 engine_;
};

void fill(Dice& dice, Operation& operation) {
  operation.transaction_id = dice.below(9999);
  operation.depth = static_cast<int>(dice.below(11));
  operation.started = dice.offset();
  operation.ended = operation.started + dice.offset();
  operation.result = dice.ended();
}

DnsAnswer random_answer(Dice& dice) {
  DnsAnswer answer;
  answer.type = dice.any(AnswerType::CNAME);
  while (answer.type != AnswerType::CNAME && answer.address.is_v4() != (answer.type == AnswerType::A)) {
    answer.address = dice.address();
  }
  if (answer.type == AnswerType::CNAME) answer.hostname = dice.either(20);
  answer.ttl = static_cast<std::uint32_t>(dice.below(std::int64_t{1} << 32));
  answer.asn = dice.asn();
  answer.as_name = dice.either(20);
  return answer;
}

DnsReply random_reply(Dice& dice) {
  DnsReply reply;
  reply.question = dice.any(DnsQuestion::AAAA);
  reply.at = dice.offset();
  reply.rcode = static_cast<int>(dice.below(16));
  reply.result = dice.ended();
  reply.answers = dice.some(3, [&] { return random_answer(dice); });
  reply.raw = dice.bytes(100);
  reply.ip_ttl = static_cast<std::uint8_t>(dice.below(256));
  return reply;
}

DnsObservation random_dns(Dice& dice) {
  DnsObservation dns;
  fill(dice, dns);
  dns.engine = dice.any(DnsEngine::doh);
  dns.resolver = dns.engine == DnsEngine::system ? "system" : dice.endpoint().to_string();
  dns.hostname = dice.words(20);
  dns.question = dns.engine == DnsEngine::system ? DnsQuestion::ANY : dice.any(DnsQuestion::AAAA);
  dns.answers = dice.some(4, [&] { return random_answer(dice); });
  dns.replies = dice.some(3, [&] { return random_reply(dice); });
  for (DnsReply& reply : dns.replies) reply.at += dns.started;
  return dns;
}

TcpObservation random_tcp(Dice& dice) {
  TcpObservation tcp;
  fill(dice, tcp);
  tcp.endpoint = dice.endpoint();
  return tcp;
}

TlsObservation random_tls(Dice& dice) {
  TlsObservation tls;
  fill(dice, tls);
  tls.endpoint = dice.endpoint();
  tls.server_name = dice.words(20);
  tls.version = dice.coin() ? "TLSv1.3" : "";
  tls.cipher_suite = dice.coin() ? "TLS_AES_128_GCM_SHA256" : "";
  tls.negotiated_protocol = dice.coin() ? "h2" : "";
  tls.peer_certificates = dice.some(3, [&] { return dice.bytes(200); });
  if (dice.coin()) tls.alert_received = static_cast<int>(dice.below(256));
  tls.server_hello_seen = dice.coin();
  tls.verify_error = dice.words(20);
  return tls;
}

Header random_header(Dice& dice) {
  return {dice.either(10), dice.either(20)};
}

HttpObservation random_http(Dice& dice) {
  HttpObservation http;
  fill(dice, http);
  http.url = "https://example.com/" + std::to_string(dice.below(1000));
  http.endpoint = dice.endpoint();
  http.protocol = dice.coin() ? "h2" : "http/1.1";
  http.request_headers = dice.some(4, [&] { return random_header(dice); });
  if (dice.coin()) return http;
  http.response.emplace();
  http.response->code = static_cast<int>(dice.below(600));
  http.response->headers = dice.some(5, [&] { return random_header(dice); });
  http.response->body = dice.either(3000);
  http.response->body_length = http.response->body.size() + static_cast<std::size_t>(dice.below(100));
  http.response->body_truncated = dice.coin();
  return http;
}

ControlAnswer random_control_answer(Dice& dice) {
  ControlAnswer answer;
  for (int i = 0; i < 2; ++i) {
    answer.tcp_connect[dice.endpoint().to_string()] = {dice.coin(), dice.coin() ? "connect_error" : ""};
    answer.tls_handshake[dice.endpoint().to_string()] = {dice.words(9), dice.coin(),
                                                         dice.coin() ? "eof_error" : ""};
    answer.ip_info[dice.address().to_string()] = {dice.asn(), static_cast<unsigned>(dice.below(16))};
  }
  for (auto& [where, tls] : answer.tls_handshake) {
    tls.chain_sha256 = dice.some(2, [&] { return sha256_hex(dice.bytes(20)); });
    if (!tls.chain_sha256.empty()) tls.leaf_issuer = dice.words(20);
  }
  answer.http_request = {dice.below(100000) - 1,
                         dice.words(5),
                         dice.coin() ? "unknown_error" : "",
                         dice.words(40),
                         {{"A-Header", dice.words(9)}, {"B-Header", dice.words(9)}},
                         static_cast<int>(dice.below(600))};
  answer.dns = {dice.coin() ? "dns_name_error" : "",
                dice.some(3, [&] { return dice.address().to_string(); })};
  return answer;
}

ControlExchange random_control(Dice& dice) {
  ControlExchange control;
  control.address = "https://control.example/" + std::to_string(dice.below(9));
  control.request.url = "https://example.com/" + std::to_string(dice.below(1000));
  control.request.headers = {{"Accept", "*/*"}, {"User-Agent", dice.words(20)}};
  control.request.tcp_connect = dice.some(4, [&] { return dice.endpoint(); });
  control.started = dice.offset();
  control.ended = dice.offset();
  control.result = dice.ended();
  if (control.result.ok()) control.answer = random_control_answer(dice);
  return control;
}

Vantage random_vantage(Dice& dice) {
  return {dice.asn(), dice.words(10), *CountryCode::parse(dice.coin() ? "MY" : "ZZ")};
}

void fill(Dice& dice, Attempt& attempt) {
  attempt.runtime = dice.offset();
  attempt.line = {dice.any(LineState::offline), static_cast<int>(dice.below(9)),
                  static_cast<int>(dice.below(9)), dice.coin()};
  attempt.dns = dice.some(4, [&] { return random_dns(dice); });
  attempt.tcp = dice.some(4, [&] { return random_tcp(dice); });
  attempt.tls = dice.some(4, [&] { return random_tls(dice); });
  attempt.http = dice.some(3, [&] { return random_http(dice); });
  if (dice.coin()) attempt.control = random_control(dice);
  attempt.disturbed = dice.coin();
  attempt.hop_controls = dice.some(2, [&] { return random_control(dice); });
  for (ControlExchange& control : attempt.hop_controls) control.depth = static_cast<int>(1 + dice.below(10));
}

Attempt random_retest(Dice& dice) {
  Attempt attempt;
  fill(dice, attempt);
  attempt.begun = dice.offset();
  return attempt;
}

PathTrial random_trial(Dice& dice) {
  PathTrial trial;
  trial.ttl = static_cast<int>(dice.below(256));
  trial.name = dice.words(20);
  trial.endpoint = dice.endpoint();
  trial.reply = dice.any(PathReply::no_connect);
  trial.after = dice.offset();
  if (dice.coin()) trial.router = dice.address();
  trial.router_asn = dice.asn();
  trial.answer = dice.either(100);
  return trial;
}

FollowUp random_follow_up(Dice& dice) {
  FollowUp follow_up;
  follow_up.experiment = dice.any(Experiment::rate);
  follow_up.started = dice.offset();
  follow_up.ended = follow_up.started + dice.offset();
  follow_up.dns = dice.some(2, [&] { return random_dns(dice); });
  follow_up.tcp = dice.some(2, [&] { return random_tcp(dice); });
  follow_up.tls = dice.some(2, [&] { return random_tls(dice); });
  follow_up.http = dice.some(2, [&] { return random_http(dice); });
  follow_up.trials = dice.some(6, [&] { return random_trial(dice); });
  return follow_up;
}

Location random_location(Dice& dice) {
  Location location;
  location.hop = static_cast<int>(dice.below(30));
  location.place = dice.any(Place::unknown);
  if (dice.coin()) location.router = dice.address();
  location.asn = dice.asn();
  return location;
}

}  // namespace

Measurement random_measurement(std::uint32_t seed) {
  Dice dice{seed};
  Measurement m;
  m.id = random_id();
  m.run_id = random_id();
  m.url = *Url::parse(std::string{dice.coin() ? "https" : "http"} + "://EXAMPLE.com/" + std::to_string(seed));
  m.category = dice.coin() ? "NEWS" : "";
  m.started = SystemTime{std::chrono::microseconds{1'700'000'000'000'000 + dice.below(100'000'000'000'000)}};
  m.software_version = "0.1.0";
  m.simulated = dice.coin();
  m.vantage = random_vantage(dice);
  m.resolver = random_vantage(dice);
  fill(dice, m);
  m.retests = dice.some(2, [&] { return random_retest(dice); });
  m.follow_ups = dice.some(4, [&] { return random_follow_up(dice); });
  return m;
}

Verdict random_verdict(std::uint32_t seed) {
  Dice dice{seed};
  Verdict verdict;
  verdict.word = dice.any(VerdictWord::inconclusive);
  verdict.certainty = dice.any(Certainty::not_tested);
  verdict.scope = dice.any(Scope::unknown);
  for (const Layer layer : kLayers) {
    const FindingState state = dice.any(FindingState::unknown);
    std::optional<Method> method;
    if (state == FindingState::interfered) method = dice.any(Method::throttled);
    verdict.findings.push_back({layer, state, method});
  }
  if (verdict.word == VerdictWord::blocked) {
    verdict.layer = dice.any(Layer::rate);
    verdict.method = dice.any(Method::throttled);
  }
  verdict.reasons = dice.some(4, [&] { return dice.words(30); });
  verdict.fingerprint = dice.coin() ? "my_notice" : "";
  verdict.rules_version = "1";
  verdict.fingerprints_version = "0123456789abcdef";
  verdict.attempts = static_cast<int>(dice.below(4));
  verdict.agreed = static_cast<int>(dice.below(verdict.attempts + 1));
  verdict.isolated_by = dice.some(3, [&] { return dice.any(Experiment::rate); });
  if (dice.coin()) verdict.location = random_location(dice);
  if (dice.coin()) {
    const auto part = [&] { return dice.coin() ? dice.words(20) : std::string{}; };
    verdict.notice = NoticeText{part(), part(), part(), part(), part(), "en"};
  }
  return verdict;
}

Scrubbed<Measurement> random_scrubbed(std::uint32_t seed) {
  return scrub(random_measurement(seed), {});
}

}  // namespace saksi
