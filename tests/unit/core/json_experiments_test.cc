#include <gtest/gtest.h>

#include <string>

#include "core/json.h"

namespace saksi {
namespace {

const std::string kDigest(64, 'a');

ControlExperiments everything() {
  ControlExperiments offer;
  offer.no_dns = {*IpAddress::parse("195.201.7.7")};
  offer.echo = {*Endpoint::parse("195.201.7.7:80")};
  offer.tls = {*Endpoint::parse("195.201.7.7:443"), *Endpoint::parse("[2a01:4f8::7]:443")};
  offer.tls_certificate_sha256 = kDigest;
  return offer;
}

std::string offer_with(const std::string& key, const std::string& value) {
  return R"({"tls_certificate_sha256":")" + kDigest + R"(",")" + key + R"(":)" + value + "}";
}

TEST(ExperimentsJson, AnOfferComesBack) {
  const std::string json = control_experiments_json(everything());
  EXPECT_EQ(
      json,
      R"({"no_dns":["195.201.7.7"],"echo":["195.201.7.7:80"],"tls":["195.201.7.7:443","[2a01:4f8::7]:443"],)"
      R"("tls_certificate_sha256":")" +
          kDigest + "\"}");
  const ControlExperiments back = parse_control_experiments(json).value();
  EXPECT_EQ(control_experiments_json(back), json);
}

TEST(ExperimentsJson, NothingOfferedIsNoError) {
  for (const char* json : {"{}", R"({"no_dns":[],"echo":null})", R"({"message":"Hello OONItarian!"})"}) {
    const auto offer = parse_control_experiments(json);
    ASSERT_TRUE(offer) << json;
    EXPECT_TRUE(offer->empty());
  }
  EXPECT_TRUE(parse_control_experiments(control_experiments_json({}))->empty());
}

TEST(ExperimentsJson, AProbeIsNotSentIntoItsOwnNetwork) {
  const auto offer = parse_control_experiments(
      offer_with("echo", R"(["192.168.1.1:80","127.0.0.1:80","[::1]:80","[fe80::1]:80","195.201.7.7:0",)"
                         R"("10.0.0.1:80","100.64.0.1:80","195.201.7.7:80"])"));
  ASSERT_TRUE(offer);
  ASSERT_EQ(offer->echo.size(), 1U);
  EXPECT_EQ(offer->echo.front().to_string(), "195.201.7.7:80");
  EXPECT_TRUE(parse_control_experiments(offer_with("no_dns", R"(["192.168.1.1","::1"])"))->empty());
}

TEST(ExperimentsJson, AnOfferIsBounded) {
  std::string some = "[";
  for (int i = 1; i <= 20; ++i) some += "\"195.201.7." + std::to_string(i) + ":80\",";
  some.back() = ']';
  EXPECT_EQ(parse_control_experiments(offer_with("echo", some))->echo.size(), kMaxExperimentPlaces);
  std::string many = "[";
  for (int i = 0; i < 2000; ++i) many += "\"195.201.7.7:80\",";
  many.back() = ']';
  EXPECT_FALSE(parse_control_experiments(offer_with("echo", many)));
}

TEST(ExperimentsJson, AHostileOfferIsAnError) {
  for (const std::string& bad :
       {std::string("<html>"), std::string("[]"), std::string("null"), offer_with("echo", "5"),
        offer_with("echo", "[5]"), offer_with("echo", R"(["example.org:80"])"),
        offer_with("no_dns", R"(["195.201.7.7:53"])"), std::string(R"({"tls":["195.201.7.7:443"]})"),
        std::string(R"({"tls":["195.201.7.7:443"],"tls_certificate_sha256":"AA"})")}) {
    EXPECT_FALSE(parse_control_experiments(bad)) << bad;
  }
}

TEST(EchoJson, AnAnswerComesBack) {
  const EchoAnswer answer{"GET", "blocked.example", "5f3a", "sni.example", 120};
  const std::string json = echo_answer_json(answer);
  EXPECT_EQ(json, R"({"saksi_echo":1,"method":"GET","host":"blocked.example","request_id":"5f3a",)"
                  R"("server_name":"sni.example","head_bytes":120})");
  EXPECT_EQ(echo_answer_json(parse_echo_answer(json).value()), json);
}

TEST(EchoJson, WhatSomebodyElseAnswersIsNotTheEchos) {
  for (const char* bad :
       {"", "<html>blocked</html>", "{}", R"({"saksi_echo":2})", R"({"saksi_echo":1,"method":"GET"})",
        R"({"saksi_echo":1,"method":"GET","host":5,"request_id":"","server_name":"","head_bytes":1})",
        R"({"saksi_echo":1,"method":"GET","host":"","request_id":"","server_name":"","head_bytes":-1})"}) {
    EXPECT_FALSE(parse_echo_answer(bad)) << bad;
  }
}

TEST(ControlChain, IsWrittenOnlyWhenThereIsOneAndComesBack) {
  ControlAnswer answer;
  answer.tls_handshake["93.184.216.34:443"] = {"example.org", true, "", {}, ""};
  EXPECT_EQ(control_answer_json(answer).find("x_saksi"), std::string::npos) << "what OONI's clients know";
  answer.tls_handshake["93.184.216.34:443"] = {
      "example.org", true, "", {kDigest, std::string(64, 'b')}, "CN=R11,O=Let's Encrypt,C=US"};
  const std::string json = control_answer_json(answer);
  const ControlTls back = parse_control_answer(json)->tls_handshake.at("93.184.216.34:443");
  EXPECT_EQ(back.chain_sha256, (std::vector<std::string>{kDigest, std::string(64, 'b')}));
  EXPECT_EQ(back.leaf_issuer, "CN=R11,O=Let's Encrypt,C=US");
}

std::string answer_with_chain(const std::string& chain) {
  return R"({"tls_handshake":{"93.184.216.34:443":{"status":true,"x_saksi_chain":)" + chain +
         R"(,"x_saksi_issuer":")" + std::string(5000, 'i') +
         R"("}},"http_request":{"body_length":1,"status_code":200},"dns":{"addrs":[]}})";
}

TEST(ControlChain, AHostileOneIsAnErrorAndALongIssuerIsCut) {
  const auto good = parse_control_answer(answer_with_chain("[\"" + kDigest + "\"]"));
  ASSERT_TRUE(good) << good.error().message;
  EXPECT_EQ(good->tls_handshake.begin()->second.leaf_issuer.size(), kMaxIssuerBytes);
  std::string many = "[";
  for (int i = 0; i < 9; ++i) many += "\"" + kDigest + "\",";
  many.back() = ']';
  for (const std::string& bad : {many, std::string("5"), std::string("[5]"), std::string("[\"xyz\"]"),
                                 "[\"" + std::string(64, 'A') + "\"]"}) {
    EXPECT_FALSE(parse_control_answer(answer_with_chain(bad))) << bad.substr(0, 80);
  }
}

}  // namespace
}  // namespace saksi
