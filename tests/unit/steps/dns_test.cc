#include "probe/steps/dns.h"

#include <gtest/gtest.h>

#include "tests/support/loopback_dns.h"
#include "tests/support/loopback_network.h"

namespace saksi {
namespace {

using namespace loopback;
using namespace std::chrono_literals;

Resolver udp_resolver(const Endpoint& endpoint) {
  Resolver resolver;
  resolver.engine = DnsEngine::udp;
  resolver.address = endpoint;
  return resolver;
}

Resolver tcp_resolver(const Endpoint& endpoint) {
  Resolver resolver = udp_resolver(endpoint);
  resolver.engine = DnsEngine::tcp;
  return resolver;
}

/// A server that answers every query as `plan` says.
UdpServer::Answer always(const DnsAnswerPlan& plan) {
  return [plan](const std::string& query) {
    return std::vector<TimedMessage>{TimedMessage{dns_reply_to(query, plan)}};
  };
}

DnsAnswerPlan addresses(std::vector<std::string> list) {
  DnsAnswerPlan plan;
  plan.addresses = std::move(list);
  return plan;
}

DnsAnswerPlan error(int rcode) {
  DnsAnswerPlan plan;
  plan.rcode = rcode;
  return plan;
}

DnsObservation ask_udp(const UdpServer& server, std::chrono::milliseconds timeout = 2s) {
  TestNetwork net;
  return net.run(lookup(net.scope, udp_resolver(server.endpoint()), "example.org", DnsQuestion::A, timeout));
}

DnsObservation ask_system(const UdpServer& server, DnsQuestion question = DnsQuestion::ANY) {
  TestNetwork net(server.endpoint().to_string());
  return net.run(lookup(net.scope, Resolver(), "example.org", question, 2s));
}

// ---- UDP

TEST(UdpLookup, GivesTheAddressesOfTheAnswer) {
  DnsAnswerPlan plan = addresses({"93.184.216.34", "93.184.216.35"});
  plan.alias = "www.example.net";
  const UdpServer server(always(plan));
  const DnsObservation seen = ask_udp(server);
  ASSERT_TRUE(seen.ok());
  ASSERT_EQ(seen.answers.size(), 3U);
  EXPECT_EQ(seen.answers[0].type, AnswerType::CNAME);
  EXPECT_EQ(seen.answers[0].hostname, "www.example.net");
  EXPECT_EQ(seen.answers[1].address.to_string(), "93.184.216.34");
  EXPECT_EQ(seen.answers[2].ttl, 300U);
  EXPECT_EQ(seen.resolver, server.endpoint().to_string());
  EXPECT_EQ(seen.replies.size(), 1U);
  EXPECT_EQ(server.messages(), 1);
}

TEST(UdpLookup, NamesTheFailureOfEachRcode) {
  const std::vector<std::pair<int, Failure>> cases = {{1, Failure::dns_server_misbehaving},
                                                      {2, Failure::dns_servfail_error},
                                                      {3, Failure::dns_nxdomain_error},
                                                      {5, Failure::dns_refused_error}};
  for (const auto& [rcode, failure] : cases) {
    const UdpServer server(always(error(rcode)));
    const DnsObservation seen = ask_udp(server);
    EXPECT_EQ(seen.result.failure, failure) << rcode;
    ASSERT_EQ(seen.replies.size(), 1U);
    EXPECT_EQ(seen.replies[0].rcode, rcode);
  }
}

TEST(UdpLookup, AnEmptyAnswerIsNoAnswer) {
  const UdpServer server(always(addresses({"2001:db8::1"})));
  EXPECT_EQ(ask_udp(server).result.failure, Failure::dns_no_answer);
}

TEST(UdpLookup, KeepsBothAnswersOfARaceAndBelievesTheFirst) {
  const UdpServer server([](const std::string& query) {
    return std::vector<TimedMessage>{{dns_reply_to(query, addresses({"10.10.34.35"})), 0ms},
                                     {dns_reply_to(query, addresses({"93.184.216.34"})), 60ms}};
  });
  const DnsObservation seen = ask_udp(server);
  ASSERT_EQ(seen.replies.size(), 2U);
  EXPECT_EQ(seen.answers.at(0).address.to_string(), "10.10.34.35");
  EXPECT_EQ(seen.replies[1].answers.at(0).address.to_string(), "93.184.216.34");
  EXPECT_GE(seen.replies[1].at - seen.replies[0].at, Offset(20ms));
  EXPECT_EQ(seen.ended, seen.replies[0].at);
}

Task<std::pair<std::size_t, DnsObservation>> ask_and_listen(StepScope& scope, Resolver resolver) {
  Lookup asked = co_await ask(scope, std::move(resolver), "example.org", DnsQuestion::A, 2s);
  const std::size_t at_first = asked.observation.replies.size();
  co_await hear_late(scope, asked);
  co_return std::make_pair(at_first, std::move(asked.observation));
}

TEST(UdpLookup, TheFirstAnswerIsThereBeforeTheLateOneAndTheLateOneIsKept) {
  const UdpServer server([](const std::string& query) {
    return std::vector<TimedMessage>{{dns_reply_to(query, addresses({"10.10.34.35"})), 0ms},
                                     {dns_reply_to(query, addresses({"93.184.216.34"})), 60ms}};
  });
  TestNetwork net;
  const auto [at_first, seen] = net.run(ask_and_listen(net.scope, udp_resolver(server.endpoint())));
  EXPECT_EQ(at_first, 1U);
  ASSERT_EQ(seen.replies.size(), 2U);
  EXPECT_EQ(seen.answers.at(0).address.to_string(), "10.10.34.35");
  EXPECT_EQ(seen.ended, seen.replies[0].at);
}

TEST(UdpLookup, RecordsTheTtlOfEveryPacket) {
  const UdpServer server(always(addresses({"93.184.216.34"})), 0, 37);
  const DnsObservation seen = ask_udp(server);
  ASSERT_EQ(seen.replies.size(), 1U);
  EXPECT_EQ(seen.replies[0].ip_ttl, 37);
}

TEST(SystemLookup, HasNoTtlOfAPacketToTell) {
  const UdpServer server(always(addresses({"93.184.216.34"})));
  const DnsObservation seen = ask_system(server, DnsQuestion::A);
  ASSERT_EQ(seen.replies.size(), 1U);
  EXPECT_EQ(seen.replies[0].ip_ttl, 0);
}

TEST(UdpLookup, AReplyWithAnotherIdIsKeptButDecidesNothing) {
  const UdpServer server([](const std::string& query) {
    std::string forged = dns_reply_to(query, addresses({"10.10.34.35"}));
    forged[0] = static_cast<char>(forged[0] ^ 0x55);
    return std::vector<TimedMessage>{{forged, 0ms},
                                     {dns_reply_to(query, addresses({"93.184.216.34"})), 20ms}};
  });
  const DnsObservation seen = ask_udp(server);
  ASSERT_TRUE(seen.ok());
  ASSERT_EQ(seen.replies.size(), 2U);
  EXPECT_EQ(seen.replies[0].result.failure, Failure::dns_reply_with_wrong_query_id);
  EXPECT_EQ(seen.answers.at(0).address.to_string(), "93.184.216.34");
}

TEST(UdpLookup, AReplyToAnotherQuestionIsKeptButDecidesNothing) {
  const UdpServer server([](const std::string& query) {
    std::string other = query;
    other[13] = 'E';  // the same name in another case is the same name...
    std::string wrong = query;
    wrong[13] = 'x';  // ...another letter is not
    return std::vector<TimedMessage>{{dns_reply_to(wrong, addresses({"10.10.34.35"})), 0ms},
                                     {dns_reply_to(other, addresses({"93.184.216.34"})), 0ms}};
  });
  const DnsObservation seen = ask_udp(server);
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen.replies.at(0).result.failure, Failure::dns_server_misbehaving);
  EXPECT_EQ(seen.answers.at(0).address.to_string(), "93.184.216.34");
}

TEST(UdpLookup, OurOwnQuerySentBackIsNoAnswer) {
  const UdpServer server([](const std::string& query) { return std::vector<TimedMessage>{{query, 0ms}}; });
  const DnsObservation seen = ask_udp(server, 50ms);
  EXPECT_EQ(seen.result.failure, Failure::generic_timeout_error);
  EXPECT_EQ(seen.replies.size(), 1U);
}

TEST(UdpLookup, AFloodOfForgedIdsDoesNotHideTheTrueAnswer) {
  const UdpServer server([](const std::string& query) {
    std::string forged = dns_reply_to(query, addresses({"10.10.34.35"}));
    forged[1] = static_cast<char>(forged[1] ^ 1);
    std::vector<TimedMessage> messages(100, TimedMessage{forged, 0ms});
    messages.push_back(TimedMessage{dns_reply_to(query, addresses({"93.184.216.34"})), 5ms});
    return messages;
  });
  const DnsObservation seen = ask_udp(server);
  ASSERT_TRUE(seen.ok());
  EXPECT_LE(seen.replies.size(), 32U);
  EXPECT_EQ(seen.answers.at(0).address.to_string(), "93.184.216.34");
}

TEST(UdpLookup, ABrokenMessageIsAServerThatMisbehaves) {
  const UdpServer server([](const std::string& query) {
    std::string reply = dns_reply_to(query, addresses({"93.184.216.34"}));
    return std::vector<TimedMessage>{{reply.substr(0, reply.size() - 3), 0ms}};
  });
  const DnsObservation seen = ask_udp(server);
  EXPECT_EQ(seen.result.failure, Failure::dns_server_misbehaving);
  EXPECT_TRUE(seen.answers.empty());
}

TEST(UdpLookup, SilenceTimesOut) {
  const UdpServer server([](const std::string&) { return std::vector<TimedMessage>(); });
  const DnsObservation seen = ask_udp(server, 50ms);
  EXPECT_EQ(seen.result.failure, Failure::generic_timeout_error);
  EXPECT_TRUE(seen.replies.empty());
}

TEST(UdpLookup, AClosedPortRefuses) {
  TestNetwork net;
  const DnsObservation seen =
      net.run(lookup(net.scope, udp_resolver(closed_endpoint()), "example.org", DnsQuestion::A, 2s));
  EXPECT_EQ(seen.result.failure, Failure::connection_refused);
}

TEST(UdpLookup, ANameThatDnsCannotCarryIsNotSent) {
  const UdpServer server(always(addresses({"93.184.216.34"})));
  TestNetwork net;
  const Resolver resolver = udp_resolver(server.endpoint());
  const DnsObservation seen = net.run(lookup(net.scope, resolver, "a..b", DnsQuestion::A, 2s));
  EXPECT_EQ(seen.result.failure, Failure::dns_non_recoverable_failure);
  EXPECT_EQ(server.messages(), 0);
}

// ---- TCP

/// Answers one query over TCP as `answer` makes it (without the length).
TcpServer::Conversation tcp_dns(std::function<std::string(const std::string&)> answer) {
  return [answer](Descriptor socket) {
    const std::string query = receive_some(socket.get());
    if (query.size() < 3) return;
    const std::string reply = answer(query.substr(2));
    std::string framed;
    put16(framed, static_cast<unsigned>(reply.size()));
    send_text(socket.get(), framed + reply);
    stay_silent_until_peer_leaves(socket.get());
  };
}

DnsObservation ask_tcp(const TcpServer& server, std::chrono::milliseconds timeout = 2s) {
  TestNetwork net;
  return net.run(lookup(net.scope, tcp_resolver(server.endpoint()), "example.org", DnsQuestion::A, timeout));
}

TEST(TcpLookup, GivesTheAddressesOfTheAnswer) {
  const TcpServer server(
      tcp_dns([](const std::string& query) { return dns_reply_to(query, addresses({"93.184.216.34"})); }));
  const DnsObservation seen = ask_tcp(server);
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen.answers.at(0).address.to_string(), "93.184.216.34");
  EXPECT_EQ(seen.replies.size(), 1U);
}

TEST(TcpLookup, AServerThatClosesInsteadOfAnsweringIsEof) {
  const TcpServer server([](Descriptor socket) { receive_some(socket.get()); });
  EXPECT_EQ(ask_tcp(server).result.failure, Failure::eof_error);
}

TEST(TcpLookup, AResetIsAReset) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    reset(std::move(socket));
  });
  EXPECT_EQ(ask_tcp(server).result.failure, Failure::connection_reset);
}

TEST(TcpLookup, ALengthThatIsNeverFilledTimesOut) {
  const TcpServer server([](Descriptor socket) {
    receive_some(socket.get());
    send_text(socket.get(), std::string("\xff\xff\x00\x01", 4));
    stay_silent_until_peer_leaves(socket.get());
  });
  EXPECT_EQ(ask_tcp(server, 50ms).result.failure, Failure::generic_timeout_error);
}

TEST(UdpLookup, ATruncatedAnswerGoesOnOverTcpAndBothAreKept) {
  const TcpServer tcp(
      tcp_dns([](const std::string& query) { return dns_reply_to(query, addresses({"93.184.216.34"})); }));
  DnsAnswerPlan cut;
  cut.truncated = true;
  const UdpServer udp(always(cut), tcp.endpoint().port);
  const DnsObservation seen = ask_udp(udp);
  ASSERT_TRUE(seen.ok());
  ASSERT_EQ(seen.replies.size(), 2U);
  EXPECT_EQ(seen.replies[0].result.failure, Failure::message_size);
  EXPECT_EQ(seen.answers.at(0).address.to_string(), "93.184.216.34");
  EXPECT_EQ(seen.engine, DnsEngine::udp);
}

// ---- the system's resolver

TEST(SystemLookup, AsksForBothFamiliesAndKeepsBothReplies) {
  const UdpServer server(always(addresses({"93.184.216.34", "2001:db8::1"})));
  const DnsObservation seen = ask_system(server);
  ASSERT_TRUE(seen.ok());
  ASSERT_EQ(seen.answers.size(), 2U);
  EXPECT_EQ(seen.answers[0].address.to_string(), "93.184.216.34");
  EXPECT_EQ(seen.answers[1].address.to_string(), "2001:db8::1");
  EXPECT_EQ(seen.replies.size(), 2U);
  EXPECT_EQ(seen.resolver, "system");
}

TEST(SystemLookup, OneFamilyWithAddressesIsEnough) {
  const UdpServer server(always(addresses({"93.184.216.34"})));
  const DnsObservation seen = ask_system(server);
  EXPECT_TRUE(seen.ok());
  EXPECT_EQ(seen.answers.size(), 1U);
  EXPECT_EQ(seen.replies.size(), 2U);
}

TEST(SystemLookup, AnswersWithAnErrorAreSeenAndNotOnlyTheirAbsence) {
  const std::vector<std::pair<int, Failure>> cases = {
      {2, Failure::dns_servfail_error}, {3, Failure::dns_nxdomain_error}, {5, Failure::dns_refused_error}};
  for (const auto& [rcode, failure] : cases) {
    const UdpServer server(always(error(rcode)));
    const DnsObservation seen = ask_system(server);
    EXPECT_EQ(seen.result.failure, failure) << rcode;
    ASSERT_EQ(seen.replies.size(), 2U) << rcode;
    EXPECT_FALSE(seen.replies[0].raw.empty());
  }
}

TEST(SystemLookup, AFailureSaysMoreThanALackOfAddresses) {
  const UdpServer server([](const std::string& query) {
    const DnsAnswerPlan plan = asked_type(query) == 1 ? DnsAnswerPlan() : error(3);
    return std::vector<TimedMessage>{{dns_reply_to(query, plan), 0ms}};
  });
  EXPECT_EQ(ask_system(server).result.failure, Failure::dns_nxdomain_error);
}

TEST(SystemLookup, OneQuestionIsOneQuery) {
  const UdpServer server(always(addresses({"93.184.216.34", "2001:db8::1"})));
  const DnsObservation seen = ask_system(server, DnsQuestion::AAAA);
  ASSERT_EQ(seen.answers.size(), 1U);
  EXPECT_EQ(seen.answers[0].type, AnswerType::AAAA);
  EXPECT_EQ(server.messages(), 1);
}

TEST(SystemLookup, NoSearchDomainIsAppended) {
  std::atomic<int> other_names = 0;
  const UdpServer server([&](const std::string& query) {
    if (query.substr(12, 5) != std::string("\4host\0", 6).substr(0, 5) || query[17] != '\0') ++other_names;
    return std::vector<TimedMessage>{{dns_reply_to(query, error(3)), 0ms}};
  });
  TestNetwork net(server.endpoint().to_string());
  const DnsObservation seen = net.run(lookup(net.scope, Resolver(), "host", DnsQuestion::A, 2s));
  EXPECT_EQ(seen.result.failure, Failure::dns_nxdomain_error);
  EXPECT_EQ(other_names, 0);
}

TEST(SystemLookup, SilenceTimesOut) {
  const UdpServer server([](const std::string&) { return std::vector<TimedMessage>(); });
  TestNetwork net(server.endpoint().to_string());
  const DnsObservation seen = net.run(lookup(net.scope, Resolver(), "example.org", DnsQuestion::ANY, 50ms));
  EXPECT_EQ(seen.result.failure, Failure::generic_timeout_error);
}

TEST(SystemLookup, AClosedPortRefuses) {
  TestNetwork net(closed_endpoint().to_string());
  const DnsObservation seen = net.run(lookup(net.scope, Resolver(), "example.org", DnsQuestion::ANY, 3s));
  EXPECT_EQ(seen.result.failure, Failure::connection_refused);
}

TEST(SystemLookup, TheHostsFileGoesFirstAndGivesNoReply) {
  const UdpServer server(always(error(3)));
  TestNetwork net(server.endpoint().to_string());
  const DnsObservation seen = net.run(lookup(net.scope, Resolver(), "localhost", DnsQuestion::A, 2s));
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen.answers.at(0).address.to_string(), "127.0.0.1");
  EXPECT_TRUE(seen.replies.empty());
  EXPECT_EQ(server.messages(), 0);
}

// ---- resolvers

TEST(Resolver, ReadsItsFourSpellings) {
  EXPECT_EQ(Resolver::parse("system")->engine, DnsEngine::system);
  EXPECT_EQ(Resolver::parse("udp://8.8.8.8")->name(), "8.8.8.8:53");
  EXPECT_EQ(Resolver::parse("udp://8.8.8.8:5353")->name(), "8.8.8.8:5353");
  EXPECT_EQ(Resolver::parse("tcp://[2620:fe::fe]")->name(), "[2620:fe::fe]:53");
  EXPECT_EQ(Resolver::parse("tcp://1.1.1.1")->engine, DnsEngine::tcp);
  EXPECT_EQ(Resolver::parse("https://dns.google/dns-query")->name(), "https://dns.google/dns-query");
}

TEST(Resolver, RefusesWhatItCannotAsk) {
  for (const char* text :
       {"", "8.8.8.8", "udp://dns.google", "http://dns.google/dns-query", "udp://", "SYSTEM"}) {
    EXPECT_FALSE(Resolver::parse(text)) << text;
  }
}

}  // namespace
}  // namespace saksi
