// The measurement behind an answer, on loopback: 127.0.0.1 is allowed, or is the private target that must not
// be touched while 127.0.0.2 plays the public one.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "probe/control/page_fetch.h"
#include "probe/control/server.h"
#include "tests/unit/control/bench.h"
#include "tests/unit/control/fake_dns.h"

namespace saksi {
namespace {

using test::always;
using test::FakeDns;
using test::response_text;
using test::ScriptedServer;
using test::send_text;

ControlOptions allowing_private() {
  ControlOptions options;
  options.allow_private = true;
  return options;
}

/// Only 127.0.0.2 may be touched.
ControlOptions strict() {
  ControlOptions options;
  options.also_allowed = {*IpAddress::parse("127.0.0.2")};
  return options;
}

const FakeDns::Zone& zone() {
  static const FakeDns::Zone names{{"public.example", {"127.0.0.2"}},
                                   {"private.example", {"127.0.0.1"}},
                                   {"both.example", {"127.0.0.1", "127.0.0.2"}},
                                   {"half.example", {"127.0.0.3", "127.0.0.2"}},
                                   {"empty.example", {}}};
  return names;
}

class Measuring : public testing::Test {
 protected:
  ControlAnswer measure(const std::string& url, const ControlOptions& options,
                        const std::vector<std::string>& endpoints = {}, std::vector<Header> headers = {}) {
    ControlRequest request;
    request.url = url;
    request.headers = std::move(headers);
    for (const std::string& text : endpoints) request.tcp_connect.push_back(Endpoint::parse(text).value());
    return net_.run(measure_for(net_.network, request, options));
  }

  FakeDns dns_{zone()};
  loopback::TestNetwork net_{dns_.server()};
};

std::string at(const std::string& host, const ScriptedServer& server) {
  return "http://" + host + ":" + std::to_string(server.port()) + "/";
}

std::string header(const ControlHttp& page, const std::string& name) {
  for (const auto& [key, value] : page.headers) {
    if (key == name) return value;
  }
  return "";
}

// ---- What a page tells

TEST_F(Measuring, APageGivesStatusLengthTitleAndHeaders) {
  const ScriptedServer site(always("200 OK", "content-type: text/html\r\nX-Two: first\r\nX-Two: second\r\n",
                                   "<html><title>A page</title></html>"));
  const ControlAnswer answer = measure(at("public.example", site), allowing_private());
  EXPECT_EQ(answer.dns.failure, "");
  EXPECT_EQ(answer.dns.addrs, std::vector<std::string>{"127.0.0.2"});
  // The site listens on 127.0.0.1: the name leads elsewhere.
  EXPECT_EQ(answer.http_request.failure, "connection_refused_error");

  const ControlAnswer reached = measure(at("private.example", site), allowing_private());
  EXPECT_EQ(reached.http_request.failure, "");
  EXPECT_EQ(reached.http_request.status_code, 200);
  EXPECT_EQ(reached.http_request.body_length, 34);
  EXPECT_EQ(reached.http_request.title, "A page");
  EXPECT_EQ(header(reached.http_request, "Content-Type"), "text/html");
  EXPECT_EQ(header(reached.http_request, "X-Two"), "first");
}

TEST_F(Measuring, ALongHeaderIsCutBecauseItsNameIsWhatCounts) {
  const ScriptedServer site(
      always("200 OK", "Content-Security-Policy: " + std::string(4000, 'x') + "\r\nX-Short: y\r\n", ""));
  const ControlAnswer answer = measure(site.url() + "/", allowing_private());
  std::map<std::string, std::string> headers(answer.http_request.headers.begin(),
                                             answer.http_request.headers.end());
  EXPECT_EQ(headers["Content-Security-Policy"], std::string(512, 'x'));
  EXPECT_EQ(headers["X-Short"], "y");
}

TEST_F(Measuring, AnErrorPageIsAPage) {
  const ScriptedServer site(always("451 Unavailable", "", "no"));
  const ControlAnswer answer = measure(site.url() + "/", allowing_private());
  EXPECT_EQ(answer.http_request.failure, "");
  EXPECT_EQ(answer.http_request.status_code, 451);
  EXPECT_EQ(answer.http_request.body_length, 2);
}

TEST_F(Measuring, ABodyIsCountedUpToTheLimitOnly) {
  ControlOptions options = allowing_private();
  options.max_body_bytes = 1000;
  const ScriptedServer site(always("200 OK", "", std::string(500000, 'x')));
  EXPECT_LE(measure(site.url() + "/", options).http_request.body_length, 2000);
}

TEST_F(Measuring, AConnectionCutInTheBodyIsAFailure) {
  const ScriptedServer site([](const ScriptedServer&, int connection, const std::string&) {
    send_text(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf");
  });
  const ControlAnswer answer = measure(site.url() + "/", allowing_private());
  EXPECT_EQ(answer.http_request.failure, "unknown_error");
  EXPECT_EQ(answer.http_request.status_code, -1);
  EXPECT_EQ(answer.http_request.body_length, -1);
  EXPECT_TRUE(answer.tcp_connect.at(site.authority()).status);
}

TEST_F(Measuring, OnlyTheThreeHeadersAreHonoured) {
  const ScriptedServer site(always("200 OK", "", ""));
  measure(site.url() + "/", allowing_private(), {},
          {{"user-agent", "Test/1.0"}, {"Accept-Language", "ms"}, {"X-Evil", "yes"}, {"Cookie", "a=b"}});
  const std::string request = site.last_request();
  EXPECT_NE(request.find("User-Agent: Test/1.0\r\n"), std::string::npos) << request;
  EXPECT_NE(request.find("Accept-Language: ms\r\n"), std::string::npos) << request;
  EXPECT_EQ(request.find("X-Evil"), std::string::npos);
  EXPECT_EQ(request.find("Cookie"), std::string::npos);
}

TEST_F(Measuring, AHeaderCannotSmuggleAnother) {
  const ScriptedServer site(always("200 OK", "", ""));
  measure(site.url() + "/", allowing_private(), {}, {{"User-Agent", "x\r\nX-Evil: yes"}});
  EXPECT_EQ(site.last_request().find("X-Evil"), std::string::npos);
}

TEST(HonouredHeaders, FillUpWithABrowsers) {
  const auto headers = honoured_headers({{"ACCEPT", "a/b"}, {"Accept", "second"}});
  ASSERT_EQ(headers.size(), 3U);
  const auto accept =
      std::find_if(headers.begin(), headers.end(), [](const Header& item) { return item.first == "Accept"; });
  ASSERT_NE(accept, headers.end());
  EXPECT_EQ(accept->second, "a/b");
}

// ---- Redirects

TEST_F(Measuring, RedirectsAreFollowedWithoutCookies) {
  const ScriptedServer target(always("200 OK", "", "<title>There</title>"));
  const ScriptedServer site(
      always("302 Found", "Set-Cookie: a=b\r\nLocation: " + at("private.example", target) + "x\r\n", ""));
  const ControlAnswer answer = measure(site.url() + "/", allowing_private());
  EXPECT_EQ(answer.http_request.title, "There");
  EXPECT_EQ(target.last_request().substr(0, 7), "GET /x ");
  EXPECT_EQ(target.last_request().find("Cookie"), std::string::npos);
}

TEST_F(Measuring, ARedirectLoopEndsAfterTenHops) {
  const ScriptedServer site(always("302 Found", "Location: /again\r\n", ""));
  const ControlAnswer answer = measure(site.url() + "/", allowing_private());
  EXPECT_EQ(answer.http_request.failure, "unknown_error");
  EXPECT_EQ(answer.http_request.status_code, -1);
  // One connection is the TCP measurement of the endpoint.
  EXPECT_EQ(site.accepted(), 1 + 1 + kMaxControlRedirects);
}

TEST_F(Measuring, ARedirectThatLeadsNowhereIsAFailure) {
  for (const std::string location : {"http://", "ftp://example.org/", "http://public.example:25/", "//:80"}) {
    const ScriptedServer site(always("302 Found", "Location: " + location + "\r\n", ""));
    EXPECT_EQ(measure(site.url() + "/", allowing_private()).http_request.failure, "unknown_error")
        << location;
  }
  const ScriptedServer site(always("302 Found", "Location: http://no-such.example/\r\n", ""));
  EXPECT_EQ(measure(site.url() + "/", allowing_private()).http_request.failure, "dns_lookup_error");
}

// ---- DNS and endpoints

TEST_F(Measuring, NamesThatDoNotExistAreDnsNameError) {
  const ControlAnswer answer = measure("http://no-such.example/", strict());
  EXPECT_EQ(answer.dns.failure, "dns_name_error");
  EXPECT_TRUE(answer.dns.addrs.empty());
  EXPECT_EQ(answer.http_request.failure, "dns_lookup_error");
  EXPECT_TRUE(answer.tcp_connect.empty());
}

TEST_F(Measuring, NamesWithoutAddressesAreNoDnsFailure) {
  const ControlAnswer answer = measure("http://empty.example/", strict());
  EXPECT_EQ(answer.dns.failure, "");
  EXPECT_TRUE(answer.dns.addrs.empty());
  EXPECT_EQ(answer.http_request.failure, "dns_lookup_error");
}

TEST_F(Measuring, ALiteralAddressHasNoDnsAnswer) {
  const ScriptedServer site(always("200 OK", "", ""));
  const ControlAnswer answer = measure(site.url() + "/", allowing_private(), {site.authority()});
  EXPECT_EQ(answer.dns.failure, "");
  EXPECT_TRUE(answer.dns.addrs.empty());
  EXPECT_EQ(answer.ip_info.at("127.0.0.1").flags, resolved_by_probe | is_bogon_flag);
}

TEST_F(Measuring, EndpointsAreTheUnionOfTheProbesAndOurs) {
  const ScriptedServer site(always("200 OK", "", ""));
  const std::string port = ":" + std::to_string(site.port());
  const ControlAnswer answer =
      measure(at("private.example", site), allowing_private(), {"127.0.0.9:1", "127.0.0.9:443"});
  EXPECT_EQ(answer.tcp_connect.size(), 2U) << "the probe's ports do not count";
  EXPECT_TRUE(answer.tcp_connect.at("127.0.0.1" + port).status);
  EXPECT_EQ(answer.tcp_connect.at("127.0.0.1" + port).failure, "");
  EXPECT_FALSE(answer.tcp_connect.at("127.0.0.9" + port).status);
  EXPECT_EQ(answer.tcp_connect.at("127.0.0.9" + port).failure, "connection_refused_error");
  EXPECT_EQ(answer.ip_info.at("127.0.0.1").flags, resolved_by_control | is_bogon_flag);
  EXPECT_EQ(answer.ip_info.at("127.0.0.9").flags, resolved_by_probe | is_bogon_flag);
  EXPECT_TRUE(answer.tls_handshake.empty()) << "an http URL with its own port has no TLS";
}

TEST_F(Measuring, AnAddressThatRefusesDoesNotHideTheOneThatAnswers) {
  const ScriptedServer site(always("200 OK", "", "<title>Found</title>"), "127.0.0.2");
  const ControlAnswer answer = measure(at("half.example", site), allowing_private());
  EXPECT_EQ(answer.http_request.title, "Found");
}

TEST_F(Measuring, TlsThatIsClosedIsAFailedHandshake) {
  const loopback::TcpServer site([](Descriptor socket) { loopback::receive_some(socket.get()); });
  const std::string endpoint = site.endpoint().to_string();
  const std::string port = std::to_string(site.endpoint().port);
  const ControlAnswer answer = measure("https://private.example:" + port + "/", allowing_private());
  EXPECT_TRUE(answer.tcp_connect.at(endpoint).status);
  EXPECT_FALSE(answer.tls_handshake.at(endpoint).status);
  EXPECT_EQ(answer.tls_handshake.at(endpoint).server_name, "private.example");
  EXPECT_EQ(answer.tls_handshake.at(endpoint).failure, "eof_error");
  EXPECT_EQ(answer.http_request.failure, "unknown_error");
}

TEST_F(Measuring, AValidCertificateMakesAnAddressValidForTheDomain) {
  const loopback::Pki pki(loopback::CertificatePlan{"private.example", "DNS:private.example"});
  const loopback::TlsServer site(pki, [](SSL* ssl) {
    if (loopback::receive_some(ssl).empty()) return;
    loopback::send_text(ssl, response_text("200 OK", "", "<title>Private</title>"));
  });
  const std::string endpoint = site.endpoint().to_string();
  const std::string url = "https://private.example:" + std::to_string(site.endpoint().port) + "/";

  const ControlAnswer untrusted = measure(url, allowing_private());
  EXPECT_EQ(untrusted.tls_handshake.at(endpoint).failure, "ssl_unknown_authority");
  EXPECT_EQ(untrusted.tls_handshake.at(endpoint).chain_sha256.size(), 2U)
      << "also of a chain that does not hold";
  EXPECT_EQ(untrusted.http_request.failure, "unknown_error");
  EXPECT_EQ(untrusted.ip_info.at("127.0.0.1").flags, resolved_by_control | is_bogon_flag);

  pki.trust_in(net_.tls.get());
  const ControlAnswer answer = measure(url, allowing_private());
  EXPECT_TRUE(answer.tls_handshake.at(endpoint).status) << answer.tls_handshake.at(endpoint).failure;
  EXPECT_EQ(answer.tls_handshake.at(endpoint).failure, "");
  EXPECT_EQ(answer.tls_handshake.at(endpoint).server_name, "private.example");
  EXPECT_EQ(answer.tls_handshake.at(endpoint).chain_sha256,
            untrusted.tls_handshake.at(endpoint).chain_sha256);
  EXPECT_EQ(answer.tls_handshake.at(endpoint).leaf_issuer, "CN=Test Authority");
  EXPECT_EQ(answer.ip_info.at("127.0.0.1").flags, resolved_by_control | is_bogon_flag | valid_for_domain);
  EXPECT_EQ(answer.http_request.title, "Private");
}

// ---- What must not be touched

TEST_F(Measuring, ANameThatLeadsToAPrivateAddressIsNotTouched) {
  const ScriptedServer inside(always("200 OK", "", "secret"));
  const ControlAnswer answer = measure(at("private.example", inside), strict());
  EXPECT_EQ(inside.accepted(), 0);
  EXPECT_EQ(answer.dns.addrs, std::vector<std::string>{"127.0.0.1"});
  EXPECT_EQ(answer.ip_info.at("127.0.0.1").flags, resolved_by_control | is_bogon_flag);
  EXPECT_TRUE(answer.tcp_connect.empty());
  EXPECT_EQ(answer.http_request.failure, "unknown_error");
}

TEST_F(Measuring, LocalhostIsNotTouched) {
  const ScriptedServer inside(always("200 OK", "", "secret"));
  const ControlAnswer answer = measure(at("localhost", inside), strict());
  EXPECT_EQ(inside.accepted(), 0);
  EXPECT_TRUE(answer.tcp_connect.empty());
  EXPECT_EQ(answer.http_request.status_code, -1);
}

TEST_F(Measuring, OfANameWithBothOnlyThePublicAddressIsTouched) {
  const ScriptedServer site(always("200 OK", "", "<title>Outside</title>"), "127.0.0.2");
  const ScriptedServer inside(always("200 OK", "", "secret"), "127.0.0.1", site.port());
  const ControlAnswer answer = measure(at("both.example", site), strict());
  EXPECT_EQ(inside.accepted(), 0);
  EXPECT_EQ(answer.http_request.title, "Outside");
  EXPECT_EQ(answer.tcp_connect.size(), 1U);
}

TEST_F(Measuring, PrivateEndpointsOfTheProbeAreNotTouched) {
  const ScriptedServer site(always("200 OK", "", ""), "127.0.0.2");
  const ScriptedServer inside(always("200 OK", "", "secret"), "127.0.0.1", site.port());
  const std::string port = ":" + std::to_string(site.port());
  const ControlAnswer answer =
      measure(at("public.example", site), strict(),
              {"127.0.0.1" + port, "[::ffff:127.0.0.1]" + port, "[::1]" + port, "0.0.0.0" + port,
               "[64:ff9b::7f00:1]" + port, "10.0.0.1" + port, "169.254.169.254" + port});
  EXPECT_EQ(inside.accepted(), 0);
  ASSERT_EQ(answer.tcp_connect.size(), 1U);
  EXPECT_EQ(answer.tcp_connect.begin()->first, site.authority());
  EXPECT_EQ(answer.ip_info.at("10.0.0.1").flags, resolved_by_probe | is_bogon_flag);
}

TEST_F(Measuring, ARedirectToAPrivateTargetIsNotFollowed) {
  const ScriptedServer inside(always("200 OK", "", "secret"));
  const std::string port = std::to_string(inside.port());
  for (const std::string& target :
       {"http://127.0.0.1:" + port + "/", "http://private.example:" + port + "/",
        "http://localhost:" + port + "/", "http://[::ffff:127.0.0.1]:" + port + "/",
        "http://2130706433:" + port + "/", "//0.0.0.0:" + port + "/"}) {
    const ScriptedServer site(always("302 Found", "Location: " + target + "\r\n", ""), "127.0.0.2");
    const ControlAnswer answer = measure(at("public.example", site), strict());
    EXPECT_EQ(answer.http_request.status_code, -1) << target;
    EXPECT_EQ(answer.http_request.failure, "unknown_error") << target;
    EXPECT_GE(site.accepted(), 1) << target;
  }
  EXPECT_EQ(inside.accepted(), 0);
}

TEST_F(Measuring, AUrlThatCannotBeMeasuredGivesFailures) {
  for (const char* url : {"", "ftp://example.org/", "http://public.example:25/"}) {
    const ControlAnswer answer = measure(url, allowing_private());
    EXPECT_EQ(answer.dns.failure, "unknown_error") << url;
    EXPECT_EQ(answer.http_request.failure, "unknown_error") << url;
  }
}

TEST_F(Measuring, AHostilePageDoesNotBreakTheAnswer) {
  const ScriptedServer site(
      always("200 OK", "X-Bad: \xff\xfe\r\nX-Quote: \"}\r\n", "<title>\xff\xfe \"} \xc3\x28</title>"));
  const ControlAnswer answer = measure(site.url() + "/", allowing_private());
  EXPECT_EQ(answer.http_request.status_code, 200);
}

}  // namespace
}  // namespace saksi
