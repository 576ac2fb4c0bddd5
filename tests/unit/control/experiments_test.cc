// From a control's offer to what a probe knows of it.
#include "probe/control/experiments.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/certificate.h"
#include "probe/control/certificate.h"
#include "tests/unit/control/bench.h"
#include "tests/unit/control/raw_http.h"

namespace saksi {
namespace {

using nlohmann::json;
using test::always;
using test::ScriptedServer;

const char* const kOffer =
    R"({"no_dns":["195.201.7.7"],"echo":["195.201.7.7:80"],"tls":[],"tls_certificate_sha256":null})";

class Experiments : public testing::Test {
 protected:
  ControlExperiments ask(std::vector<std::string> controls) {
    return net_.run(ask_experiments(net_.network, std::move(controls)));
  }
  loopback::TestNetwork net_;
};

TEST_F(Experiments, TheFirstControlThatOffersThemIsTaken) {
  const ScriptedServer oonis(always("404 Not Found", "", "no such page"));
  const ScriptedServer without(always("200 OK", "", R"({"no_dns":[],"echo":[],"tls":[]})"));
  const ScriptedServer ours(always("200 OK", "", kOffer));
  const ControlExperiments offer = ask({oonis.url(), without.url(), ours.url(), "http://127.0.0.1:1"});
  ASSERT_EQ(offer.echo.size(), 1U);
  EXPECT_EQ(offer.echo.front().to_string(), "195.201.7.7:80");
  EXPECT_EQ(ours.last_request().substr(0, 30), "GET /saksi/v1/experiments HTTP");
}

TEST_F(Experiments, NobodyOffersAny) {
  const ScriptedServer portal(always("200 OK", "", "<html>sign in</html>"));
  EXPECT_TRUE(ask({portal.url(), "http://127.0.0.1:1", "no url"}).empty());
  EXPECT_TRUE(ask({}).empty());
}

TEST_F(Experiments, AControlTellsWhereItsServersAre) {
  ControlOptions options;
  const Endpoint any_port{*IpAddress::parse("127.0.0.1"), 0};
  options.echo_listen = {any_port};
  options.tls_listen = {any_port};
  options.public_addresses = {*IpAddress::parse("195.201.7.7")};
  const test::ControlThread control(options);
  const test::RawClient client(control.port());
  client.send(test::get_text("/saksi/v1/experiments"));
  const json told = json::parse(test::body_of(client.receive_all()));
  EXPECT_EQ(told["echo"].size(), 1U);
  EXPECT_EQ(told["echo"][0].get<std::string>().substr(0, 12), "195.201.7.7:");

  const ControlExperiments offer = ask({control.url()});
  ASSERT_EQ(offer.tls.size(), 1U);
  EXPECT_EQ(offer.tls.front().address, *IpAddress::parse("195.201.7.7"));
  EXPECT_NE(offer.tls.front().port, 0);
  EXPECT_EQ(offer.tls_certificate_sha256.size(), 64U);
}

TEST_F(Experiments, AControlOnAPrivateAddressOffersNothing) {
  const test::ControlThread control{ControlOptions()};
  EXPECT_TRUE(ask({control.url()}).empty());
}

TEST(Certificates, EveryStartHasItsOwn) {
  EXPECT_NE(AnyNameTls().certificate_sha256(), AnyNameTls().certificate_sha256());
}

TEST(Certificates, TheIssuerIsWrittenAsRfc4514SaysAndInAscii) {
  loopback::Pki pki(loopback::CertificatePlan{"site.example", "DNS:site.example"});
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(pki.site.certificate.get(), &bytes);
  const std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  EXPECT_EQ(issuer_name(der), "CN=Test Authority");
  EXPECT_EQ(issuer_name(""), "");
  EXPECT_EQ(issuer_name(der.substr(0, der.size() / 2)), "");
  const loopback::CertificatePlan strange{"a,b\xc3\xa9\n", "", -3600, 3600};
  const auto made = loopback::make_identity(strange, nullptr);
  bytes = nullptr;
  const int strange_size = i2d_X509(made.certificate.get(), &bytes);
  EXPECT_EQ(
      issuer_name(std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(strange_size))),
      "CN=a\\,b\\C3\\A9\\0A");
  OPENSSL_free(bytes);
}

}  // namespace
}  // namespace saksi
