// No field of a measurement is forgotten: the person's traces are planted in every one of random
// measurements, and looked for in everything that is made of them.
#include <gtest/gtest.h>

#include <random>

#include "core/json.h"
#include "core/scrub.h"
#include "tests/support/random_measurement.h"
#include "tests/support/trace_search.h"

namespace saksi {
namespace {

constexpr const char* kV4 = "198.18.77.203";
constexpr const char* kV6 = "2a02:1234:5678:9abc:def0:1357:2468:ace1";
constexpr const char* kName = "amir-laptop";

IpAddress address(const std::string& text) {
  return *IpAddress::parse(text);
}

/// Visits every text and every address of a measurement.
class Planter {
 public:
  explicit Planter(unsigned seed) : random_(seed) {
    for (const char* own : {kV4, kV6}) {
      for (const auto& [how, spelling] : test::all_spellings(own)) spellings_.push_back(spelling);
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
    m.url = *Url::parse(m.url.text() + "?from=" + kV4);
  }

  [[nodiscard]] int planted() const { return planted_; }

 private:
  bool rarely() { return random_() % 4 == 0; }
  void text(std::string& text) {
    const std::string trace = rarely() ? kName : spellings_[random_() % spellings_.size()];
    text += " " + trace + " ";
    ++planted_;
  }
  /// Only own addresses that stand for an endpoint here and there: were every one own, none would be a
  /// server.
  void own(IpAddress& address) {
    if (!rarely()) return;
    address = *IpAddress::parse(rarely() ? kV6 : kV4);
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
        answer.address = address(answer.type == AnswerType::A ? kV4 : kV6);
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
      reply.raw += address(rarely() ? kV6 : kV4).bytes();
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
    http.url += "?" + std::string{kV4};
    headers(http.request_headers);
    if (!http.response) return;
    headers(http.response->headers);
    text(http.response->body);
  }
  template <class Value>
  void keys(std::map<std::string, Value>& map) {
    map[kV4] = {};
    map[std::string{kV4} + ":443"] = {};
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
    answer.dns.addrs.emplace_back(kV4);
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
    trial.router = address(rarely() ? kV6 : kV4);
    trial.answer += address(kV4).bytes();
    text(trial.answer);
  }

  std::mt19937 random_;
  std::vector<std::string> spellings_;
  int planted_ = 0;
};

PersonalTraces own_traces() {
  PersonalTraces traces;
  traces.addresses = {address(kV4), address(kV6)};
  traces.names = {kName};
  return traces;
}

std::string found_in(const std::string& bytes) {
  std::string out;
  for (const auto& finding : test::search_traces(bytes, {{kV4, kV6}, {kName}})) {
    const std::size_t from = finding.offset < 40 ? 0 : finding.offset - 40;
    out += finding.trace + " as " + finding.spelling;
    if (finding.offset < bytes.size()) out += " near " + bytes.substr(from, 100);
    out += "\n";
  }
  return out;
}

class ScrubEveryField : public testing::TestWithParam<unsigned> {};

TEST_P(ScrubEveryField, OfARandomMeasurementItsExportsHoldNoTrace) {
  Measurement m = random_measurement(GetParam());
  Planter planter(GetParam());
  planter.plant(m);
  ASSERT_GT(planter.planted(), 10);
  const Scrubbed<Measurement> clean = scrub(std::move(m), own_traces());
  EXPECT_EQ(found_in(evidence_json(clean)), "");
  EXPECT_EQ(found_in(ooni_json(clean.get(), {}, {})), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, ScrubEveryField, testing::Range(0U, 24U));

TEST(ScrubEveryFieldSearch, WouldFindWhatIsPlanted) {
  Measurement m = random_measurement(3);
  Planter{3}.plant(m);
  EXPECT_NE(found_in(evidence_json(scrub(std::move(m), {}))), "");
}

// ---- routers on the way

PathTrial at(int ttl, PathReply reply, const char* router) {
  PathTrial trial;
  trial.ttl = ttl;
  trial.name = "example.com";
  trial.endpoint = *Endpoint::parse("93.184.216.34:443");
  trial.reply = reply;
  trial.router = IpAddress::parse(router);
  trial.router_asn = Asn{64500};
  return trial;
}

/// "1:- 2:80.0.0.2 3:-" after scrubbing.
std::string told(const std::vector<PathTrial>& trials, const PersonalTraces& traces = {}) {
  Measurement m;
  m.url = *Url::parse("http://example.com/");
  m.follow_ups.emplace_back();
  m.follow_ups.back().experiment = Experiment::hop_walk;
  m.follow_ups.back().trials = trials;
  const auto clean = scrub(std::move(m), traces);
  std::string out;
  for (const PathTrial& trial : clean->follow_ups.at(0).trials) {
    EXPECT_EQ(trial.router_asn, Asn{64500});
    out += (out.empty() ? "" : " ") + std::to_string(trial.ttl) + ":" +
           (trial.router ? trial.router->to_string() : "-");
  }
  return out;
}

constexpr auto kExpired = PathReply::expired;

TEST(ScrubPath, RoutersNearerThanTheHopBeforeTheResetLoseTheirAddress) {
  EXPECT_EQ(told({at(1, kExpired, "80.0.0.1"), at(2, kExpired, "80.0.0.2"), at(3, kExpired, "80.0.0.3"),
                  at(4, kExpired, "80.0.0.4"), at(5, PathReply::reset, "80.0.0.5")}),
            "1:- 2:- 3:- 4:80.0.0.4 5:80.0.0.5");
}

TEST(ScrubPath, ACensorThatDropsEndsTheWalkAtTheFirstSilenceBehindTheLastRouter) {
  EXPECT_EQ(told({at(1, kExpired, "80.0.0.1"), at(2, PathReply::silence, ""), at(3, kExpired, "80.0.0.3"),
                  at(4, PathReply::silence, "80.0.0.4"), at(5, PathReply::silence, "")}),
            "1:- 2:- 3:80.0.0.3 4:80.0.0.4 5:-");
}

TEST(ScrubPath, TheFirstHopIsNeverTold) {
  EXPECT_EQ(told({at(1, kExpired, "80.0.0.1"), at(2, PathReply::reset, "80.0.0.2")}), "1:- 2:80.0.0.2");
  EXPECT_EQ(told({at(1, PathReply::reset, "80.0.0.1"), at(2, PathReply::reset, "80.0.0.2")}), "1:- 2:-");
}

TEST(ScrubPath, AWalkThatEndsNowhereTellsNoRouter) {
  EXPECT_EQ(told({at(3, kExpired, "80.0.0.3"), at(4, kExpired, "80.0.0.4")}), "3:- 4:-");
  EXPECT_EQ(told({at(3, PathReply::no_connect, "80.0.0.3")}), "3:-");
}

TEST(ScrubPath, EachNameHasAWalkOfItsOwn) {
  std::vector<PathTrial> trials{at(2, kExpired, "80.0.0.2"), at(3, PathReply::reset, "80.0.0.3")};
  for (int ttl = 2; ttl <= 6; ++ttl) {
    trials.push_back(at(ttl, ttl < 6 ? kExpired : PathReply::answer, "80.0.0.9"));
    trials.back().name = "neutral.example";
  }
  EXPECT_EQ(told(trials), "2:80.0.0.2 3:80.0.0.3 2:- 3:- 4:- 5:80.0.0.9 6:80.0.0.9");
}

TEST(ScrubPath, PrivateRoutersAndThoseOnTheVolunteersLineAreNeverTold) {
  PersonalTraces traces;
  traces.addresses = {address("80.0.0.77"), address(kV6)};
  EXPECT_EQ(told({at(4, kExpired, "10.3.2.1"), at(4, kExpired, "100.64.0.1"), at(4, kExpired, "80.0.0.77"),
                  at(4, kExpired, "2a02:1234:5678:9abc::1"), at(4, kExpired, "2a02:1234:5678:9abd::1"),
                  at(5, PathReply::closed, "fe80::1")},
                 traces),
            "4:- 4:- 4:- 4:- 4:2a02:1234:5678:9abd::1 5:-");
}

TEST(ScrubPath, AForgedDnsAnswerKeepsItsShape) {
  PathTrial trial = at(3, PathReply::answer, "");
  trial.endpoint.port = 53;
  trial.answer =
      std::string("\x01\x02\x81\x80\0\1\0\1\0\0\0\0\1a\0\0\1\0\1\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4", 31) +
      address(kV4).bytes();
  Measurement m;
  m.url = *Url::parse("http://example.com/");
  m.follow_ups.emplace_back();
  m.follow_ups.back().trials = {trial};
  const auto clean = scrub(std::move(m), own_traces());
  const std::string& answer = clean->follow_ups[0].trials[0].answer;
  EXPECT_EQ(answer, trial.answer.substr(0, trial.answer.size() - 4) + std::string(4, '\0'));
}

// ---- who a resolver says it is

Measurement asked_who(const char* says, Asn asn) {
  Measurement m;
  m.url = *Url::parse("http://example.com/");
  m.vantage.asn = Asn{64500};
  DnsObservation dns;
  dns.engine = DnsEngine::udp;
  dns.resolver = "8.8.8.8:53";
  dns.answers = {{AnswerType::A, address(says), "", 60, asn, "Example Net"}};
  dns.replies = {{DnsQuestion::A, Offset{1}, 0, {}, dns.answers, "raw bytes with a subnet"}};
  m.follow_ups.emplace_back();
  m.follow_ups.back().experiment = Experiment::dns_identity;
  m.follow_ups.back().dns = {dns};
  HttpObservation page;
  page.url = "http://example.com/";
  page.response = HttpResponse{200, {}, std::string{"<a href='http://"} + says + "/'>", 40, false};
  m.http = {page};
  return m;
}

TEST(ScrubIdentity, AResolverInTheHouseDoesNotTellTheAddressOfTheHouse) {
  for (const Asn asn : {Asn{64500}, Asn{}}) {
    const auto clean = scrub(asked_who("80.1.2.3", asn), {});
    const DnsObservation& dns = clean->follow_ups.at(0).dns.at(0);
    EXPECT_EQ(dns.answers.at(0).address.to_string(), "0.0.0.0");
    EXPECT_EQ(dns.answers.at(0).asn, asn);  // the network is the evidence
    EXPECT_EQ(dns.replies.at(0).answers.at(0).address.to_string(), "0.0.0.0");
    EXPECT_EQ(dns.replies.at(0).raw, "");
    EXPECT_EQ(clean->http.at(0).response->body, "<a href='http://[scrubbed]/'>");
  }
}

TEST(ScrubIdentity, AResolverOfAnotherNetworkIsTold) {
  const auto clean = scrub(asked_who("80.1.2.3", Asn{15169}), {});
  EXPECT_EQ(clean->follow_ups.at(0).dns.at(0).answers.at(0).address.to_string(), "80.1.2.3");
}

}  // namespace
}  // namespace saksi
