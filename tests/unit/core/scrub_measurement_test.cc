// No field of a measurement is forgotten: the person's traces are planted in every one of random
// measurements, and looked for in everything that is made of them.
#include <gtest/gtest.h>

#include "core/digest.h"
#include "core/json.h"
#include "core/scrub.h"
#include "tests/support/random_measurement.h"
#include "tests/support/trace_planter.h"

namespace saksi {
namespace {

using test::kPlantedName;
using test::kPlantedV4;
using test::kPlantedV6;

IpAddress address(const std::string& text) {
  return *IpAddress::parse(text);
}

class ScrubEveryField : public testing::TestWithParam<unsigned> {};

TEST_P(ScrubEveryField, OfARandomMeasurementItsExportsHoldNoTrace) {
  Measurement m = random_measurement(GetParam());
  test::TracePlanter planter(GetParam());
  planter.plant(m);
  ASSERT_GT(planter.planted(), 10);
  const Scrubbed<Measurement> clean = scrub(std::move(m), test::planted_traces());
  EXPECT_EQ(test::planted_in(evidence_json(clean)), "");
  EXPECT_EQ(test::planted_in(ooni_json(clean.get(), {}, {})), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, ScrubEveryField, testing::Range(0U, 24U));

TEST(ScrubEveryFieldSearch, WouldFindWhatIsPlanted) {
  Measurement m = random_measurement(3);
  test::TracePlanter{3}.plant(m);
  EXPECT_NE(test::planted_in(evidence_json(scrub(std::move(m), {}))), "");
}

TEST(ScrubEveryFieldSearch, TheHashOfADroppedCertificateIsNotToldByTheControl) {
  const std::string mine = std::string{"\x30\x82 CN="} + kPlantedName;
  Measurement m;
  m.url = *Url::parse("https://example.com/");
  m.tls.emplace_back().peer_certificates = {mine, "another"};
  m.control.emplace().answer.emplace();
  auto& handshakes = m.control->answer->tls_handshake;
  handshakes["93.184.216.34:443"].chain_sha256 = {sha256_hex(mine), sha256_hex("another")};
  handshakes["93.184.216.35:443"].chain_sha256 = {sha256_hex("another")};
  const auto clean = scrub(std::move(m), test::planted_traces());
  const auto& told = clean->control->answer->tls_handshake;
  EXPECT_TRUE(told.at("93.184.216.34:443").chain_sha256.empty());
  EXPECT_EQ(told.at("93.184.216.35:443").chain_sha256.size(), 1U);
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

TEST(ScrubPath, ARouterThatOneWalkTellsIsToldInAnotherToThatEndpoint) {
  std::vector<PathTrial> trials{at(2, kExpired, "80.0.0.2"), at(3, PathReply::reset, "80.0.0.3")};
  for (int ttl = 2; ttl <= 6; ++ttl) {
    trials.push_back(at(ttl, ttl < 6 ? kExpired : PathReply::answer, "80.0.0.9"));
    trials.back().name = "neutral.example";
  }
  EXPECT_EQ(told(trials), "2:80.0.0.2 3:80.0.0.3 2:80.0.0.9 3:80.0.0.9 4:80.0.0.9 5:80.0.0.9 6:80.0.0.9");
}

TEST(ScrubPath, AWalkToAnotherEndpointTellsOnlyItsOwnRouters) {
  std::vector<PathTrial> trials{at(2, kExpired, "80.0.0.2"), at(3, PathReply::reset, "80.0.0.3"),
                                at(2, kExpired, "80.0.0.2"), at(7, PathReply::answer, "80.0.0.7")};
  trials[2].endpoint = trials[3].endpoint = *Endpoint::parse("195.201.7.7:443");
  EXPECT_EQ(told(trials), "2:80.0.0.2 3:80.0.0.3 2:- 7:80.0.0.7");
}

TEST(ScrubPath, PrivateRoutersAndThoseOnTheVolunteersLineAreNeverTold) {
  PersonalTraces traces;
  traces.addresses = {address("80.0.0.77"), address(kPlantedV6)};
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
      address(kPlantedV4).bytes();
  Measurement m;
  m.url = *Url::parse("http://example.com/");
  m.follow_ups.emplace_back();
  m.follow_ups.back().trials = {trial};
  const auto clean = scrub(std::move(m), test::planted_traces());
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
