// The table of events: what a reader must find in it.
#include "analyzer/questions/events_table.h"

#include <gtest/gtest.h>

#include "tests/unit/questions/history.h"

namespace saksi {
namespace {

/// Three runs a day: open until the day `blocked_from`, then blocked, on every network alike.
Tallies tallies_of(const std::vector<NetworkName>& networks, int days, int blocked_from) {
  Tallies tallies;
  tallies.inputs = {{"https://news.example/", "news.example", TestName::web_connectivity}};
  tallies.networks = networks;
  for (std::uint32_t network = 0; network < networks.size(); ++network) {
    for (int day = 0; day < days; ++day) {
      Tally tally;
      tally.network = network;
      tally.day = day_at(day_number(day));
      tally.outcome = outcome_of(day < blocked_from ? 'o' : 'Q');
      tally.count = tally.runs = tally.attempts = tally.agreed = 3;
      tally.first = tally.last = seconds_at(day_number(day));
      tallies.tallies.push_back(tally);
    }
  }
  return tallies;
}

const CountryCode kMalaysia = *CountryCode::parse("MY");
const NetworkName kTm{{4788}, kMalaysia, "Telekom Malaysia"};
const NetworkName kMaxis{{9534}, kMalaysia, "Maxis"};

const Value& value_at(const Table& table, std::size_t row, const std::string& column) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == column) return table.rows.at(row).at(i);
  }
  throw std::out_of_range(column);
}

TEST(EventsTable, OneOnsetOnTwoNetworksIsOneEventWithTwoMembers) {
  const EventsAnswer answer = events_tables(tallies_of({kTm, kMaxis}, 40, 20), Filter{}, 0);
  ASSERT_EQ(answer.events.rows.size(), 1U);
  EXPECT_EQ(std::get<std::string>(value_at(answer.events, 0, "kind")), "onset");
  EXPECT_EQ(std::get<std::int64_t>(value_at(answer.events, 0, "networks")), 2);
  EXPECT_EQ(std::get<std::string>(value_at(answer.events, 0, "method_after")),
            "tls reset_after_client_hello");
  ASSERT_EQ(answer.members.rows.size(), 2U);
  EXPECT_EQ(std::get<std::string>(value_at(answer.members, 1, "as_name")), "Maxis");
}

TEST(EventsTable, TheOnsetLiesBetweenItsTwoDays) {
  const EventsAnswer answer = events_tables(tallies_of({kTm}, 40, 20), Filter{}, 0);
  ASSERT_EQ(answer.events.rows.size(), 1U);
  const SystemTime onset = begin_of_day(day_at(day_number(20)));
  EXPECT_LE(std::get<SystemTime>(value_at(answer.events, 0, "earliest")), onset);
  EXPECT_GE(std::get<SystemTime>(value_at(answer.events, 0, "latest")), onset);
}

TEST(EventsTable, AQuietSeriesHasNoEvent) {
  const EventsAnswer answer = events_tables(tallies_of({kTm, kMaxis}, 200, 1000), Filter{}, 0);
  EXPECT_TRUE(answer.events.rows.empty());
  EXPECT_TRUE(answer.members.rows.empty());
}

TEST(EventsTable, ANetworkWithoutNumberHasNoEvents) {
  const EventsAnswer answer = events_tables(tallies_of({{{0}, kMalaysia, ""}}, 40, 20), Filter{}, 0);
  EXPECT_TRUE(answer.events.rows.empty());
}

}  // namespace
}  // namespace saksi
