#include "analyzer/statistics/events.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/simulation/cusum.h"
#include "tests/support/simulation/dice.h"
#include "tests/support/simulation/event_score.h"
#include "tests/unit/statistics/cell.h"

namespace saksi {
namespace {

/// One run a day: '.' open, 'x' reset after the ClientHello, 'd' a lie of DNS, ' ' nothing measured.
std::vector<Tally> series(const std::string& text) {
  std::vector<Tally> out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto day = static_cast<std::int32_t>(i);
    if (text[i] == '.') out.push_back(tally_of(day, open_outcome(), 1));
    if (text[i] == 'x') out.push_back(tally_of(day, blocked_outcome(), 1));
    if (text[i] == 'd')
      out.push_back(tally_of(day, blocked_outcome(Certainty::possible, Layer::dns, Method::nxdomain), 1));
  }
  return out;
}

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Events, NothingIsFoundInAnEmptyOrQuietSeries) {
  EXPECT_TRUE(find_events(CellTallies{}).empty());
  EXPECT_TRUE(find_events(series(repeat(".", 300))).empty());
  EXPECT_TRUE(find_events(series(repeat("..........x.........", 20))).empty());
}

TEST(Events, ASeriesThatWasBlockedAllAlongHasNoOnset) {
  EXPECT_TRUE(find_events(series(repeat("x", 200))).empty());
}

TEST(Events, AnOnsetLiesBetweenTheLastOpenAndTheFirstBlockedDay) {
  const auto events = find_events(series(repeat(".", 50) + repeat("x", 50)));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::onset);
  EXPECT_GE(events[0].earliest, 48);  // 3 in 100 that the last open look was an error
  EXPECT_LE(events[0].earliest, 49);
  EXPECT_EQ(events[0].latest, 50);
  EXPECT_EQ(events[0].last_before, 49 * 86400 + 7200);
  EXPECT_EQ(events[0].first_after, 50 * 86400 + 3600);
  EXPECT_EQ(events[0].after, (BlockingKind{Layer::tls, Method::reset_after_client_hello}));
  EXPECT_FALSE(events[0].before);
  EXPECT_EQ(events[0].runs_before, 50U);
  EXPECT_EQ(events[0].runs_after, 50U);
  EXPECT_GE(events[0].probability, kSureState);
}

TEST(Events, AGapWidensTheIntervalToItself) {
  const auto events = find_events(series(repeat(".", 50) + repeat(" ", 30) + repeat("x", 50)));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].earliest, 49);
  EXPECT_EQ(events[0].latest, 80);
}

TEST(Events, AnEndIsFoundToo) {
  const auto events = find_events(series(repeat(".", 40) + repeat("x", 40) + repeat(".", 40)));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].kind, EventKind::end);
  EXPECT_LE(events[1].earliest, 79);
  EXPECT_GE(events[1].latest, 80);
  EXPECT_LE(events[1].latest, 81);
  EXPECT_EQ(events[1].before, (BlockingKind{Layer::tls, Method::reset_after_client_hello}));
  EXPECT_FALSE(events[1].after);
}

TEST(Events, AChangeOfMethodIsNoEndAndNoOnset) {
  const auto events = find_events(series(repeat(".", 40) + repeat("d", 40) + repeat("x", 40)));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].kind, EventKind::change);
  EXPECT_EQ(events[1].earliest, 79);
  EXPECT_EQ(events[1].latest, 80);
  EXPECT_EQ(events[1].before, (BlockingKind{Layer::dns, Method::nxdomain}));
  EXPECT_EQ(events[1].after, (BlockingKind{Layer::tls, Method::reset_after_client_hello}));
}

TEST(Events, AChangeIsFoundInASeriesThatWasBlockedAllAlong) {
  const auto events = find_events(series(repeat("d", 40) + repeat("x", 40)));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::change);
}

TEST(Events, TwoMethodsInTurnAreNoChange) {
  EXPECT_TRUE(find_events(series(repeat("dx", 100))).empty());
}

TEST(Events, DaysOnWhichNothingWasConcludedAreAsGoodAsNone) {
  std::vector<Tally> tallies = series(repeat(".", 50) + repeat("x", 50));
  const auto before = find_events(tallies);
  for (int day = 20; day < 80; ++day)
    tallies.push_back(
        tally_of(day, {VerdictWord::inconclusive, Certainty::not_concluded, Scope::unknown, {}, {}}, 9));
  EXPECT_EQ(find_events(tallies), before);
}

TEST(Events, TheOrderOfTalliesDoesNotMatter) {
  std::vector<Tally> tallies = series(repeat(".", 30) + repeat("..d", 5) + repeat("d", 30) + repeat("x", 30));
  const auto before = find_events(tallies);
  std::reverse(tallies.begin(), tallies.end());
  EXPECT_EQ(find_events(tallies), before);
}

EventScore simulated(std::uint64_t first_seed, std::uint64_t series) {
  EventScore out;
  for (std::uint64_t i = 0; i < series; ++i) {
    const SimulatedSeries truth =
        simulate_series(first_seed + i, static_cast<SeriesShape>(i % kSeriesShapes));
    score(out, truth, find_events(tallied(truth.looks)), true);
  }
  return out;
}

TEST(Events, NineteenOfTwentyOnsetsLieInTheirIntervalAndQuietSeriesStayQuiet) {
  const EventScore score = simulated(424242, 600);
  EXPECT_GE(score.onset.inside * 100, score.onset.truths * 95);
  EXPECT_GE(score.end.inside * 100, score.end.truths * 95);
  EXPECT_GE(score.change.inside * 100, score.change.truths * 95);
  EXPECT_LE(score.false_per_100_years(), 1);
}

TEST(Events, CusumFindsALongDenseOnsetAndCannotSeeASparseOne) {
  std::vector<Look> dense, sparse;
  for (std::int64_t hour = 0; hour < 24 * 60; ++hour) dense.push_back({hour * 3600, hour > 24 * 30, {}});
  for (std::int64_t day = 0; day < 60; day += 4) sparse.push_back({day * 86400, day > 30, {}});
  ASSERT_EQ(cusum_events(dense).size(), 1U);
  EXPECT_EQ(cusum_events(dense)[0].latest, 30);
  EXPECT_TRUE(cusum_events(sparse).empty());
}

/// Input 0 on every network of `texts`, all in `countries`.
Tallies national(const std::vector<std::string>& countries, const std::vector<std::string>& texts) {
  Tallies tallies = archive_of(countries);
  for (std::uint32_t network = 0; network < texts.size(); ++network) {
    for (const Tally& tally : series(texts[network])) add(tallies, network, tally);
  }
  return tallies;
}

TEST(EventGroups, OnsetsOfOneInputOnSeveralNetworksAreOneEvent) {
  const std::string late = repeat(".", 52) + repeat("x", 48), early = repeat(".", 50) + repeat("x", 50);
  const std::string sparse = repeat(".      ", 7) + repeat(" ", 4) + repeat("x  ", 15);
  const Tallies tallies = national({"MY", "MY", "MY", "MY", "ID", "MY"},
                                   {late, sparse, repeat(".", 100), "", early, repeat("x", 100)});
  const auto groups = group_events(find_events(tallies), tallies);
  ASSERT_EQ(groups.size(), 2U);
  const EventGroup& group = groups[0].country.to_string() == "MY" ? groups[0] : groups[1];
  EXPECT_EQ(group.networks, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(group.unaffected, std::vector<std::uint32_t>{2});
  EXPECT_EQ(group.not_heard, std::vector<std::uint32_t>{3});
  EXPECT_EQ(group.already, std::vector<std::uint32_t>{5});
  EXPECT_LE(group.earliest, 52);
  EXPECT_GE(group.latest, 52);
  for (const Event& event : group.members) {
    EXPECT_LE(event.earliest, group.earliest);
    EXPECT_GE(event.latest, group.latest);
  }
}

TEST(EventGroups, OnsetsHalfAYearApartAreTwo) {
  const Tallies tallies =
      national({"MY", "MY"}, {repeat(".", 50) + repeat("x", 250), repeat(".", 250) + repeat("x", 50)});
  EXPECT_EQ(group_events(find_events(tallies), tallies).size(), 2U);
}

TEST(EventGroups, ManyInputsOfOneNetworkOnOneDayAreOneEvent) {
  Tallies tallies = archive_of({"MY"});
  for (std::uint32_t input = 0; input < 5; ++input) {
    if (input > 0) tallies.inputs.push_back(tallies.inputs.front());
    for (Tally tally : series(repeat(".", 50) + repeat("x", 50))) {
      tally.input = input;
      add(tallies, 0, tally);
    }
  }
  const auto groups = group_events(find_events(tallies), tallies);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].inputs.size(), 5U);
  EXPECT_EQ(groups[0].members.size(), 5U);
}

TEST(EventGroups, EveryEventIsInExactlyOneGroup) {
  Tallies tallies = archive_of({"MY", "MY", "ID", "ID"});
  std::size_t events = 0;
  for (std::uint32_t input = 0; input < 6; ++input) {
    if (input > 0) tallies.inputs.push_back(tallies.inputs.front());
    for (std::uint32_t network = 0; network < 4; ++network) {
      const auto shape = static_cast<SeriesShape>((input + network) % kSeriesShapes);
      for (Tally tally : tallied(simulate_series(input * 10 + network, shape).looks)) {
        tally.input = input;
        add(tallies, network, tally);
      }
    }
  }
  const auto found = find_events(tallies);
  for (const EventGroup& group : group_events(found, tallies)) events += group.members.size();
  EXPECT_GT(found.size(), 10U);
  EXPECT_EQ(events, found.size());
}

}  // namespace
}  // namespace saksi
