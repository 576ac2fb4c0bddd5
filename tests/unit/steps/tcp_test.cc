#include "probe/steps/tcp.h"

#include <gtest/gtest.h>

#include "tests/support/loopback_network.h"

namespace saksi {
namespace {

using namespace loopback;
using namespace std::chrono_literals;

TEST(ConnectTcp, GivesTheSocketWhenSomebodyListens) {
  TestNetwork net;
  const TcpServer server([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); });
  net.scope.depth = 2;
  const TcpStep step = net.run(connect_tcp(net.scope, server.endpoint(), 7, 5s));
  EXPECT_TRUE(step.observation.ok());
  EXPECT_TRUE(step.socket);
  EXPECT_EQ(step.observation.endpoint, server.endpoint());
  EXPECT_EQ(step.observation.transaction_id, 7);
  EXPECT_EQ(step.observation.depth, 2);
  EXPECT_LE(step.observation.started, step.observation.ended);
}

TEST(ConnectTcp, AClosedPortRefuses) {
  TestNetwork net;
  const TcpStep step = net.run(connect_tcp(net.scope, closed_endpoint(), 1, 5s));
  EXPECT_EQ(step.observation.result.failure, Failure::connection_refused);
  EXPECT_FALSE(step.socket);
}

// With its queue full, Linux drops further SYNs: to the client, the server is silent.
TEST(ConnectTcp, ASilentServerTimesOut) {
  TestNetwork net;
  const Descriptor listener = bind_loopback(SOCK_STREAM);
  ASSERT_EQ(::listen(listener.get(), 0), 0);
  const Endpoint endpoint = local_endpoint(listener.get());
  const TcpStep filler = net.run(connect_tcp(net.scope, endpoint, 1, 5s));
  ASSERT_TRUE(filler.observation.ok());
  const TcpStep step = net.run(connect_tcp(net.scope, endpoint, 2, 50ms));
  EXPECT_EQ(step.observation.result.failure, Failure::generic_timeout_error);
  EXPECT_FALSE(step.socket);
}

TEST(ConnectTcp, AnAddressWithoutARouteIsUnreachable) {
  TestNetwork net;
  const Endpoint nowhere{*IpAddress::parse("255.255.255.255"), 80};
  const TcpStep step = net.run(connect_tcp(net.scope, nowhere, 1, 1s));
  EXPECT_EQ(step.observation.result.failure, Failure::network_unreachable);
}

TEST(ConnectTcp, AnInterruptedLoopIsNoTimeout) {
  TestNetwork net;
  const Descriptor listener = bind_loopback(SOCK_STREAM);
  ASSERT_EQ(::listen(listener.get(), 0), 0);
  const Endpoint endpoint = local_endpoint(listener.get());
  const TcpStep filler = net.run(connect_tcp(net.scope, endpoint, 1, 5s));
  net.loop.interrupt();
  const TcpStep step = net.run(connect_tcp(net.scope, endpoint, 2, 5s));
  EXPECT_EQ(step.observation.result.failure, Failure::interrupted);
}

}  // namespace
}  // namespace saksi
