// What can go wrong with a ClickHouse server: each message says what happened and what to do.
#include <gtest/gtest.h>

#include "analyzer/archive/clickhouse_place.h"
#include "tests/support/archive/archive_model.h"
#include "tests/support/archive/clickhouse_server.h"
#include "tests/support/archive/random_results.h"

namespace saksi {
namespace {

template <class Action>
std::string message_of(const Action& action) {
  try {
    action();
  } catch (const StoreError& error) {
    return error.what();
  }
  return "no StoreError";
}

void expect_says(const std::string& message, const std::string& words) {
  EXPECT_NE(message.find(words), std::string::npos) << message << "\ndoes not say: " << words;
}

class ClickhouseFailure : public testing::Test {
 protected:
  void SetUp() override {
    server_ = ClickhouseServer::start();
    if (server_ == nullptr) GTEST_SKIP() << "NOT TESTED: clickhouse-server is not installed";
  }
  [[nodiscard]] std::string opening(const std::string& place, bool create) const {
    return message_of([&] { (void)open_archive(place, create); });
  }
  [[nodiscard]] std::string place_of_user(const std::string& user) const {
    return "clickhouse://" + user + "@127.0.0.1:" + std::to_string(server_->port()) + "/a";
  }
  std::unique_ptr<ClickhouseServer> server_;
};

TEST_F(ClickhouseFailure, ADatabaseThatIsMissingIsNamed) {
  const std::string message = opening(server_->place("missing"), false);
  expect_says(message, "/missing");
  expect_says(message, "it holds no archive");
}

TEST_F(ClickhouseFailure, ADatabaseWithoutAnArchiveIsNoArchive) {
  expect_says(opening(server_->place("default"), false), "it holds no archive");
}

TEST_F(ClickhouseFailure, AWrongPasswordIsToldAndNotRepeated) {
  const std::string message = opening(place_of_user("researcher:gue%20ss"), true);
  expect_says(message, "refuses this user or password");
  EXPECT_EQ(message.find("gue"), std::string::npos) << message;
  expect_says(opening(place_of_user("nobody:x"), true), "refuses this user or password");
  EXPECT_EQ(opening(place_of_user("researcher:open%20sesame"), true), "no StoreError");
}

TEST_F(ClickhouseFailure, AServerThatWentAwayIsToldAndWhatWasAddedIsThereWhenAnotherAsks) {
  const auto archive = open_archive(server_->place("a"), true);
  Source source = archive->begin_source(some_source(1));
  EXPECT_EQ(archive->add(random_results(1, 10), {}, source), 10u);
  server_->stop();
  const std::string message = message_of([&] { (void)archive->add(random_results(2, 10), {}, source); });
  expect_says(message, "no answer from a ClickHouse server");
  expect_says(message, "Check that it runs");
}

TEST_F(ClickhouseFailure, TooLittleMemoryForAllGroupsAtOnceStillGivesTheWholeAnswer) {
  std::vector<ArchivedResult> results = random_results(1, 60'000);
  Randomness random{1};
  for (ArchivedResult& result : results)
    result.input = "https://" + std::to_string(random() % 50'000) + ".test/";
  {
    const auto archive = open_archive(server_->place("a"), true);
    Source source = archive->begin_source(some_source(1));
    archive->add(results, {}, source);
  }
  const Tallies whole = open_archive(server_->place("a"), false)->tally({});
  const Tallies in_slices = open_archive(place_of_user("narrow"), false)->tally({});
  EXPECT_GT(whole.tallies.size(), 20'000u);
  EXPECT_EQ(whole.tallies, in_slices.tallies);
  EXPECT_EQ(whole.inputs, in_slices.inputs);
}

TEST_F(ClickhouseFailure, WhatAnInterruptedBatchLeftBehindIsNotAddedAgain) {
  const auto archive = open_archive(server_->place("a"), true);
  Source source = archive->begin_source(some_source(1));
  const auto results = random_results(1, 100);
  // The results came, the progress did not: as if killed in between.
  archive->add(std::span{results}.first(60), {}, source);
  source.lines = 100;
  EXPECT_EQ(archive->add(results, {}, source), 40u);
  EXPECT_EQ(archive->sources().at(0).lines, 100u);
}

TEST(ClickhousePlace, IsReadInItsParts) {
  const auto place = parse_clickhouse_place("clickhouses://me:p%40ss%3a@[::1]:9443/ooni_2026").value();
  EXPECT_TRUE(place.tls);
  EXPECT_EQ(place.user, "me");
  EXPECT_EQ(place.password, "p@ss:");
  EXPECT_EQ(place.host, "[::1]");
  EXPECT_EQ(place.port, 9443);
  EXPECT_EQ(place.database, "ooni_2026");
  EXPECT_EQ(place.text(), "clickhouses://[::1]:9443/ooni_2026");
  EXPECT_EQ(parse_clickhouse_place("clickhouse://db.example/a").value().port, 8123);
  EXPECT_EQ(parse_clickhouse_place("clickhouses://db.example/a").value().port, 8443);
}

TEST(ClickhousePlace, WhatIsNoPlaceIsRefused) {
  for (const char* text : {"clickhouse://", "clickhouse://host", "clickhouse://host/", "clickhouse:///db",
                           "clickhouse://host:0/db", "clickhouse://host:x/db", "clickhouse://host:99999/db",
                           "clickhouse://host/db;DROP", "clickhouse://ho st/db", "clickhouse://host/a/b"}) {
    EXPECT_FALSE(parse_clickhouse_place(text)) << text;
  }
}

TEST(ClickhousePlace, AnAddressWhereNobodyListensIsNamed) {
  const std::string message = message_of([] { (void)open_archive("clickhouse://127.0.0.1:1/a", true); });
  expect_says(message, "clickhouse://127.0.0.1:1/a");
  expect_says(message, "no answer from a ClickHouse server");
}

}  // namespace
}  // namespace saksi
