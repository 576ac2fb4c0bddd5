#include "probe/engine/traffic.h"

#include <ares.h>
#include <gtest/gtest.h>

#include "probe/engine/ares.h"
#include "tests/support/loopback_dns.h"
#include "tests/support/loopback_server.h"

namespace saksi {
namespace {

using namespace loopback;
using namespace std::chrono_literals;

constexpr std::uint64_t kIpUdp = 20 + 8;

Descriptor counted_socket(Traffic& traffic) {
  return Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), traffic);
}

int connect_to(const Descriptor& socket, const Endpoint& endpoint) {
  sockaddr_storage storage{};
  const socklen_t length = endpoint.to_sockaddr(storage);
  return ::connect(socket.get(), reinterpret_cast<sockaddr*>(&storage), length);
}

std::size_t read_to_the_end(int fd) {
  std::size_t size = 0;
  for (std::string piece = receive_some(fd); !piece.empty(); piece = receive_some(fd)) size += piece.size();
  return size;
}

void wait_for_unread(int fd, std::size_t bytes) {
  std::string peeked(bytes, '\0');
  while (::recv(fd, peeked.data(), bytes, MSG_PEEK) < static_cast<ssize_t>(bytes)) {
    std::this_thread::sleep_for(1ms);
  }
}

TEST(Traffic, IsNothingAtFirst) {
  EXPECT_EQ(Traffic().bytes(), 0);
}

TEST(Traffic, CountsWhatASocketReceivedWithItsHeaders) {
  const std::size_t size = 300'000;
  const TcpServer server([&](Descriptor socket) { send_text(socket.get(), std::string(size, 'a')); });
  Traffic traffic;
  Descriptor socket = counted_socket(traffic);
  ASSERT_EQ(connect_to(socket, server.endpoint()), 0);
  ASSERT_EQ(read_to_the_end(socket.get()), size);
  traffic.look_again();
  EXPECT_GT(traffic.bytes(), size + 3 * 52);
  EXPECT_LT(traffic.bytes(), size + size / 10);
}

TEST(Traffic, KeepsTheCountOfASocketThatIsClosed) {
  const TcpServer server([](Descriptor socket) { send_text(socket.get(), std::string(50'000, 'a')); });
  Traffic traffic;
  Descriptor socket = counted_socket(traffic);
  ASSERT_EQ(connect_to(socket, server.endpoint()), 0);
  ASSERT_EQ(read_to_the_end(socket.get()), 50'000U);
  traffic.look_again();
  const std::uint64_t open = traffic.bytes();
  socket.close();
  EXPECT_GE(traffic.bytes(), open);
  EXPECT_LT(traffic.bytes(), open + 1000);
}

// With its queue full, Linux drops further SYNs.
TEST(Traffic, CountsTheSynToASilentServer) {
  const Descriptor listener = bind_loopback(SOCK_STREAM);
  ASSERT_EQ(::listen(listener.get(), 0), 0);
  Traffic none;
  const Descriptor filler = counted_socket(none);
  ASSERT_EQ(connect_to(filler, local_endpoint(listener.get())), 0);
  Traffic traffic;
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), traffic);
  ASSERT_NE(connect_to(socket, local_endpoint(listener.get())), 0);
  socket.close();
  EXPECT_EQ(traffic.bytes(), 60U);
}

TEST(Traffic, ASocketThatWasGivenAwayCountsUntilItsNewOwnerClosesIt) {
  const TcpServer server([](Descriptor socket) { send_text(socket.get(), std::string(50'000, 'a')); });
  Traffic traffic;
  Descriptor socket = counted_socket(traffic);
  ASSERT_EQ(connect_to(socket, server.endpoint()), 0);
  const Descriptor owner(socket.release());
  ASSERT_EQ(read_to_the_end(owner.get()), 50'000U);
  traffic.closing(owner.get());
  EXPECT_GT(traffic.bytes(), 50'000U);
  const std::uint64_t once = traffic.bytes();
  traffic.closing(owner.get());
  EXPECT_EQ(traffic.bytes(), once);
}

/// How much is counted at the close of a connection over which everything that was sent was read.
std::uint64_t counted_at_close(bool cut) {
  const TcpServer server([](Descriptor socket) {
    send_text(socket.get(), std::string(100'000, 'a'));
    stay_silent_until_peer_leaves(socket.get());
  });
  Traffic traffic;
  Descriptor socket = counted_socket(traffic);
  EXPECT_EQ(connect_to(socket, server.endpoint()), 0);
  for (std::size_t left = 100'000; left > 0;) left -= receive_some(socket.get()).size();
  traffic.look_again();
  const std::uint64_t open = traffic.bytes();
  if (cut) traffic.cut_off(socket.get());
  socket.close();
  return traffic.bytes() - open;
}

TEST(Traffic, ReckonsWhatIsUnderWayToAConnectionThatIsCut) {
  EXPECT_LT(counted_at_close(false), 500U);
  EXPECT_GT(counted_at_close(true), 10'000U);
}

TEST(Traffic, ALimitedWindowBoundsWhatComesUnread) {
  constexpr int kWindow = 64 * 1024;
  const TcpServer server([](Descriptor socket) { send_text(socket.get(), std::string(20'000'000, 'a')); });
  Traffic traffic;
  traffic.limit_window(kWindow);
  Descriptor socket = counted_socket(traffic);
  ASSERT_EQ(connect_to(socket, server.endpoint()), 0);
  wait_for_unread(socket.get(), 1000);
  std::this_thread::sleep_for(200ms);
  traffic.look_again();
  EXPECT_LT(traffic.bytes(), 3U * kWindow);
}

TEST(Traffic, TellsTransfersFromHandshakes) {
  const TcpServer server([](Descriptor socket) {
    send_text(socket.get(), std::string(5'000, 'a'));
    if (receive_some(socket.get()).empty()) return;
    send_text(socket.get(), std::string(60'000, 'a'));
  });
  Traffic traffic;
  Descriptor socket = counted_socket(traffic);
  ASSERT_EQ(connect_to(socket, server.endpoint()), 0);
  wait_for_unread(socket.get(), 5'000);
  traffic.look_again();
  EXPECT_EQ(traffic.transfers(), 0U);
  ASSERT_TRUE(send_text(socket.get(), "more"));
  wait_for_unread(socket.get(), 60'000);
  traffic.look_again();
  EXPECT_EQ(traffic.transfers(), 1U);
}

TEST(Traffic, ADatagramHasTheHeadersOfItsFamily) {
  const Descriptor v4(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const Descriptor v6(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  Traffic traffic;
  traffic.datagram(v4.get(), 100);
  EXPECT_EQ(traffic.bytes(), 100 + kIpUdp);
  if (!v6) GTEST_SKIP() << "no IPv6 on this machine";
  traffic.datagram(v6.get(), 100);
  EXPECT_EQ(traffic.bytes(), 2 * (100 + kIpUdp) + 20);
}

Task<void> ask(AresChannel& channel, AresReply& reply) {
  reply = co_await channel.query("example.org", 1, Deadline::after(3s));
}

TEST(Traffic, CountsTheQuestionsOfTheSystemsResolver) {
  std::size_t question = 0;
  const UdpServer server([&](const std::string& query) {
    question = query.size();
    DnsAnswerPlan plan;
    plan.addresses = {"93.184.216.34"};
    return std::vector<TimedMessage>{TimedMessage{dns_reply_to(query, plan), 0ms}};
  });
  Loop loop;
  AresSettings settings;
  settings.servers = server.endpoint().to_string();
  AresChannel channel(loop, settings);
  AresReply reply;
  loop.run(ask(channel, reply));
  ASSERT_EQ(reply.status, ARES_SUCCESS);
  EXPECT_EQ(loop.traffic().bytes(), question + reply.message.size() + 2 * kIpUdp);
}

}  // namespace
}  // namespace saksi
