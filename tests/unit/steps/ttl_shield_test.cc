#include "probe/steps/ttl_shield.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/loopback_network.h"

namespace saksi {
namespace {

// On loopback all packets arrive as they left; forged ones are tested in the lab (tests/integration/hops.py).

using namespace loopback;
using namespace std::chrono_literals;

Trigger request_to(const Endpoint& endpoint) {
  return http_trigger(*Url::parse("http://www.example.org/"), endpoint);
}

ShieldBounds impatient(int server_hops = 0) {
  ShieldBounds bounds;
  bounds.least_wait = 100ms;
  bounds.most_wait = 200ms;
  bounds.server_hops = server_hops;
  return bounds;
}

std::vector<PathTrial> shield(Trigger trigger, ShieldBounds bounds = impatient()) {
  TestNetwork net;
  return net.run(shield_from_near(net.scope, std::move(trigger), bounds));
}

/// Handshakes come without a trigger.
TcpServer::Conversation on_trigger(std::function<void(Descriptor)> act) {
  return [act](Descriptor socket) {
    if (!receive_some(socket.get()).empty()) act(std::move(socket));
  };
}

int ttl_of_this_system() {
  int ttl = 0;
  std::ifstream("/proc/sys/net/ipv4/ip_default_ttl") >> ttl;
  return ttl;
}

TEST(ShieldFromNear, FindsTheTtlOfTheServersPackets) {
  const TcpServer server(on_trigger([](Descriptor socket) { send_text(socket.get(), "page"); }));
  for (const int hops : {0, 1, 5}) {  // unknown, right, wrong
    const std::vector<PathTrial> trials = shield(request_to(server.endpoint()), impatient(hops));
    ASSERT_EQ(trials.size(), 2U);
    EXPECT_EQ(trials[0].ttl, 0);
    EXPECT_EQ(trials[1].ttl, ttl_of_this_system()) << "hint: " << hops;
    for (const PathTrial& trial : trials) {
      EXPECT_EQ(trial.reply, PathReply::answer);
      EXPECT_EQ(trial.answer, "page");
      EXPECT_EQ(trial.name, "www.example.org");
    }
  }
}

TEST(ShieldFromNear, AServerThatResetsDoesSoThroughTheShield) {
  const TcpServer server(on_trigger([](Descriptor socket) { reset(std::move(socket)); }));
  const std::vector<PathTrial> trials = shield(request_to(server.endpoint()));
  ASSERT_EQ(trials.size(), 2U);
  for (const PathTrial& trial : trials) EXPECT_EQ(trial.reply, PathReply::reset);
}

TEST(ShieldFromNear, NothingIsSentWhereNobodyAnswers) {
  EXPECT_TRUE(shield(request_to(closed_endpoint())).empty());
}

TEST(ShieldFromNear, AQuestionCannotBeShielded) {
  EXPECT_TRUE(shield(*dns_trigger("www.example.org", closed_endpoint())).empty());
  EXPECT_TRUE(shield(tcp_trigger("www.example.org", closed_endpoint())).empty());
}

TEST(ShieldFromNear, AnInterruptedLoopEndsItAtOnce) {
  const TcpServer server(on_trigger([](Descriptor socket) { send_text(socket.get(), "page"); }));
  TestNetwork net;
  net.loop.interrupt();
  EXPECT_TRUE(net.run(shield_from_near(net.scope, request_to(server.endpoint()), impatient())).empty());
}

}  // namespace
}  // namespace saksi
