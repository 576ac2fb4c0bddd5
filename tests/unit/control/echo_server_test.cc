// The echo as an experiment meets it: by the probe's own steps, and by callers who mean no good.
#include "probe/control/echo_server.h"

#include <gtest/gtest.h>

#include <chrono>
#include <list>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <thread>

#include "core/digest.h"
#include "core/json.h"
#include "probe/steps/http.h"
#include "probe/steps/tcp.h"
#include "probe/steps/tls.h"
#include "tests/support/loopback_network.h"
#include "tests/unit/control/raw_http.h"

namespace saksi {
namespace {

using nlohmann::json;
using test::body_of;
using test::get_text;
using test::RawClient;
using test::status_of;

const Endpoint kAnyPort{*IpAddress::parse("127.0.0.1"), 0};

/// An EchoServer in a thread of its own, until this dies.
class EchoThread {
 public:
  explicit EchoThread(EchoLimits limits = {})
      : server_(loop_, {kAnyPort}, {kAnyPort}, limits), thread_([this] { loop_.run(server_.serve()); }) {}
  ~EchoThread() {
    loop_.interrupt();
    thread_.join();
  }
  EchoThread(const EchoThread&) = delete;
  EchoThread& operator=(const EchoThread&) = delete;

  [[nodiscard]] Endpoint plain() const { return server_.plain_endpoints().front(); }
  [[nodiscard]] Endpoint tls() const { return server_.tls_endpoints().front(); }
  [[nodiscard]] std::string certificate() const { return server_.certificate_sha256(); }
  [[nodiscard]] std::string call(const std::string& request) const {
    const RawClient client(plain().port);
    client.send(request);
    return client.receive_all();
  }

 private:
  Loop loop_;
  EchoServer server_;
  std::thread thread_;
};

HttpRequest blocked_host(const Endpoint& echo) {
  return HttpRequest{*Url::parse("http://blocked.example/page"), echo, {{kEchoNonceHeader, "5f3a9c"}}};
}

TEST(EchoServer, ABlockedHostFetchedFromItIsEchoedWithTheRandomWord) {
  const EchoThread echo;
  loopback::TestNetwork net;
  const HttpObservation fetched = net.run(fetch_http(net.scope, blocked_host(echo.plain()), 1));
  ASSERT_TRUE(fetched.ok()) << failure_string(fetched.result);
  const auto answer = parse_echo_answer(fetched.response->body);
  ASSERT_TRUE(answer) << fetched.response->body;
  EXPECT_EQ(answer->host, "blocked.example");
  EXPECT_EQ(answer->request_id, "5f3a9c");
  EXPECT_EQ(answer->method, "GET");
}

TlsObservation shake_hands(const EchoThread& echo, const std::string& name) {
  loopback::TestNetwork net;
  StepScope& scope = net.scope;
  TcpStep tcp = net.run(connect_tcp(scope, echo.tls(), 1, std::chrono::seconds(5)));
  EXPECT_TRUE(tcp.observation.ok());
  return net.run(handshake_tls(scope, std::move(tcp.socket), echo.tls(), name, 1, std::chrono::seconds(5)));
}

TEST(EchoServer, EveryServerNameGetsTheSameCertificate) {
  const EchoThread echo;
  for (const std::string name : {"blocked.example", "neutral.example", "195.201.7.7"}) {
    const TlsObservation shaken = shake_hands(echo, name);
    EXPECT_TRUE(shaken.server_hello_seen);
    EXPECT_EQ(shaken.version, "TLSv1.3");
    EXPECT_EQ(shaken.negotiated_protocol, "http/1.1");
    ASSERT_EQ(shaken.peer_certificates.size(), 1U) << name;
    EXPECT_EQ(sha256_hex(shaken.peer_certificates.front()), echo.certificate());
    EXPECT_FALSE(shaken.alert_received.has_value());
  }
}

/// What one TLS client reads after its request, with the highest version it speaks.
std::string read_over_tls(const EchoThread& echo, int version, const std::string& name) {
  const loopback::TlsSettings context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_max_proto_version(context.get(), version);
  const RawClient client(echo.tls().port);
  const loopback::SslConnection ssl(SSL_new(context.get()));
  SSL_set_fd(ssl.get(), client.descriptor());
  SSL_set_tlsext_host_name(ssl.get(), name.c_str());
  if (SSL_connect(ssl.get()) != 1) return "";
  loopback::send_text(ssl.get(), get_text("/"));
  std::string all;
  for (std::string part; !(part = loopback::receive_some(ssl.get())).empty();) all += part;
  return all;
}

TEST(EchoServer, AnswersOverTls12And13) {
  const EchoThread echo;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const std::string answer = read_over_tls(echo, version, "sni.example");
    ASSERT_EQ(status_of(answer), 200) << version;
    EXPECT_EQ(json::parse(body_of(answer))["server_name"], "sni.example");
  }
  EXPECT_EQ(read_over_tls(echo, TLS1_1_VERSION, "sni.example"), "");
}

TEST(EchoServer, ARequestInSmallPiecesIsEchoedWhole) {
  const EchoThread echo;
  const RawClient client(echo.plain().port);
  for (const char letter : get_text("/")) {
    client.send(std::string(1, letter));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(status_of(client.receive_all()), 200);
}

TEST(EchoServer, ABodyBehindTheHeadDoesNotTurnTheEndIntoAReset) {
  const EchoThread echo;
  const RawClient client(echo.plain().port);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30000\r\n\r\n" + std::string(30000, 'x'));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(status_of(client.receive_all()), 200);
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(client.descriptor(), SOL_SOCKET, SO_ERROR, &error, &length);
  EXPECT_EQ(error, 0) << "a probe would take a reset for a censor's";
}

EchoLimits limits(std::size_t connections, std::size_t per_address, std::chrono::milliseconds time) {
  return EchoLimits{connections, per_address, time};
}

TEST(EchoServer, WhoSaysNothingIsLetGo) {
  const EchoThread echo(limits(8, 8, std::chrono::milliseconds(200)));
  const RawClient silent(echo.plain().port);
  const RawClient silent_over_tls(echo.tls().port);
  const RawClient dripping(echo.plain().port);
  std::string ignored;
  bool closed = false;
  for (int i = 0; i < 500 && !closed; ++i) {
    dripping.send("x");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    closed = dripping.receive(ignored);
  }
  EXPECT_TRUE(closed) << "a letter now and then held the connection";
  EXPECT_EQ(silent.receive_all(), "");
  EXPECT_EQ(silent_over_tls.receive_all(), "");
  EXPECT_EQ(status_of(echo.call(get_text("/"))), 200);
}

TEST(EchoServer, WhenFullTheNextOnesWaitTheirTurnAndAreNotRefused) {
  const EchoThread echo(limits(2, 64, std::chrono::milliseconds(300)));
  std::list<RawClient> silent;
  for (int i = 0; i < 2; ++i) silent.emplace_back(echo.plain().port);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(status_of(echo.call(get_text("/"))), 200);
}

/// Whether the peer has reset or closed within two seconds.
bool is_gone(const RawClient& client) {
  std::string ignored;
  for (int i = 0; i < 200; ++i) {
    if (client.receive(ignored)) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST(EchoServer, OneCallerCannotTakeEveryPlace) {
  const EchoThread echo(limits(64, 3, std::chrono::milliseconds(60000)));
  std::list<RawClient> silent;
  for (int i = 0; i < 3; ++i) silent.emplace_back(echo.plain().port);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_TRUE(is_gone(RawClient(echo.plain().port)));
  silent.pop_back();  // a place is free again
  for (int i = 0; i < 100; ++i) {
    if (status_of(echo.call(get_text("/"))) == 200) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  FAIL() << "the place of who left was not given back";
}

TEST(EchoServer, ATooLargeHeadIsRefusedAndNotKept) {
  const EchoThread echo;
  EXPECT_EQ(status_of(echo.call("GET / HTTP/1.1\r\nX: " + std::string(20000, 'x'))), 431);
}

TEST(EchoServer, OutlivesNoiseOnBothPorts) {
  const EchoThread echo(limits(8, 8, std::chrono::milliseconds(300)));
  std::mt19937 random(20260102);
  for (int i = 0; i < 200; ++i) {
    const RawClient client(i % 2 == 0 ? echo.plain().port : echo.tls().port);
    std::string noise(random() % 600, '\0');
    for (char& byte : noise) byte = static_cast<char>(random() % 256);
    if (i % 4 == 1) noise.insert(0, std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
    client.send(noise);
    if (i % 3 == 0) shutdown(client.descriptor(), SHUT_WR);
  }
  std::string answer;
  for (int i = 0; i < 20 && status_of(answer) != 200; ++i) answer = echo.call(get_text("/"));
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_EQ(status_of(read_over_tls(echo, TLS1_3_VERSION, "a.example")), 200);
}

TEST(EchoServer, EndsWhileCallersAreThere) {
  std::list<RawClient> silent;
  {
    const EchoThread echo;
    for (int i = 0; i < 5; ++i) silent.emplace_back(echo.plain().port);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  for (const RawClient& client : silent) EXPECT_EQ(client.receive_all(), "");
}

TEST(EchoServer, APortThatIsTakenIsAnErrorThatSaysWhich) {
  Loop loop;
  const EchoServer first(loop, {kAnyPort}, {});
  const Endpoint taken = first.plain_endpoints().front();
  try {
    const EchoServer second(loop, {}, {taken});
    FAIL() << "both listen at " << taken.to_string();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find(taken.to_string()), std::string::npos) << error.what();
  }
}

TEST(EchoServer, ListensOnBothFamiliesAtOnePort) {
  const std::uint16_t port = loopback::closed_endpoint().port;
  const auto listeners =
      listen_at_all({Endpoint{*IpAddress::parse("0.0.0.0"), port}, Endpoint{*IpAddress::parse("::"), port}});
  EXPECT_EQ(listeners.size(), 2U);
}

}  // namespace
}  // namespace saksi
