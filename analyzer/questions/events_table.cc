#include "analyzer/questions/events_table.h"

#include <algorithm>
#include <set>

#include "analyzer/questions/asked.h"
#include "analyzer/questions/site_cells.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

constexpr std::size_t kNamesShown = 4;

std::vector<Column> event_columns() {
  return {
      {"event", "No.", ColumnType::integer, "Number of the event in this answer"},
      {"kind", "What", ColumnType::string, "onset, end, or change of the method"},
      {"country", "In", ColumnType::string, "ISO 3166-1 alpha-2 code"},
      {"earliest", "Between", ColumnType::date, "First UTC day on which it can have happened"},
      {"latest", "and", ColumnType::date, "Last UTC day on which it can have happened"},
      {"urls", "", ColumnType::integer, "How many URLs"},
      {"", "URLs or apps", ColumnType::string, ""},
      {"networks", "", ColumnType::integer, "How many networks"},
      {"", "Networks, first seen first", ColumnType::string, ""},
      {"method_before", "", ColumnType::string, "Step and way of blocking before; empty before an onset"},
      {"method_after", "How", ColumnType::string, "Step and way of blocking after; empty after an end"},
      {"probability", "Prob.", ColumnType::number,
       "Of its most probable member, that there was such an event"},
      {"unaffected", "Not on", ColumnType::integer,
       "Networks of the country that looked then and saw no such change"},
      {"already", "", ColumnType::integer, "Networks of the country that were so before"},
      {"not_heard", "Silent", ColumnType::integer, "Networks of the country from which nobody looked then"},
  };
}

std::vector<Column> member_columns() {
  return {
      {"event", "", ColumnType::integer, "Number of the event in the table events"},
      {"kind", "", ColumnType::string, "onset, end, or change of the method"},
      {"url", "", ColumnType::string, "As measured"},
      {"host", "", ColumnType::string, "Host of the URL"},
      {"country", "", ColumnType::string, "ISO 3166-1 alpha-2 code of the network"},
      {"asn", "", ColumnType::integer, "AS number of the network; 0: not known"},
      {"as_name", "", ColumnType::string, "Name of the network"},
      {"earliest", "", ColumnType::date, "First UTC day on which it can have happened"},
      {"latest", "", ColumnType::date, "Last UTC day on which it can have happened"},
      {"probability", "", ColumnType::number, "That there was such an event"},
      {"last_before", "", ColumnType::datetime, "Last observation that says otherwise"},
      {"first_after", "", ColumnType::datetime, "First observation in the interval that says what is new"},
      {"method_before", "", ColumnType::string, "Step and way of blocking before"},
      {"method_after", "", ColumnType::string, "Step and way of blocking after"},
      {"runs_before", "", ColumnType::integer, "Runs that say something, up to the event before"},
      {"runs_after", "", ColumnType::integer, "Runs that say something, up to the event after"},
  };
}

std::string method_text(const std::optional<BlockingKind>& kind) {
  return kind ? code_of(kind->layer, kind->method) : "";
}

Value time_value(const std::optional<std::int64_t>& seconds) {
  return seconds ? Value(moment(*seconds)) : Value();
}

/// "a.example, b.example and 12 more"
std::string some_of(std::vector<std::string> names) {
  if (names.size() <= kNamesShown + 1) return list_of(names);
  const std::size_t more = names.size() - kNamesShown;
  names.resize(kNamesShown);
  names.push_back(std::to_string(more) + " more");
  return list_of(names);
}

std::string inputs_text(const EventGroup& group, const Tallies& tallies) {
  std::vector<std::string> names;
  for (const std::uint32_t input : group.inputs) names.push_back(shown_input(tallies.inputs.at(input)));
  return some_of(std::move(names));
}

std::string networks_text(const EventGroup& group, const Tallies& tallies) {
  std::vector<std::string> names;
  for (const std::uint32_t network : group.networks)
    names.push_back(network_words(tallies.networks.at(network)));
  return some_of(std::move(names));
}

/// Of the members the most frequent.
std::string common_method(const EventGroup& group, std::optional<BlockingKind> Event::*side) {
  std::map<std::string, std::size_t> counts;
  for (const Event& event : group.members) ++counts[method_text(event.*side)];
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? "" : most->first;
}

double best_probability(const EventGroup& group) {
  double best = 0;
  for (const Event& event : group.members) best = std::max(best, event.probability);
  return best;
}

void add_event(Table& table, std::int64_t number, const EventGroup& group, const Tallies& tallies) {
  table.add({number, std::string(to_string(group.kind)), group.country.to_string(),
             begin_of_day(group.earliest), begin_of_day(group.latest), count_value(group.inputs.size()),
             inputs_text(group, tallies), count_value(group.networks.size()), networks_text(group, tallies),
             common_method(group, &Event::before), common_method(group, &Event::after),
             best_probability(group), count_value(group.unaffected.size()), count_value(group.already.size()),
             count_value(group.not_heard.size())});
}

void add_member(Table& table, std::int64_t number, const Event& event, const Tallies& tallies) {
  const InputName& input = tallies.inputs.at(event.input);
  const NetworkName& network = tallies.networks.at(event.network);
  table.add({number, std::string(to_string(event.kind)), shown_input(input), input.host,
             network.country.to_string(), static_cast<std::int64_t>(network.asn.number), network.as_name,
             begin_of_day(event.earliest), begin_of_day(event.latest), event.probability,
             time_value(event.last_before), time_value(event.first_after), method_text(event.before),
             method_text(event.after), count_value(event.runs_before), count_value(event.runs_after)});
}

/// Only tests that carry a verdict have events; where nothing is known of the network, nothing began there.
std::vector<Event> events_that_count(const Tallies& tallies) {
  std::vector<Event> events = find_events(tallies);
  std::erase_if(events, [&](const Event& event) {
    return !is_judged(tallies.inputs.at(event.input).test) || !tallies.networks.at(event.network).asn.known();
  });
  return events;
}

void add_notes(Table& table, std::size_t found, std::size_t shown) {
  if (shown < found) {
    table.notes.push_back("Shown are the newest " + thousands(shown) + " of " + thousands(found) +
                          "; --most N shows more, --format csv all of them.");
  }
  table.notes.push_back(
      "An onset is dated between two days, never \"since\" a day: docs/statistics.md, section 7, has the "
      "method "
      "and its measured errors. Days without measurements are no evidence for either side.");
}

}  // namespace

EventsAnswer events_tables(const Tallies& tallies, const Filter& asked, std::size_t most) {
  const std::vector<Event> events = events_that_count(tallies);
  std::vector<EventGroup> groups = group_events(events, tallies);
  std::reverse(groups.begin(), groups.end());
  const std::size_t found = groups.size();
  if (most != 0 && groups.size() > most) groups.resize(most);
  EventsAnswer out{{"events",
                    "When blocking began, ended or changed",
                    "One row per event: what changed on one or more networks of a country at one time.",
                    event_columns(),
                    {},
                    {},
                    {}},
                   {"event_members",
                    "The URLs and networks of each event",
                    "One row per URL and network, with the observations on both sides.",
                    member_columns(),
                    {},
                    {},
                    {}}};
  std::int64_t number = 0;
  for (const EventGroup& group : groups) {
    add_event(out.events, ++number, group, tallies);
    for (const Event& event : group.members) add_member(out.members, number, event, tallies);
  }
  out.events.about.push_back(asked_words(asked) + ": " + count_of(found, "event", "events") + ".");
  out.members.about = out.events.about;
  add_notes(out.events, found, groups.size());
  return out;
}

}  // namespace saksi
