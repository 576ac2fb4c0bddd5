#include "probe/engine/ares.h"

#include <ares.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/support/loopback_dns.h"
#include "tests/support/loopback_server.h"

namespace saksi {
namespace {

using namespace loopback;
using namespace std::chrono_literals;

constexpr int kTypeA = 1;

AresSettings settings_for(const Endpoint& server) {
  AresSettings settings;
  settings.servers = server.to_string();
  return settings;
}

std::vector<TimedMessage> answer_address(const std::string& query) {
  DnsAnswerPlan plan;
  plan.addresses = {"93.184.216.34"};
  return {TimedMessage{dns_reply_to(query, plan), 0ms}};
}

std::vector<TimedMessage> stay_silent(const std::string&) {
  return {};
}

Task<void> ask(AresChannel& channel, std::string name, Deadline deadline, AresReply& reply) {
  reply = co_await channel.query(std::move(name), kTypeA, deadline);
}

Task<void> interrupt_after(Loop& loop, std::chrono::milliseconds pause) {
  co_await loop.sleep(Deadline::after(pause));
  loop.interrupt();
}

TEST(AresChannel, HandsOnTheMessageAsItCame) {
  const UdpServer server(answer_address);
  Loop loop;
  AresChannel channel(loop, settings_for(server.endpoint()));
  AresReply reply;
  loop.run(ask(channel, "example.org", Deadline::after(3s), reply));
  EXPECT_EQ(reply.status, ARES_SUCCESS);
  EXPECT_EQ(reply.message.substr(reply.message.size() - 4), std::string("\x5d\xb8\xd8\x22"));
}

TEST(AresChannel, HundredsOfQuestionsGoOutTogether) {
  const UdpServer server(answer_address);
  Loop loop;
  AresChannel channel(loop, settings_for(server.endpoint()));
  std::vector<AresReply> replies(300);
  std::vector<Task<void>> tasks;
  for (std::size_t i = 0; i < replies.size(); ++i) {
    tasks.push_back(ask(channel, "host" + std::to_string(i) + ".example", Deadline::after(10s), replies[i]));
  }
  loop.run(all_of(std::move(tasks)));
  for (const AresReply& reply : replies) EXPECT_EQ(reply.status, ARES_SUCCESS);
}

TEST(AresChannel, AQuestionGivenUpAtItsDeadlineIsCleanedUpWithTheChannel) {
  const UdpServer server(stay_silent);
  Loop loop;
  AresReply reply;
  {
    AresChannel channel(loop, settings_for(server.endpoint()));
    loop.run(ask(channel, "example.org", Deadline::after(5ms), reply));
  }
  EXPECT_EQ(reply.status, ARES_ETIMEOUT);
  EXPECT_TRUE(reply.message.empty());
}

TEST(AresChannel, AQuestionGivenUpDoesNotDisturbTheNext) {
  std::atomic<int> asked = 0;
  const UdpServer server([&](const std::string& query) {
    std::vector<TimedMessage> messages = answer_address(query);
    if (asked++ == 0) messages[0].delay = 40ms;
    return messages;
  });
  Loop loop;
  AresChannel channel(loop, settings_for(server.endpoint()));
  AresReply first;
  AresReply second;
  loop.run(ask(channel, "slow.example", Deadline::after(5ms), first));
  loop.run(ask(channel, "quick.example", Deadline::after(3s), second));
  EXPECT_EQ(first.status, ARES_ETIMEOUT);
  EXPECT_EQ(second.status, ARES_SUCCESS);
  EXPECT_NE(second.message.find("quick"), std::string::npos);
}

TEST(AresChannel, InterruptionIsNoTimeout) {
  const UdpServer server(stay_silent);
  Loop loop;
  AresChannel channel(loop, settings_for(server.endpoint()));
  AresReply reply;
  std::vector<Task<void>> tasks;
  tasks.push_back(ask(channel, "example.org", Deadline::after(3s), reply));
  tasks.push_back(interrupt_after(loop, 5ms));
  loop.run(all_of(std::move(tasks)));
  EXPECT_EQ(reply.status, ARES_ECANCELLED);
}

TEST(AresChannel, AnImpossibleNameFailsAtOnce) {
  Loop loop;
  AresChannel channel(loop, settings_for(closed_endpoint()));
  AresReply reply;
  loop.run(ask(channel, std::string(70, 'x') + ".org", Deadline::after(3s), reply));
  EXPECT_EQ(reply.status, ARES_EBADNAME);
}

TEST(AresChannel, RefusesAServerThatIsNoAddress) {
  Loop loop;
  AresSettings settings;
  settings.servers = "not an address";
  EXPECT_THROW(std::make_unique<AresChannel>(loop, settings), std::runtime_error);
}

}  // namespace
}  // namespace saksi
