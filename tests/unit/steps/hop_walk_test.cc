#include "probe/steps/hop_walk.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "tests/support/loopback_dns.h"
#include "tests/support/loopback_network.h"

namespace saksi {
namespace {

// On loopback the server is one hop away: what routers do is tested in the lab (tests/integration/hops.py).

using namespace loopback;
using namespace std::chrono_literals;

Trigger request_to(const Endpoint& endpoint) {
  return http_trigger(*Url::parse("http://www.example.org/"), endpoint);
}

HopWalkBounds impatient() {
  HopWalkBounds bounds;
  bounds.least_wait = 100ms;
  bounds.most_wait = 200ms;
  return bounds;
}

std::vector<PathTrial> walk(Trigger trigger, HopWalkBounds bounds = impatient()) {
  TestNetwork net;
  return net.run(walk_hops(net.scope, std::move(trigger), bounds));
}

/// After the SYNs that look for the way, each of which is a connection that is reset at once.
TcpServer::Conversation on_trigger(std::function<void(Descriptor)> act) {
  return [act](Descriptor socket) {
    if (!receive_some(socket.get()).empty()) act(std::move(socket));
  };
}

/// The server's distance, then one trial of the trigger.
PathTrial only_trial(const std::vector<PathTrial>& trials) {
  EXPECT_EQ(trials.size(), 2U);
  if (trials.size() != 2) return PathTrial();
  EXPECT_EQ(trials[0].name, "");
  EXPECT_EQ(trials[0].ttl, 1);
  EXPECT_EQ(trials[0].reply, PathReply::answer);
  EXPECT_EQ(trials[1].ttl, 1);
  EXPECT_EQ(trials[1].name, "www.example.org");
  return trials[1];
}

TEST(WalkHops, KeepsTheFirstBytesOfAnAnswer) {
  const std::string page(5000, 'x');
  const TcpServer server(on_trigger([&](Descriptor socket) { send_text(socket.get(), page); }));
  const PathTrial trial = only_trial(walk(request_to(server.endpoint())));
  EXPECT_EQ(trial.reply, PathReply::answer);
  EXPECT_EQ(trial.answer, page.substr(0, kMaxPathAnswer));
  EXPECT_EQ(trial.endpoint, server.endpoint());
  EXPECT_EQ(trial.router, std::nullopt);
}

TEST(WalkHops, AResetIsOne) {
  const TcpServer server(on_trigger([](Descriptor socket) { reset(std::move(socket)); }));
  EXPECT_EQ(only_trial(walk(request_to(server.endpoint()))).reply, PathReply::reset);
}

TEST(WalkHops, AClosedConnectionIsNoReset) {
  const TcpServer server(on_trigger([](Descriptor socket) { socket.close(); }));
  EXPECT_EQ(only_trial(walk(request_to(server.endpoint()))).reply, PathReply::closed);
}

TEST(WalkHops, ASilentServerEndsTheWalkAtItsDistance) {
  const TcpServer server(on_trigger([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); }));
  const PathTrial trial = only_trial(walk(request_to(server.endpoint())));
  EXPECT_EQ(trial.reply, PathReply::silence);
  EXPECT_GE(trial.after, 100ms);
}

TEST(WalkHops, TheServerIsToldThatTheConnectionIsOver) {
  std::atomic<int> error = 0;
  {
    const TcpServer server(on_trigger([&](Descriptor socket) {
      char byte = 0;
      if (::recv(socket.get(), &byte, 1, 0) < 0) error = errno;
    }));
    walk(request_to(server.endpoint()));
  }
  EXPECT_EQ(error, ECONNRESET);
}

TEST(WalkHops, WithoutHandshakesNothingIsSentAndNothingClaimed) {
  const std::vector<PathTrial> trials = walk(request_to(closed_endpoint()));
  ASSERT_EQ(trials.size(), 2U);
  for (const PathTrial& trial : trials) EXPECT_EQ(trial.reply, PathReply::no_connect);
}

TEST(WalkHops, TheSynCanBeTheTrigger) {
  const TcpServer server([](Descriptor socket) { receive_some(socket.get()); });
  const std::vector<PathTrial> open = walk(tcp_trigger("www.example.org", server.endpoint()));
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].reply, PathReply::answer);
  EXPECT_EQ(open[0].name, "www.example.org");
  const std::vector<PathTrial> refused = walk(tcp_trigger("www.example.org", closed_endpoint()));
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].reply, PathReply::reset);
}

TEST(WalkHops, AnInterruptedLoopEndsItAtOnce) {
  const TcpServer server(on_trigger([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); }));
  TestNetwork net;
  net.loop.interrupt();
  EXPECT_TRUE(net.run(walk_hops(net.scope, request_to(server.endpoint()), impatient())).empty());
}

TEST(WalkHops, NothingBeginsThatCouldEndTooLate) {
  const TcpServer server(on_trigger([](Descriptor socket) { send_text(socket.get(), "page"); }));
  HopWalkBounds bounds = impatient();
  bounds.total = 500ms;  // a handshake that needs a second SYN takes longer
  const std::vector<PathTrial> trials = walk(request_to(server.endpoint()), bounds);
  ASSERT_EQ(trials.size(), 1U);
  EXPECT_EQ(trials[0].name, "");
}

// ---- DNS

std::vector<PathTrial> ask(const UdpServer::Answer& answer) {
  const UdpServer server(answer);
  return walk(*dns_trigger("www.example.org", server.endpoint()));
}

DnsAnswerPlan plan_with(const std::string& address) {
  DnsAnswerPlan plan;
  plan.addresses = {address};
  return plan;
}

TEST(WalkHops, EveryAnswerToAQuestionIsATrial) {
  const auto trials = ask([](const std::string& query) {
    return std::vector<TimedMessage>{{dns_reply_to(query, plan_with("192.0.2.1")), 0ms},
                                     {dns_reply_to(query, plan_with("192.0.2.2")), 50ms}};
  });
  ASSERT_EQ(trials.size(), 2U);
  for (const PathTrial& trial : trials) EXPECT_EQ(trial.reply, PathReply::answer);
  EXPECT_NE(trials[0].answer, trials[1].answer);
  EXPECT_LT(trials[0].after, trials[1].after);
}

TEST(WalkHops, AFloodOfAnswersMakesFourTrials) {
  const auto trials = ask([](const std::string& query) {
    return std::vector<TimedMessage>(100, {dns_reply_to(query, plan_with("192.0.2.1")), 0ms});
  });
  EXPECT_EQ(trials.size(), 4U);
}

TEST(WalkHops, AnAnswerToAnotherQuestionIsNone) {
  const auto trials = ask([](const std::string& query) {
    std::string reply = dns_reply_to(query, plan_with("192.0.2.1"));
    reply[0] = static_cast<char>(reply[0] ^ 1);  // the id
    return std::vector<TimedMessage>{{reply, 0ms}, {"", 0ms}, {"?", 0ms}};
  });
  ASSERT_EQ(trials.size(), 5U);
  for (const PathTrial& trial : trials) EXPECT_EQ(trial.reply, PathReply::silence);
}

TEST(WalkHops, APortWhereNobodyAnswersDnsIsClosed) {
  const Endpoint nobody = local_endpoint(bind_loopback(SOCK_DGRAM).get());
  const auto trials = walk(*dns_trigger("www.example.org", nobody));
  ASSERT_EQ(trials.size(), 1U);
  EXPECT_EQ(trials[0].reply, PathReply::closed);
}

}  // namespace
}  // namespace saksi
