// What must hold for every measurement, tried on thousands of random ones: judging never throws, gives the
// same answer again and in any order of observations, keeps its own vocabulary, and never says "blocked" when
// all that the probe saw is what the control saw.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "core/judge/judge.h"
#include "core/judge/ooni.h"
#include "tests/support/judging.h"

namespace saksi {
namespace {

constexpr int kRounds = 3000;

const std::vector<std::string> kAddresses{"93.184.216.34",  "93.184.216.35",     "198.41.30.5",
                                          "10.10.34.35",    "127.0.0.1",         "0.0.0.0",
                                          "175.139.142.25", "2606:2800:220:1::1"};
const std::vector<std::string> kUrls{"https://www.example.com/", "http://www.example.com/",
                                     "https://b.example/", "http://b.example:8080/",
                                     "https://93.184.216.34/"};

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
  bool one_in(int n) { return below(n) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& items) {
    return items[static_cast<std::size_t>(below(static_cast<int>(items.size())))];
  }
  std::mt19937& engine() { return engine_; }

 private:
  std::mt19937 engine_;
};

const Fingerprints& prints() {
  static const Fingerprints kPrints = fingerprints(
      "address,nat,,dns,full,175.139.142.25,,MY,,,\n"
      "page,isp,,body,contains,blocked by your provider,,,,,\n"
      "wall,fp,,header.server,prefix,wall,,,,,\n"
      "school,inst,,body,contains,school policy,,,,,\n"
      "location,nat,,header.location,contains,notice,,,,,\n");
  return kPrints;
}

Ended random_end(Chance& chance) {
  Ended ended;
  if (chance.one_in(2)) return ended;
  ended.failure = static_cast<Failure>(chance.below(static_cast<int>(Failure::unknown_failure) + 1));
  if (ended.failure == Failure::unknown_failure) ended.failure_text = "something else";
  return ended;
}

IpAddress random_address(Chance& chance) {
  return *IpAddress::parse(chance.pick(kAddresses));
}

std::vector<DnsAnswer> random_answers(Chance& chance) {
  std::vector<DnsAnswer> answers(static_cast<std::size_t>(chance.below(4)));
  for (DnsAnswer& answer : answers) {
    answer.address = random_address(chance);
    answer.type = chance.one_in(5)         ? AnswerType::CNAME
                  : answer.address.is_v4() ? AnswerType::A
                                           : AnswerType::AAAA;
    answer.hostname = "alias.example";
    answer.asn = Asn{static_cast<std::uint32_t>(chance.below(3))};
  }
  return answers;
}

HttpResponse random_response(Chance& chance) {
  static const std::vector<int> kCodes{0, 200, 204, 301, 302, 403, 404, 451, 500, 503, 999};
  static const std::vector<std::string> kBodies{"",
                                                "<title>Default Example Homepage</title>",
                                                "blocked by your provider",
                                                "school policy",
                                                std::string(3000, '\xff'),
                                                "<title",
                                                "captcha"};
  HttpResponse response;
  response.code = chance.pick(kCodes);
  response.body = chance.pick(kBodies);
  response.body_length =
      chance.one_in(4) ? static_cast<std::size_t>(chance.below(4000)) : response.body.size();
  response.body_truncated = chance.one_in(5);
  if (chance.one_in(3)) response.headers.emplace_back("Server", chance.one_in(2) ? "wall 1" : "nginx");
  if (chance.one_in(3))
    response.headers.emplace_back("Location", chance.one_in(3) ? "http://" : chance.pick(kUrls));
  return response;
}

void begin(Chance& chance, std::int64_t id, Operation& operation) {
  operation.transaction_id = id;
  operation.depth = chance.one_in(3) ? chance.below(3) : 0;
  operation.result = random_end(chance);
}

void add_lookup(Chance& chance, std::int64_t id, Measurement& m) {
  DnsObservation& lookup = m.dns.emplace_back();
  begin(chance, id, lookup);
  lookup.engine = static_cast<DnsEngine>(chance.below(4));
  lookup.question = static_cast<DnsQuestion>(chance.below(3));
  lookup.resolver = chance.one_in(2) ? "8.8.8.8:53" : "";
  lookup.hostname = chance.one_in(4) ? "b.example" : "www.example.com";
  lookup.answers = random_answers(chance);
  for (int i = chance.below(3); i > 0; --i) {
    DnsReply& reply = lookup.replies.emplace_back();
    reply.question = lookup.question;
    reply.rcode = chance.below(4);
    reply.result = random_end(chance);
    reply.answers = random_answers(chance);
  }
}

void add_flow(Chance& chance, std::int64_t id, Measurement& m) {
  Operation common;
  begin(chance, id, common);
  const Endpoint endpoint{random_address(chance), static_cast<std::uint16_t>(chance.one_in(2) ? 443 : 80)};
  TcpObservation tcp;
  static_cast<Operation&>(tcp) = common;
  tcp.endpoint = endpoint;
  if (!chance.one_in(5)) m.tcp.push_back(tcp);
  TlsObservation tls;
  static_cast<Operation&>(tls) = common;
  tls.result = random_end(chance);
  tls.endpoint = endpoint;
  tls.server_name = chance.one_in(4) ? "b.example" : "www.example.com";
  if (chance.one_in(2)) m.tls.push_back(tls);
  HttpObservation http;
  static_cast<Operation&>(http) = common;
  http.result = random_end(chance);
  http.endpoint = endpoint;
  http.url = chance.one_in(9) ? "no url" : chance.pick(kUrls);
  if (!chance.one_in(4)) http.response = random_response(chance);
  if (chance.one_in(2)) m.http.push_back(http);
}

ControlAnswer random_answer(Chance& chance) {
  ControlAnswer answer;
  for (const auto& address : kAddresses) {
    const std::string host = address.find(':') == std::string::npos ? address : "[" + address + "]";
    for (const char* port : {":80", ":443"}) {
      const bool ok = chance.one_in(2);
      if (chance.one_in(2)) answer.tcp_connect[host + port] = {ok, ok ? "" : "connect_error"};
      if (chance.one_in(2))
        answer.tls_handshake[host + port] = {"www.example.com", ok, ok ? "" : "eof_error"};
    }
    if (chance.one_in(3)) answer.dns.addrs.push_back(address);
    if (chance.one_in(3))
      answer.ip_info[address] = {Asn{static_cast<std::uint32_t>(chance.below(3))},
                                 static_cast<unsigned>(chance.below(16))};
  }
  if (chance.one_in(5)) answer.dns = {"dns_name_error", {}};
  if (chance.one_in(5)) answer.dns.addrs.push_back("not an address");
  if (chance.one_in(3)) {
    answer.http_request.failure = "unknown_error";
  } else {
    answer.http_request.status_code = chance.one_in(3) ? 403 : 200;
    answer.http_request.title = "Default Example Homepage";
    answer.http_request.body_length = chance.below(3000);
  }
  return answer;
}

Measurement random_measurement(Chance& chance) {
  Measurement m;
  m.url = *Url::parse(chance.pick(kUrls));
  if (chance.one_in(2)) m.vantage.country = *CountryCode::parse("MY");
  m.line.state = chance.one_in(8) ? static_cast<LineState>(chance.below(4)) : LineState::online;
  m.line.always_open_tested = chance.below(10);
  m.line.always_open_failed = chance.one_in(8) ? chance.below(10) : 0;
  std::int64_t id = 0;
  for (int i = chance.below(7); i > 0; --i) add_lookup(chance, ++id, m);
  for (int i = chance.below(7); i > 0; --i) add_flow(chance, ++id, m);
  if (chance.one_in(6)) return m;
  m.control.emplace();
  if (chance.one_in(5))
    m.control->result.failure = Failure::generic_timeout_error;
  else
    m.control->answer = random_answer(chance);
  return m;
}

void expect_well_formed(const Verdict& verdict) {
  ASSERT_EQ(verdict.findings.size(), kLayers.size());
  EXPECT_FALSE(verdict.reasons.empty());
  for (std::size_t i = 0; i < kLayers.size(); ++i) {
    EXPECT_EQ(verdict.findings[i].layer, kLayers[i]);
    EXPECT_EQ(verdict.findings[i].method.has_value(), verdict.findings[i].state == FindingState::interfered);
  }
  const bool blocked = verdict.word == VerdictWord::blocked;
  EXPECT_EQ(verdict.layer.has_value(), blocked);
  EXPECT_EQ(verdict.method.has_value(), blocked);
  if (blocked) {
    EXPECT_EQ(verdict.finding(*verdict.layer).state, FindingState::interfered);
    EXPECT_TRUE(verdict.certainty == Certainty::possible || verdict.certainty == Certainty::confirmed);
  } else {
    EXPECT_EQ(verdict.certainty,
              verdict.word == VerdictWord::accessible ? Certainty::no_sign : Certainty::not_concluded);
  }
  for (const std::string& reason : verdict.reasons) EXPECT_FALSE(reason.empty());
}

TEST(JudgeProperties, AnyMeasurementGetsAWellFormedVerdictAndTheSameAgain) {
  std::map<VerdictWord, int> seen;
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    Chance chance{seed};
    const Measurement m = random_measurement(chance);
    const Verdict verdict = judge(m, prints());
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + describe(verdict));
    expect_well_formed(verdict);
    EXPECT_EQ(describe(judge(m, prints())), describe(verdict));
    ++seen[verdict.word];
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_EQ(seen.size(), 6U) << "the random measurements reach every word, so that the test means something";
}

TEST(JudgeProperties, TheOrderOfObservationsDoesNotMatter) {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    Chance chance{seed};
    Measurement m = random_measurement(chance);
    const std::string before = describe(judge(m, prints()));
    std::shuffle(m.dns.begin(), m.dns.end(), chance.engine());
    std::shuffle(m.tcp.begin(), m.tcp.end(), chance.engine());
    std::shuffle(m.tls.begin(), m.tls.end(), chance.engine());
    std::shuffle(m.http.begin(), m.http.end(), chance.engine());
    for (auto& lookup : m.dns) std::shuffle(lookup.answers.begin(), lookup.answers.end(), chance.engine());
    ASSERT_EQ(describe(judge(m, prints())), before) << "seed " << seed;
  }
}

TEST(JudgeProperties, OonisKeysAreComputedForAnyMeasurement) {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    Chance chance{seed};
    const Measurement m = random_measurement(chance);
    const OoniKeys keys = ooni_keys(m);
    ASSERT_LT(keys.dns_flags, 8U);
    ASSERT_LT(keys.blocking_flags, 64U);
    ASSERT_LT(keys.null_null_flags, 32U);
    const bool says_blocked =
        keys.blocking != OoniBlocking::null && keys.blocking != OoniBlocking::not_blocked;
    ASSERT_TRUE(!says_blocked || keys.accessible == false) << "seed " << seed;
  }
}

/// Whatever happens, it happens to the control in the same way.
Measurement mirrored_measurement(Chance& chance) {
  const bool https = chance.one_in(2);
  MeasurementBuilder builder{https ? "https://www.example.com/" : "http://www.example.com/"};
  Addresses addresses;
  for (const auto& address : kAddresses) {
    if (chance.one_in(3)) addresses.push_back(address);
  }
  if (addresses.empty() || chance.one_in(10)) {
    builder.system(Failure::dns_nxdomain_error)
        .udp(Failure::dns_nxdomain_error)
        .doh(Failure::dns_nxdomain_error);
    return builder.control_resolves_nothing().build();
  }
  builder.resolves_to(addresses);
  HttpResponse same = random_response(chance);
  if (same.code < 200 || same.code / 100 == 3) same.code = 200;
  same.body_truncated = false;
  same.body_length = same.body.size();
  bool page_came = false;
  std::string fails_with = "unknown_error";
  builder.control_fine(addresses, same);
  for (const std::string& address : addresses) {
    const int fate = chance.below(4);
    if (fate == 0) {
      builder.tcp_fails(address, Failure::connection_refused).control_tcp_fails(address);
    } else if (fate == 1 && https) {
      builder.tls_fails(address, Failure::ssl_unknown_authority)
          .control_tls_fails(address, "ssl_unknown_authority");
    } else if (fate == 2) {
      builder.http_fails(address, Failure::connection_reset);
    } else {
      builder.fetches(address, same);
      page_came = true;
    }
  }
  if (!page_came) builder.control_page_fails(fails_with);
  return builder.build();
}

TEST(JudgeProperties, NothingIsCalledBlockedWhenTheProbeSawWhatTheControlSaw) {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    Chance chance{seed};
    const Verdict verdict = judge(mirrored_measurement(chance), prints());
    ASSERT_NE(verdict.word, VerdictWord::blocked) << "seed " << seed << ": " << describe(verdict);
  }
}

}  // namespace
}  // namespace saksi
