// Handshakes that succeeded with a chain that is not the control's: somebody opens the connection.
#include "core/judge/certificate_finding.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/certificate.h"
#include "core/digest.h"
#include "core/judge/judge.h"
#include "tests/support/certificates.h"
#include "tests/support/judging.h"

namespace saksi {
namespace {

const Fingerprints kNoPrints;
const std::string kFirst = "93.184.216.34";
const std::string kSecond = "104.16.132.229";
const std::string kSite = "www.example.com";

using Chain = std::vector<std::string>;

const Chain kTrue{certificate_der({"R11", "Let's Encrypt"}), certificate_der({"Root X1", "ISRG"})};
const Chain kTrueToo{certificate_der({"E5", "Let's Encrypt"}), certificate_der({"Root X2", "ISRG"})};
const Chain kOtherAuthority{certificate_der({"WE1", "Google Trust Services", true})};
const Chain kBox{certificate_der({"National Trust", "The Box"}), certificate_der({"Box Root", "The Box"})};

Endpoint https_at(const std::string& address) {
  return {*IpAddress::parse(address), 443};
}

/// What every handshake here was shown.
Measurement shown(Measurement seen, const Chain& chain) {
  for (TlsObservation& tls : seen.tls) {
    if (tls.ok()) tls.peer_certificates = chain;
  }
  return seen;
}

Measurement told(Measurement seen, const std::string& address, const Chain& chain) {
  ControlTls& tls = seen.control->answer->tls_handshake.at(https_at(address).to_string());
  for (const std::string& der : chain) tls.chain_sha256.push_back(sha256_hex(der));
  tls.leaf_issuer = issuer_name(chain.front());
  return seen;
}

Measurement fetched(const HttpResponse& response, const Chain& ours, const Chain& theirs) {
  const Measurement seen = MeasurementBuilder("https://" + kSite + "/")
                               .resolves_to({kFirst})
                               .fetches(kFirst, response)
                               .control_fine({kFirst})
                               .build();
  return told(shown(seen, ours), kFirst, theirs);
}
Measurement relayed() {
  return fetched(ordinary_page(), kBox, kTrue);
}
Measurement untouched() {
  return fetched(ordinary_page(), kTrue, kTrue);
}

HttpResponse other_page() {
  return page(200, "Something else altogether stands here", 300, {{"Content-Type", "text/html"}});
}

Verdict judged(const Measurement& measurement) {
  return judge(measurement, kNoPrints);
}

Verdict judged_with_retests(Measurement first, const std::vector<Measurement>& later) {
  for (const Measurement& retest : later) first.retests.push_back(retest);
  return judged(first);
}

TEST(ExchangedChains, TheSameChainIsNone) {
  EXPECT_TRUE(exchanged_chains(untouched()).empty());
  EXPECT_EQ(judged(untouched()).finding(Layer::tls).state, FindingState::ok);
}

TEST(ExchangedChains, AnotherChainOfAnotherIssuerIsOne) {
  const auto exchanged = exchanged_chains(relayed());
  ASSERT_EQ(exchanged.size(), 1U);
  EXPECT_EQ(exchanged.front().server_name, kSite);
  EXPECT_EQ(exchanged.front().endpoints, std::set{https_at(kFirst)});
  EXPECT_EQ(exchanged.front().issuer, "CN=National Trust,O=The Box");
  EXPECT_EQ(exchanged.front().control_issuer, "CN=R11,O=Let's Encrypt");
}

TEST(ExchangedChains, AnotherCertificateOfTheSameOrganizationIsNone) {
  EXPECT_TRUE(exchanged_chains(fetched(ordinary_page(), kTrueToo, kTrue)).empty());
}

TEST(ExchangedChains, ASharedCertificateIsNone) {
  EXPECT_TRUE(exchanged_chains(fetched(ordinary_page(), {kBox.front(), kTrue.back()}, kTrue)).empty());
}

/// A content network may have certificates of several public authorities, and then all are in the logs.
TEST(ExchangedChains, ACertificateInThePublicLogsIsNone) {
  EXPECT_TRUE(exchanged_chains(fetched(ordinary_page(), kOtherAuthority, kTrue)).empty());
}

TEST(ExchangedChains, ACertificateThatCannotBeReadIsNone) {
  EXPECT_TRUE(exchanged_chains(fetched(ordinary_page(), {"[scrubbed]"}, kTrue)).empty());
}

TEST(ExchangedChains, WithoutAChainFromTheControlThereIsNone) {
  Measurement seen = relayed();
  seen.control->answer->tls_handshake.begin()->second.chain_sha256.clear();
  EXPECT_TRUE(exchanged_chains(seen).empty());
  EXPECT_EQ(judged(seen).finding(Layer::tls).state, FindingState::ok);
}

TEST(ExchangedChains, AHandshakeThatFailedHereOrThereIsNotCompared) {
  Measurement ours = relayed();
  ours.tls.front().result.failure = Failure::ssl_unknown_authority;
  EXPECT_TRUE(exchanged_chains(ours).empty());
  Measurement theirs = relayed();
  theirs.control->answer->tls_handshake.begin()->second.status = false;
  EXPECT_TRUE(exchanged_chains(theirs).empty());
}

TEST(ExchangedChains, AnotherEndpointAloneIsNotCompared) {
  Measurement seen = relayed();
  seen.tls.front().endpoint = https_at(kSecond);
  EXPECT_TRUE(exchanged_chains(seen).empty());
}

TEST(ExchangedChains, AnotherNameIsNotCompared) {
  Measurement seen = relayed();
  seen.control->answer->tls_handshake.begin()->second.server_name = "www.example.org";
  EXPECT_TRUE(exchanged_chains(seen).empty());
}

TEST(ExchangedChains, OneHandshakeThatWasLeftAloneMeansNone) {
  Measurement seen = MeasurementBuilder("https://" + kSite + "/")
                         .resolves_to({kFirst, kSecond})
                         .connects(kSecond)
                         .fetches(kFirst, ordinary_page())
                         .control_fine({kFirst, kSecond})
                         .build();
  seen = told(told(shown(seen, kBox), kFirst, kTrue), kSecond, kTrue);
  EXPECT_EQ(exchanged_chains(seen).front().endpoints, (std::set{https_at(kFirst), https_at(kSecond)}));
  seen.tls.front().peer_certificates = kTrue;
  EXPECT_TRUE(exchanged_chains(seen).empty());
}

TEST(ExchangedChains, ARedirectsTargetIsHeldAgainstItsOwnControl) {
  Measurement seen = MeasurementBuilder("https://" + kSite + "/")
                         .control_fine({kFirst})
                         .redirects_to(kFirst, "https://next.example/")
                         .fetches(kSecond, ordinary_page())
                         .build();
  seen = shown(seen, kBox);
  seen.tls.front().peer_certificates = kTrue;
  ControlExchange& hop = seen.hop_controls.emplace_back();
  hop.depth = 1;
  hop.request.url = "https://next.example/";
  hop.answer.emplace().tls_handshake[https_at(kSecond).to_string()] = {
      "next.example", true, "", {sha256_hex(kTrue.front())}, issuer_name(kTrue.front())};
  ASSERT_EQ(exchanged_chains(seen).size(), 1U);
  EXPECT_EQ(exchanged_chains(seen).front().server_name, "next.example");
}

// ---- The verdict

TEST(OpenedConnection, ARelayedPageIsAccessibleAndInterferedWith) {
  const Verdict verdict = judged(relayed());
  EXPECT_EQ(verdict.word, VerdictWord::accessible);
  EXPECT_EQ(verdict.certainty, Certainty::no_sign);
  EXPECT_EQ(verdict.finding(Layer::tls).state, FindingState::interfered);
  EXPECT_EQ(verdict.finding(Layer::tls).method, Method::substituted_certificate);
  EXPECT_EQ(verdict.finding(Layer::http).state, FindingState::ok);
  EXPECT_TRUE(any_reason_says(verdict, "\"CN=National Trust,O=The Box\""));
  EXPECT_TRUE(any_reason_says(verdict, "\"CN=R11,O=Let's Encrypt\""));
  EXPECT_FALSE(any_reason_says(verdict, "nobody on the path wrote it"));
  EXPECT_FALSE(any_reason_says(verdict, "valid certificate"));
}

TEST(OpenedConnection, AnotherPageInItIsNotTheServersOwn) {
  const Verdict sealed = judged(fetched(other_page(), kTrue, kTrue));
  EXPECT_EQ(sealed.word, VerdictWord::accessible);
  const Verdict opened = judged(fetched(other_page(), kBox, kTrue));
  EXPECT_EQ(opened.word, VerdictWord::blocked);
  EXPECT_EQ(opened.layer, Layer::http);
  EXPECT_EQ(opened.method, Method::different_page);
  EXPECT_TRUE(any_reason_says(opened, "over the opened connection"));
}

TEST(OpenedConnection, HttpStatus451InItIsANoticeAndNotTheServersRefusal) {
  const HttpResponse refusal = page(451, "Blocked by order of the court", 300, {});
  EXPECT_EQ(judged(fetched(refusal, kTrue, kTrue)).word, VerdictWord::refused_by_server);
  const Verdict opened = judged(fetched(refusal, kBox, kTrue));
  EXPECT_EQ(opened.word, VerdictWord::blocked);
  EXPECT_EQ(opened.method, Method::status_451);
}

TEST(OpenedConnection, ALoginPageInItIsTheLinesDoing) {
  Measurement seen = relayed();
  seen.line.state = LineState::captive_portal;
  EXPECT_EQ(judged(seen).word, VerdictWord::local_network);
  Measurement sealed = untouched();
  sealed.line.state = LineState::captive_portal;
  EXPECT_EQ(judged(sealed).word, VerdictWord::accessible);
}

TEST(OpenedConnection, StandsWhenEveryLookSawIt) {
  const Verdict verdict = judged_with_retests(relayed(), {relayed(), relayed()});
  EXPECT_EQ(verdict.word, VerdictWord::accessible);
  EXPECT_EQ(verdict.finding(Layer::tls).method, Method::substituted_certificate);
  EXPECT_EQ(verdict.agreed, 3);
}

TEST(OpenedConnection, IsOnlyANoteWhenALookDidNotSeeIt) {
  const Verdict verdict = judged_with_retests(relayed(), {untouched(), relayed()});
  EXPECT_EQ(verdict.word, VerdictWord::accessible);
  EXPECT_EQ(verdict.finding(Layer::tls).state, FindingState::ok);
  EXPECT_TRUE(any_reason_says(verdict, "Only 2 of 3 attempts"));
}

TEST(OpenedConnection, WordsOfACertificateAreBoundedAndPrintable) {
  OtherChain chain{kSite, {https_at(kFirst)}, std::string(4000, 'x'), "CN=a\n\x1b[31mb\xff"};
  const std::string words = in_words(chain);
  EXPECT_LT(words.size(), 600U);
  EXPECT_TRUE(std::all_of(words.begin(), words.end(), [](char c) { return c >= ' ' && c <= '~'; }));
}

// ---- Certificates that are in the list

/// The handshake failed for its certificate, and the control's did not.
Measurement shown_a_known_one(Failure failure) {
  Measurement seen = MeasurementBuilder("https://" + kSite + "/")
                         .resolves_to({kFirst})
                         .fetches(kFirst, ordinary_page())
                         .control_fine({kFirst})
                         .build();
  seen.http.clear();
  for (TlsObservation& tls : seen.tls) {
    tls.result.failure = failure;
    tls.peer_certificates = kBox;
  }
  return seen;
}

std::string box_of(const std::string& scope) {
  return "box," + scope + ",,tls.issuer,contains,O=The Box,,,,,\n";
}

TEST(KnownCertificate, OfTheStateConfirmsThatTheConnectionIsOpened) {
  const Verdict verdict =
      judge(shown_a_known_one(Failure::ssl_unknown_authority), fingerprints(box_of("nat")));
  expect_blocked(verdict, Layer::tls, Method::substituted_certificate);
  EXPECT_EQ(verdict.certainty, Certainty::confirmed);
  EXPECT_EQ(verdict.scope, Scope::national);
  EXPECT_EQ(verdict.fingerprint, "box");
  EXPECT_TRUE(any_reason_says(verdict, "is a known one (fingerprint box"));
}

TEST(KnownCertificate, OfAFilterInTheHouseIsNoBlocking) {
  const Verdict verdict =
      judge(shown_a_known_one(Failure::ssl_unknown_authority), fingerprints(box_of("inst")));
  EXPECT_EQ(verdict.word, VerdictWord::local_network);
}

TEST(KnownCertificate, ThatIsHarmlessIsNotHeldAgainstThePath) {
  const Verdict verdict = judge(shown_a_known_one(Failure::ssl_invalid_hostname), fingerprints(box_of("fp")));
  EXPECT_NE(verdict.word, VerdictWord::blocked);
  EXPECT_EQ(judge(shown_a_known_one(Failure::ssl_invalid_hostname), kNoPrints).word, VerdictWord::blocked);
}

TEST(KnownCertificate, OfAHandshakeThatSucceededIsTheSitesOwn) {
  const Verdict verdict =
      judge(untouched(), fingerprints("own,nat,,tls.issuer,contains,Let's Encrypt,,,,,\n"));
  EXPECT_EQ(verdict.word, VerdictWord::accessible);
  EXPECT_TRUE(verdict.fingerprint.empty());
}

}  // namespace
}  // namespace saksi
