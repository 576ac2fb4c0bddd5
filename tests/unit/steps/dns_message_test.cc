#include "probe/steps/dns_message.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/loopback_dns.h"

namespace saksi {
namespace {

using namespace loopback;

std::string query_for(const std::string& name, DnsQuestion question = DnsQuestion::A) {
  return *make_dns_query(name, question);
}

DnsAnswerPlan two_addresses() {
  DnsAnswerPlan plan;
  plan.alias = "edge.example.net";
  plan.addresses = {"93.184.216.34", "93.184.216.35"};
  return plan;
}

TEST(DnsQuery, IsOneQuestionWithRecursionDesired) {
  const std::string query = query_for("www.example.org");
  EXPECT_EQ(query.substr(2), std::string("\1\0\0\1\0\0\0\0\0\0\3www\7example\3org\0\0\1\0\1", 31));
  EXPECT_EQ(asked_type(query_for("a.b", DnsQuestion::AAAA)), 28U);
}

TEST(DnsQuery, AFinalDotChangesNothing) {
  EXPECT_EQ(query_for("example.org.").substr(2), query_for("example.org").substr(2));
}

TEST(DnsQuery, IdsAreNotAllTheSame) {
  std::vector<std::string> ids;
  for (int i = 0; i < 8; ++i) ids.push_back(query_for("example.org").substr(0, 2));
  EXPECT_NE(std::count(ids.begin(), ids.end(), ids[0]), 8);
}

TEST(DnsQuery, RefusesNamesThatDnsCannotCarry) {
  const std::string label(64, 'a');
  const std::string longest = std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') +
                              "." + std::string(61, 'd');
  for (const std::string& name : {std::string(), std::string("."), std::string("a..b"), std::string(".a"),
                                  label + ".org", longest + "e"}) {
    EXPECT_FALSE(make_dns_query(name, DnsQuestion::A)) << name;
  }
  EXPECT_TRUE(make_dns_query(longest, DnsQuestion::A));
}

TEST(DnsReplyParser, ReadsAliasAddressesAndLifetimes) {
  const std::string raw = dns_reply_to(query_for("example.org"), two_addresses());
  const DnsReply reply = parse_dns_reply(raw, DnsQuestion::A);
  ASSERT_TRUE(reply.result.ok());
  ASSERT_EQ(reply.answers.size(), 3U);
  EXPECT_EQ(reply.answers[0].hostname, "edge.example.net");
  EXPECT_EQ(reply.answers[2].address.to_string(), "93.184.216.35");
  EXPECT_EQ(reply.answers[2].ttl, 300U);
  EXPECT_EQ(reply.raw, raw);
}

TEST(DnsReplyParser, AnAliasAloneIsNoAnswer) {
  DnsAnswerPlan plan;
  plan.alias = "edge.example.net";
  const DnsReply reply = parse_dns_reply(dns_reply_to(query_for("example.org"), plan), DnsQuestion::A);
  EXPECT_EQ(reply.result.failure, Failure::dns_no_answer);
  EXPECT_EQ(reply.answers.size(), 1U);
}

TEST(DnsReplyParser, EveryShortenedMessageMisbehaves) {
  const std::string whole = dns_reply_to(query_for("example.org"), two_addresses());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const DnsReply reply = parse_dns_reply(whole.substr(0, size), DnsQuestion::A);
    EXPECT_EQ(reply.result.failure, Failure::dns_server_misbehaving) << size;
  }
}

TEST(DnsReplyParser, BytesBehindTheMessageMisbehave) {
  const std::string whole = dns_reply_to(query_for("example.org"), two_addresses());
  EXPECT_EQ(parse_dns_reply(whole + "x", DnsQuestion::A).result.failure, Failure::dns_server_misbehaving);
}

TEST(DnsReplyParser, AnAddressOfTheWrongSizeMisbehaves) {
  std::string raw = query_for("example.org");
  raw[2] = static_cast<char>(0x81);
  raw[7] = 1;
  raw += std::string("\xc0\x0c\0\1\0\1\0\0\0\1\0\3\1\2\3", 15);
  EXPECT_EQ(parse_dns_reply(raw, DnsQuestion::A).result.failure, Failure::dns_server_misbehaving);
}

TEST(DnsReplyParser, ANameThatPointsAtItselfMisbehaves) {
  std::string raw = query_for("example.org");
  raw[2] = static_cast<char>(0x81);
  raw[7] = 1;
  const auto self = static_cast<char>(raw.size());
  raw += std::string("\xc0", 1) + self + std::string("\0\1\0\1\0\0\0\1\0\4\1\2\3\4", 14);
  EXPECT_EQ(parse_dns_reply(raw, DnsQuestion::A).result.failure, Failure::dns_server_misbehaving);
}

TEST(DnsReplyParser, TakesAtMostSoManyAnswers) {
  DnsAnswerPlan plan;
  plan.addresses.assign(1000, "93.184.216.34");
  const DnsReply reply = parse_dns_reply(dns_reply_to(query_for("example.org"), plan), DnsQuestion::A);
  EXPECT_TRUE(reply.result.ok());
  EXPECT_EQ(reply.answers.size(), kMaxDnsAnswers);
}

TEST(DnsReplyParser, AnErrorWithoutAQuestionStillAnswersOurs) {
  const std::string query = query_for("example.org");
  const std::string error = query.substr(0, 2) + std::string("\x81\x81\0\0\0\0\0\0\0\0", 10);
  EXPECT_EQ(match_dns_reply(query, error), DnsMatch::answer);
  const std::string empty = query.substr(0, 2) + std::string("\x81\x80\0\0\0\0\0\0\0\0", 10);
  EXPECT_EQ(match_dns_reply(query, empty), DnsMatch::stray);
}

// Random damage to a true message, with a fixed seed: whatever it does to the meaning, a parsed reply stays
// within its limits and its failure is one of those that the header names.
TEST(DnsReplyParser, SurvivesDamagedMessages) {
  std::mt19937 random(20261121);
  const std::string query = query_for("www.example.org");
  const std::string whole = dns_reply_to(query, two_addresses());
  for (int round = 0; round < 20000; ++round) {
    std::string raw = whole.substr(0, random() % 8 == 0 ? random() % whole.size() : whole.size());
    for (auto changes = random() % 6; changes > 0 && !raw.empty(); --changes) {
      raw[random() % raw.size()] = static_cast<char>(random() & 0xff);
    }
    const DnsReply reply = parse_dns_reply(raw, DnsQuestion::A);
    EXPECT_LE(reply.answers.size(), kMaxDnsAnswers);
    EXPECT_EQ(reply.raw, raw);
    if (match_dns_reply(query, raw) != DnsMatch::answer) continue;
    EXPECT_EQ(raw.substr(0, 2), query.substr(0, 2));
  }
}

}  // namespace
}  // namespace saksi
