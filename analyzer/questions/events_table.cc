#include "analyzer/questions/events_table.h"

#include <algorithm>

#include "analyzer/questions/asked.h"
#include "analyzer/questions/site_cells.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

using Numbers = std::vector<std::uint32_t>;

std::vector<Column> columns() {
  return {{"country", "In", ColumnType::string, "ISO 3166-1 alpha-2 code of the networks", true},
          {"event", "Event", ColumnType::string, "onset, end, or change of the method"},
          {"earliest", "", ColumnType::date, "First day (UTC) on which it can have happened"},
          {"latest", "", ColumnType::date, "Last such day"},
          {"", "Between", ColumnType::string, ""},
          {"urls", "URLs and apps", ColumnType::string, "What it happened to, space between"},
          {"method_before", "", ColumnType::string, "Most frequent way of blocking before"},
          {"method_after", "", ColumnType::string, "... and after"},
          {"", "How", ColumnType::string, ""},
          {"asns", "", ColumnType::string, "Networks in the order in which it was first seen there"},
          {"", "Networks", ColumnType::string, ""},
          {"networks", "", ColumnType::integer, "How many"},
          {"unaffected", "", ColumnType::string,
           "Networks of the country, heard from, on which it did not happen"},
          {"already", "", ColumnType::string, "... on which it was so already"},
          {"not_heard", "", ColumnType::integer, "Networks of the country that nobody looked from"},
          {"", "Not on", ColumnType::string, ""},
          {"probability", "Probability", ColumnType::number,
           "That there was such an event: the least certain member"},
          {"last_before", "", ColumnType::datetime, "Last measurement before it that says otherwise"},
          {"first_after", "", ColumnType::datetime, "First measurement that says what is new"}};
}

std::string kind_words(const std::optional<BlockingKind>& kind) {
  return kind ? code_of(kind->layer, kind->method) : "";
}

std::string asns_text(const Tallies& tallies, const Numbers& networks) {
  std::string text;
  for (const std::uint32_t network : networks)
    text += (text.empty() ? "" : " ") + tallies.networks[network].asn.to_string();
  return text;
}

std::string names_text(const Tallies& tallies, const Numbers& networks) {
  std::vector<std::string> names;
  for (const std::uint32_t network : networks) names.push_back(network_words(tallies.networks[network]));
  return list_of(names, 3);
}

std::string urls_text(const Tallies& tallies, const Numbers& inputs) {
  std::string text;
  for (const std::uint32_t input : inputs)
    text += (text.empty() ? "" : " ") + shown_input(tallies.inputs[input]);
  return text;
}

template <class Better>
Value moment_of(const std::vector<Event>& members, std::optional<std::int64_t> Event::*which, Better better) {
  std::optional<std::int64_t> best;
  for (const Event& event : members) {
    if (event.*which && (!best || better(*(event.*which), *best))) best = event.*which;
  }
  return best ? Value(moment(*best)) : Value();
}

std::vector<Value> row_of(const EventGroup& group, const Tallies& tallies) {
  const Event& first = group.members.front();
  const std::string before = kind_words(first.before);
  const std::string after = kind_words(first.after);
  double probability = 1;
  for (const Event& event : group.members) probability = std::min(probability, event.probability);
  const std::string span = day_text(group.earliest) == day_text(group.latest)
                               ? day_text(group.earliest)
                               : day_text(group.earliest) + " " + day_text(group.latest);
  const std::string how = group.kind == EventKind::change ? before + " to " + after
                          : after.empty()                 ? before
                                                          : after;
  return {group.country.to_string(),
          std::string(to_string(group.kind)),
          begin_of_day(group.earliest),
          begin_of_day(group.latest),
          span,
          urls_text(tallies, group.inputs),
          before,
          after,
          how,
          asns_text(tallies, group.networks),
          names_text(tallies, group.networks),
          count_value(group.networks.size()),
          asns_text(tallies, group.unaffected),
          asns_text(tallies, group.already),
          count_value(group.not_heard.size()),
          std::to_string(group.unaffected.size()) + " of " +
              std::to_string(group.unaffected.size() + group.networks.size()),
          probability,
          moment_of(group.members, &Event::last_before, std::greater<>()),
          moment_of(group.members, &Event::first_after, std::less<>())};
}

bool is_wanted(const EventGroup& group, const Tallies& tallies, const Filter& asked) {
  if (asked.country.known() && group.country != asked.country) return false;
  return asked.networks.empty() ||
         std::any_of(group.networks.begin(), group.networks.end(), [&](std::uint32_t network) {
           const Asn asn = tallies.networks[network].asn;
           return std::find(asked.networks.begin(), asked.networks.end(), asn) != asked.networks.end();
         });
}

}  // namespace

Table events_table(std::span<const EventGroup> groups, const Tallies& tallies, const Filter& asked,
                   std::size_t most) {
  std::vector<const EventGroup*> wanted;
  for (const EventGroup& group : groups) {
    if (is_wanted(group, tallies, asked)) wanted.push_back(&group);
  }
  std::stable_sort(wanted.begin(), wanted.end(),
                   [](const EventGroup* a, const EventGroup* b) { return a->latest > b->latest; });
  Table table{
      "events",
      "Onset, end and change of blocking",
      "One row for what happened on one or more networks of a country at one time, with the days between "
      "which it happened (97 %). docs/statistics.md has the method and its measured errors.",
      columns(),
      {},
      {},
      {}};
  const std::size_t shown = most == 0 ? wanted.size() : std::min(most, wanted.size());
  for (std::size_t i = 0; i < shown; ++i) table.add(row_of(*wanted[i], tallies));
  table.about.push_back(asked_words(asked) + ": " + count_of(wanted.size(), "event", "events") + ".");
  if (shown < wanted.size())
    table.notes.push_back("Shown are the newest " + thousands(shown) +
                          "; --most N shows more, --format csv all.");
  table.notes.emplace_back(
      "Between: the days in which it lies with 97 %. Not on: networks heard from at that time on which it "
      "did not "
      "happen. Blocked from the first measurement on is no event: when it began is not known.");
  return table;
}

}  // namespace saksi
