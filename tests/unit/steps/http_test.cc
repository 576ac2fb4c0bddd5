#include "probe/steps/http.h"

#include <gtest/gtest.h>

#include "tests/support/loopback_gzip.h"
#include "tests/support/loopback_network.h"

namespace saksi {
namespace {

using namespace loopback;
using namespace std::chrono_literals;

HttpRequest request_to(const Endpoint& endpoint, const std::string& url = "http://example.org/path?x=1") {
  HttpRequest request;
  request.url = *Url::parse(url);
  request.endpoint = endpoint;
  request.headers = browser_headers();
  request.timeout = 5s;
  return request;
}

HttpObservation fetch(HttpRequest request) {
  TestNetwork net;
  return net.run(fetch_http(net.scope, std::move(request), 3));
}

/// Answers the first request with these bytes and closes.
TcpServer::Conversation answer_with(std::string text) {
  return [text](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), text);
  };
}

HttpObservation fetch_answer(std::string text) {
  const TcpServer server(answer_with(std::move(text)));
  return fetch(request_to(server.endpoint()));
}

std::string gzip_page(std::size_t size) {
  const std::string packed = gzip_of_run('a', size);
  return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + std::to_string(packed.size()) +
         "\r\n\r\n" + packed;
}

TEST(FetchHttp, RecordsRequestAndResponse) {
  std::string received;
  const TcpServer server([&](Descriptor socket) {
    received = receive_some(socket.get());
    send_text(
        socket.get(),
        "HTTP/1.1 200 OK\r\nServer: test\r\nX-Twice: a\r\nX-Twice: b\r\nContent-Length: 5\r\n\r\nhello");
  });
  const HttpObservation seen = fetch(request_to(server.endpoint()));
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen.url, "http://example.org/path?x=1");
  EXPECT_EQ(seen.protocol, "http/1.1");
  EXPECT_EQ(seen.transaction_id, 3);
  const std::vector<Header> headers = {
      {"Server", "test"}, {"X-Twice", "a"}, {"X-Twice", "b"}, {"Content-Length", "5"}};
  EXPECT_EQ(seen.response->code, 200);
  EXPECT_EQ(seen.response->headers, headers);
  EXPECT_EQ(seen.response->body, "hello");
  EXPECT_EQ(seen.response->body_length, 5U);
  EXPECT_FALSE(seen.response->body_truncated);
  EXPECT_TRUE(received.starts_with("GET /path?x=1 HTTP/1.1\r\nHost: example.org\r\n")) << received;
  for (const auto& [name, value] : browser_headers()) {
    EXPECT_NE(received.find(name + ": " + value + "\r\n"), std::string::npos) << name;
  }
  EXPECT_EQ(seen.request_headers.front(), Header("Host", "example.org"));
}

TEST(FetchHttp, AHeaderThatBreaksOutOfItsLineIsNotSent) {
  std::string received;
  const TcpServer server([&](Descriptor socket) {
    received = receive_some(socket.get());
    send_text(socket.get(), "HTTP/1.1 204 No Content\r\n\r\n");
  });
  HttpRequest request = request_to(server.endpoint());
  request.headers = {{"X-Good", "yes"}, {"X-Bad", "no\r\nX-Smuggled: yes"}};
  const HttpObservation seen = fetch(request);
  EXPECT_EQ(seen.response->code, 204);
  EXPECT_NE(received.find("X-Good: yes"), std::string::npos);
  EXPECT_EQ(received.find("X-Smuggled"), std::string::npos);
}

TEST(FetchHttp, EveryFetchMakesAConnectionOfItsOwn) {
  const TcpServer server([](Descriptor socket) {
    while (!receive_some(socket.get()).empty()) {
      send_text(socket.get(), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
  });
  TestNetwork net;
  for (int i = 0; i < 3; ++i) {
    const HttpObservation seen = net.run(fetch_http(net.scope, request_to(server.endpoint()), i));
    EXPECT_TRUE(seen.ok());
  }
  EXPECT_EQ(server.connections(), 3);
}

// ---- bodies

TEST(FetchHttp, DecodesACompressedBody) {
  const HttpObservation seen = fetch_answer(gzip_page(1000));
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen.response->body, std::string(1000, 'a'));
}

TEST(FetchHttp, ACompressionBombIsCutAtTheCapAndIsNoFailure) {
  const HttpObservation seen = fetch_answer(gzip_page(50'000'000));
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen.response->body.size(), kMaxBodyBytes);
  EXPECT_TRUE(seen.response->body_truncated);
}

TEST(FetchHttp, ABodyOfExactlyTheCapIsWhole) {
  const TcpServer server(answer_with("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"));
  HttpRequest request = request_to(server.endpoint());
  request.max_body_bytes = 10;
  const HttpObservation whole = fetch(request);
  EXPECT_FALSE(whole.response->body_truncated);
  request.max_body_bytes = 9;
  const HttpObservation cut = fetch(request);
  EXPECT_TRUE(cut.ok());
  EXPECT_TRUE(cut.response->body_truncated);
  EXPECT_EQ(cut.response->body, "012345678");
}

TEST(FetchHttp, AnEndlessBodyIsCutAtTheCap) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), "HTTP/1.1 200 OK\r\n\r\n");
    while (send_text(socket.get(), std::string(65536, 'x'))) continue;
  });
  const HttpObservation seen = fetch(request_to(server.endpoint()));
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen.response->body_length, kMaxBodyBytes);
  EXPECT_TRUE(seen.response->body_truncated);
}

TEST(FetchHttp, ABodyThatIsNotWhatItsEncodingSaysIsAFailureBesideTheResponse) {
  const HttpObservation seen =
      fetch_answer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!");
  EXPECT_FALSE(seen.ok());
  EXPECT_EQ(seen.response->code, 200);
  EXPECT_TRUE(seen.response->body_truncated);
}

TEST(FetchHttp, ADripMeetsTheDeadlineAndKeepsWhatCame) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (send_text(socket.get(), "d")) std::this_thread::sleep_for(5ms);
  });
  HttpRequest request = request_to(server.endpoint());
  request.timeout = 150ms;
  const HttpObservation seen = fetch(request);
  EXPECT_EQ(seen.result.failure, Failure::generic_timeout_error);
  ASSERT_TRUE(seen.response);
  EXPECT_EQ(seen.response->code, 200);
  EXPECT_TRUE(seen.response->body_truncated);
  EXPECT_TRUE(seen.response->body.starts_with("d"));
}

// ---- headers

TEST(FetchHttp, AnEndlessHeaderEndsAsAFailure) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), "HTTP/1.1 200 OK\r\n");
    while (send_text(socket.get(), "X-More: " + std::string(500, 'y') + "\r\n")) continue;
  });
  const HttpObservation seen = fetch(request_to(server.endpoint()));
  EXPECT_EQ(failure_string(seen.result), "unknown_failure: response headers too large");
  EXPECT_LE(seen.response->headers.size(), kMaxHeaderCount);
}

TEST(FetchHttp, AnEndlessHeaderLineEndsAsAFailure) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), "HTTP/1.1 200 OK\r\nX-Long: ");
    while (send_text(socket.get(), std::string(65536, 'y'))) continue;
  });
  EXPECT_EQ(failure_string(fetch(request_to(server.endpoint())).result),
            "unknown_failure: response headers too large");
}

TEST(FetchHttp, AnEndlessRowOfContinuesEndsAsAFailure) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    while (send_text(socket.get(), "HTTP/1.1 100 Continue\r\n\r\n")) continue;
  });
  EXPECT_EQ(failure_string(fetch(request_to(server.endpoint())).result),
            "unknown_failure: response headers too large");
}

TEST(FetchHttp, TheFinalResponseIsTheOneAfterContinue) {
  const HttpObservation seen = fetch_answer(
      "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen.response->code, 404);
  EXPECT_EQ(seen.response->headers.size(), 1U);
}

// ---- broken exchanges

TEST(FetchHttp, ARedirectIsRecordedAndNotFollowed) {
  const TcpServer server(
      answer_with("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/notice\r\nContent-Length: 0\r\n\r\n"));
  const HttpObservation seen = fetch(request_to(server.endpoint()));
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(redirect_location(*seen.response), "http://127.0.0.1:1/notice");
  EXPECT_EQ(server.connections(), 1);
}

TEST(FetchHttp, ACloseInsteadOfAnAnswerIsEof) {
  const HttpObservation seen = fetch_answer("");
  EXPECT_EQ(seen.result.failure, Failure::eof_error);
  EXPECT_FALSE(seen.response);
  EXPECT_EQ(seen.protocol, "");
}

TEST(FetchHttp, AResetInsteadOfAnAnswerIsAReset) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    reset(std::move(socket));
  });
  EXPECT_EQ(fetch(request_to(server.endpoint())).result.failure, Failure::connection_reset);
}

TEST(FetchHttp, AResetInTheBodyStandsBesideTheResponse) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf a page");
    std::this_thread::sleep_for(30ms);  // so that the data is read before the reset throws it away
    reset(std::move(socket));
  });
  const HttpObservation seen = fetch(request_to(server.endpoint()));
  EXPECT_EQ(seen.result.failure, Failure::connection_reset);
  ASSERT_TRUE(seen.response);
  EXPECT_EQ(seen.response->body, "half a page");
  EXPECT_TRUE(seen.response->body_truncated);
}

TEST(FetchHttp, ACloseInTheBodyIsEofBesideTheResponse) {
  const HttpObservation seen = fetch_answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf a page");
  EXPECT_EQ(seen.result.failure, Failure::eof_error);
  EXPECT_EQ(seen.response->body, "half a page");
}

TEST(FetchHttp, BrokenChunksAreAFailureBesideTheResponse) {
  const HttpObservation seen =
      fetch_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZZ\r\n");
  EXPECT_EQ(failure_string(seen.result), "unknown_failure: broken chunked encoding");
  EXPECT_EQ(seen.response->code, 200);
}

TEST(FetchHttp, BytesThatAreNoHttpAreAFailure) {
  const HttpObservation seen = fetch_answer("SSH-2.0-OpenSSH_9.2\r\n");
  EXPECT_EQ(seen.result.failure, Failure::protocol_not_supported);
  EXPECT_FALSE(seen.response);
}

TEST(FetchHttp, SilenceTimesOut) {
  const TcpServer server([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); });
  HttpRequest request = request_to(server.endpoint());
  request.timeout = 50ms;
  EXPECT_EQ(fetch(request).result.failure, Failure::generic_timeout_error);
}

TEST(FetchHttp, AClosedPortRefuses) {
  EXPECT_EQ(fetch(request_to(closed_endpoint())).result.failure, Failure::connection_refused);
}

TEST(FetchHttp, AnInterruptedLoopIsNoTimeout) {
  const TcpServer server([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); });
  TestNetwork net;
  net.loop.interrupt();
  const HttpObservation seen = net.run(fetch_http(net.scope, request_to(server.endpoint()), 1));
  EXPECT_EQ(seen.result.failure, Failure::interrupted);
}

TEST(FetchHttp, NoProxyOfTheEnvironmentIsUsed) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  const HttpObservation seen = fetch_answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
  EXPECT_TRUE(seen.ok());
}

// ---- over TLS

CertificatePlan for_example() {
  return CertificatePlan{"example.org", "DNS:example.org"};
}

void serve_page(SSL* ssl) {
  receive_some(ssl);
  send_text(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
}

HttpObservation fetch_tls(TestNetwork& net, const Endpoint& endpoint) {
  HttpRequest request = request_to(endpoint, "https://example.org/");
  return net.run(fetch_http(net.scope, std::move(request), 1));
}

TEST(FetchHttps, TrustsTheStoreOfTheProgram) {
  const Pki pki(for_example());
  const TlsServer server(pki, serve_page);
  TestNetwork net;
  pki.trust_in(net.tls.get());
  const HttpObservation seen = fetch_tls(net, server.endpoint());
  ASSERT_EQ(failure_string(seen.result), "");
  EXPECT_EQ(seen.response->body, "secret");
}

TEST(FetchHttps, AnUnknownAuthorityIsNamed) {
  const Pki pki(for_example());
  const TlsServer server(pki, serve_page);
  TestNetwork net;
  const HttpObservation seen = fetch_tls(net, server.endpoint());
  EXPECT_EQ(seen.result.failure, Failure::ssl_unknown_authority);
  EXPECT_FALSE(seen.response);
}

TEST(FetchHttps, ACertificateForAnotherNameIsAnInvalidHostname) {
  const Pki pki(CertificatePlan{"blocked.example", "DNS:blocked.example"});
  const TlsServer server(pki, serve_page);
  TestNetwork net;
  pki.trust_in(net.tls.get());
  EXPECT_EQ(fetch_tls(net, server.endpoint()).result.failure, Failure::ssl_invalid_hostname);
}

TEST(FetchHttps, AnExpiredCertificateIsInvalid) {
  const Pki pki(CertificatePlan{"example.org", "DNS:example.org", -7200, -3600});
  const TlsServer server(pki, serve_page);
  TestNetwork net;
  pki.trust_in(net.tls.get());
  EXPECT_EQ(fetch_tls(net, server.endpoint()).result.failure, Failure::ssl_invalid_certificate);
}

TEST(FetchHttps, AResetAfterTheClientHelloIsAReset) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    reset(std::move(socket));
  });
  TestNetwork net;
  EXPECT_EQ(fetch_tls(net, server.endpoint()).result.failure, Failure::connection_reset);
}

TEST(FetchHttps, ACloseAfterTheClientHelloIsEof) {
  const TcpServer server([](Descriptor socket) { receive_some(socket.get()); });
  TestNetwork net;
  EXPECT_EQ(fetch_tls(net, server.endpoint()).result.failure, Failure::eof_error);
}

TEST(FetchHttps, AnAlertFailsTheHandshake) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), std::string("\x15\x03\x03\x00\x02\x02\x28", 7));
  });
  TestNetwork net;
  EXPECT_EQ(fetch_tls(net, server.endpoint()).result.failure, Failure::ssl_failed_handshake);
}

// ---- cookies

/// Sets a cookie for each request, and keeps what came.
TcpServer::Conversation baker(std::vector<std::string>& received, std::string cookie) {
  return [&received, cookie](Descriptor socket) {
    received.push_back(receive_some(socket.get()));
    send_text(socket.get(), "HTTP/1.1 302 Found\r\nSet-Cookie: " + cookie + "\r\nContent-Length: 0\r\n\r\n");
  };
}

HttpRequest with_cookies(const Endpoint& endpoint, CookieJar& jar, const std::string& url) {
  HttpRequest request = request_to(endpoint, url);
  request.cookies = &jar;
  return request;
}

TEST(Cookies, OfOneHopAreSentToTheNextHopOfTheSameSite) {
  std::vector<std::string> received;
  const TcpServer server(baker(received, "session=7; Path=/"));
  TestNetwork net;
  CookieJar jar;
  const HttpObservation first =
      net.run(fetch_http(net.scope, with_cookies(server.endpoint(), jar, "http://example.org/"), 1));
  const HttpObservation second =
      net.run(fetch_http(net.scope, with_cookies(server.endpoint(), jar, "http://example.org/next"), 2));
  ASSERT_EQ(received.size(), 2U);
  EXPECT_EQ(received[0].find("Cookie"), std::string::npos);
  EXPECT_NE(received[1].find("\r\nCookie: session=7\r\n"), std::string::npos) << received[1];
  EXPECT_EQ(first.request_headers.back().first, "User-Agent");
  EXPECT_EQ(second.request_headers.back(), Header("Cookie", "session=7"));
}

TEST(Cookies, AreNotSentToAnotherSiteNorKeptForAPublicSuffix) {
  std::vector<std::string> received;
  const TcpServer server(baker(received, "all=1; Domain=org; Path=/"));
  const TcpServer own(baker(received, "own=1; Path=/"));
  TestNetwork net;
  CookieJar jar;
  for (const auto& [endpoint, url] :
       {std::pair(server.endpoint(), "http://example.org/"), std::pair(own.endpoint(), "http://other.org/"),
        std::pair(own.endpoint(), "http://third.org/")}) {
    EXPECT_TRUE(net.run(fetch_http(net.scope, with_cookies(endpoint, jar, url), 1)).ok());
  }
  ASSERT_EQ(received.size(), 3U);
  for (const std::string& request : received) EXPECT_EQ(request.find("Cookie"), std::string::npos) << request;
}

TEST(Cookies, OfOneJarAreNotInAnother) {
  std::vector<std::string> received;
  const TcpServer server(baker(received, "session=7; Path=/"));
  TestNetwork net;
  for (int i = 0; i < 2; ++i) {
    CookieJar jar;
    EXPECT_TRUE(
        net.run(fetch_http(net.scope, with_cookies(server.endpoint(), jar, "http://example.org/"), 1)).ok());
  }
  ASSERT_EQ(received.size(), 2U);
  EXPECT_EQ(received[1].find("Cookie"), std::string::npos);
}

TEST(Cookies, WithoutAJarNoneAreSent) {
  std::vector<std::string> received;
  const TcpServer server(baker(received, "session=7; Path=/"));
  TestNetwork net;
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(net.run(fetch_http(net.scope, request_to(server.endpoint()), i)).ok());
  }
  ASSERT_EQ(received.size(), 2U);
  EXPECT_EQ(received[1].find("Cookie"), std::string::npos);
}

// ---- redirects

TEST(RedirectLocation, NeedsARedirectCodeAndALocation) {
  HttpResponse response;
  response.headers = {{"location", "/next"}};
  for (const int code : {301, 302, 303, 307, 308}) {
    response.code = code;
    EXPECT_EQ(redirect_location(response), "/next") << code;
  }
  for (const int code : {200, 300, 304, 404}) {
    response.code = code;
    EXPECT_EQ(redirect_location(response), std::nullopt) << code;
  }
  response.code = 302;
  response.headers.clear();
  EXPECT_EQ(redirect_location(response), std::nullopt);
}

}  // namespace
}  // namespace saksi
