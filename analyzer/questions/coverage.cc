#include "analyzer/questions/coverage.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "analyzer/questions/asked.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

constexpr std::size_t kMostWeeksInStrip = 20;

struct Heard {
  std::size_t measurements = 0;
  std::size_t runs = 0;
  std::set<std::uint32_t> inputs;
  std::set<TestName> tests;
  std::set<std::int32_t> days;

  void add(const Tally& tally, TestName test) {
    measurements += tally.count;
    runs += tally.runs;
    inputs.insert(tally.input);
    tests.insert(test);
    days.insert(tally.day);
  }
};

struct NetworkKey {
  CountryCode country;
  Asn asn;
  auto operator<=>(const NetworkKey&) const = default;
};

struct NetworkCoverage {
  std::string as_name;
  Heard all;
  std::map<std::int32_t, Heard> weeks;  // by their Monday
  std::optional<std::int32_t> last_ever;
};
using Networks = std::map<NetworkKey, NetworkCoverage>;

Networks gather(const Tallies& period, const Tallies& ever) {
  Networks networks;
  for (const Tally& tally : period.tallies) {
    const NetworkName& name = period.networks[tally.network];
    NetworkCoverage& network = networks[{name.country, name.asn}];
    network.as_name = name.as_name;
    network.all.add(tally, period.inputs[tally.input].test);
    network.weeks[monday_of(tally.day)].add(tally, period.inputs[tally.input].test);
  }
  for (const Tally& tally : ever.tallies) {
    const NetworkName& name = ever.networks[tally.network];
    NetworkCoverage& network = networks[{name.country, name.asn}];
    if (network.as_name.empty()) network.as_name = name.as_name;
    network.last_ever = std::max(network.last_ever.value_or(tally.day), tally.day);
  }
  return networks;
}

std::string tests_text(const std::set<TestName>& tests) {
  std::string text;
  for (const TestName test : tests) text += (text.empty() ? "" : " ") + std::string(to_string(test));
  return text;
}

std::vector<Column> week_columns() {
  return {{"country", "In", ColumnType::string, "ISO 3166-1 alpha-2 code of the network", true},
          {"asn", "", ColumnType::integer, "AS number; 0: not known"},
          {"as_name", "", ColumnType::string, "Name of the network"},
          {"", "Network", ColumnType::string, "", true},
          {"week", "Week from", ColumnType::date, "Monday of the week (UTC)"},
          {"measurements", "Measurements", ColumnType::integer, "Measurements that count"},
          {"urls", "URLs and apps", ColumnType::integer, "Distinct URLs, and apps that were tested"},
          {"runs", "Runs", ColumnType::integer,
           "Runs of probes, summed over URLs: a run counts once a URL and day"},
          {"days", "Days", ColumnType::integer, "Days (UTC) with a measurement"},
          {"tests", "Tests", ColumnType::string, "OONI's names of tests, space between"}};
}

std::vector<Column> network_columns(bool several_countries) {
  return {{"country", several_countries ? "In" : "", ColumnType::string, "ISO 3166-1 alpha-2 code", true},
          {"asn", "", ColumnType::integer, "AS number; 0: not known"},
          {"as_name", "", ColumnType::string, "Name of the network"},
          {"", "Network", ColumnType::string, ""},
          {"measurements", "Measure- ments", ColumnType::integer, "Measurements that count in the period"},
          {"urls", "URLs, apps", ColumnType::integer, "Distinct URLs, and apps that were tested"},
          {"days", "Days", ColumnType::integer, "Days (UTC) with a measurement"},
          {"weeks", "Weeks", ColumnType::integer, "Weeks with a measurement"},
          {"", "Each week", ColumnType::string, "", false, true},
          {"last_heard", "Last heard", ColumnType::date,
           "Last day (UTC) with a measurement, before the period too"},
          {"silent", "Silent", ColumnType::boolean, "Nothing in the last two weeks of the period"},
          {"tests", "", ColumnType::string, "OONI's names of tests, space between"}};
}

/// One sign a week: '.' nothing, then how much of the network's best week.
std::string strip(const NetworkCoverage& network, std::int32_t first_week, std::int32_t last_week) {
  std::size_t best = 1;
  for (const auto& [week, heard] : network.weeks) best = std::max(best, heard.measurements);
  std::string text;
  for (std::int32_t week = first_week; week <= last_week; week += 7) {
    const auto found = network.weeks.find(week);
    if (found == network.weeks.end()) {
      text += '.';
      continue;
    }
    text += std::array{'1', '2', '3', '4'}.at(
        std::min<std::size_t>(3, 4 * found->second.measurements / (best + 1)));
  }
  return text;
}

struct Span {
  std::int32_t first_week = 0, last_week = 0;
  std::int32_t last_day = 0;
};

Span span_of(const Tallies& period, const Filter& asked) {
  Span span;
  if (period.tallies.empty()) return span;
  std::int32_t first = period.tallies.front().day;
  std::int32_t last = first;
  for (const Tally& tally : period.tallies) {
    first = std::min(first, tally.day);
    last = std::max(last, tally.day);
  }
  const auto day = [](SystemTime time) {
    return static_cast<std::int32_t>(std::chrono::floor<std::chrono::days>(time.time_since_epoch()).count());
  };
  span.last_day =
      asked.until ? std::min(last + kSilentAfterDays, day(*asked.until - std::chrono::seconds(1))) : last;
  span.last_week = monday_of(span.last_day);
  const auto shown = static_cast<std::int32_t>(7 * (kMostWeeksInStrip - 1));
  span.first_week = std::max(monday_of(first), span.last_week - shown);
  return span;
}

void add_weeks(Table& table, const NetworkKey& key, const NetworkCoverage& network) {
  for (const auto& [week, heard] : network.weeks) {
    table.add({key.country.to_string(), static_cast<std::int64_t>(key.asn.number), network.as_name,
               network_words(key.asn, network.as_name), begin_of_day(week), count_value(heard.measurements),
               count_value(heard.inputs.size()), count_value(heard.runs), count_value(heard.days.size()),
               tests_text(heard.tests)});
  }
}

bool is_silent(const NetworkCoverage& network, const Span& span) {
  return !network.last_ever || *network.last_ever + kSilentAfterDays < span.last_day;
}

void add_network(Table& table, const NetworkKey& key, const NetworkCoverage& network, const Span& span) {
  table.add({key.country.to_string(), static_cast<std::int64_t>(key.asn.number), network.as_name,
             network_words(key.asn, network.as_name), count_value(network.all.measurements),
             count_value(network.all.inputs.size()), count_value(network.all.days.size()),
             count_value(network.weeks.size()), strip(network, span.first_week, span.last_week),
             network.last_ever ? Value(begin_of_day(*network.last_ever)) : Value(), is_silent(network, span),
             tests_text(network.all.tests)});
}

/// Those heard from most stand first in a country; the silent ones at its end.
std::vector<Networks::const_iterator> in_order(const Networks& networks) {
  std::vector<Networks::const_iterator> order;
  for (auto it = networks.begin(); it != networks.end(); ++it) order.push_back(it);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    if (a->first.country != b->first.country) return a->first.country < b->first.country;
    return a->second.all.measurements > b->second.all.measurements;
  });
  return order;
}

void add_notes(Coverage& out, const Networks& networks, const Span& span) {
  std::vector<std::string> missing;
  std::set<CountryCode> countries;
  for (const auto& [key, network] : networks) {
    countries.insert(key.country);
    if (network.all.measurements == 0) missing.push_back(network_words(key.asn, network.as_name));
  }
  if (!missing.empty()) {
    out.networks.notes.push_back("Heard from before, and not in this period: " + list_of(missing, 12) + ".");
  }
  out.networks.notes.push_back(
      "Each week: one sign, the last one is the week from " + day_text(span.last_week) +
      ". '.' is nothing heard; 1 to 4 are quarters of the network's best week. Networks that never sent a "
      "measurement are not known here.");
}

}  // namespace

Coverage coverage(const Tallies& period, const Tallies& ever, const Filter& asked) {
  const Networks networks = gather(period, ever);
  const Span span = span_of(period, asked);
  std::set<CountryCode> countries;
  std::size_t measurements = 0;
  for (const auto& [key, network] : networks) {
    countries.insert(key.country);
    measurements += network.all.measurements;
  }
  Coverage out{{"coverage",
                "Who has been heard from, week by week",
                "One row per network and week with at least one measurement that counts.",
                week_columns(),
                {},
                {},
                {}},
               {"networks",
                "Who has been heard from",
                "One row per network; networks heard from before the period stand here with 0 measurements.",
                network_columns(countries.size() > 1),
                {},
                {},
                {}}};
  for (const auto& it : in_order(networks)) {
    add_weeks(out.weeks, it->first, it->second);
    add_network(out.networks, it->first, it->second, span);
  }
  out.networks.about.push_back(asked_words(asked) + ": " + thousands(measurements) + " that count, from " +
                               count_of(networks.size(), "network", "networks") + ".");
  out.weeks.about = out.networks.about;
  add_notes(out, networks, span);
  return out;
}

}  // namespace saksi
