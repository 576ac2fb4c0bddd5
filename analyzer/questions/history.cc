#include "analyzer/questions/history.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/questions/asked.h"
#include "analyzer/questions/site_cells.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

constexpr std::size_t kMostSigns = 50;

/// What was found in one stretch of time.
struct Found {
  std::size_t measurements = 0, runs = 0;
  std::size_t blocked = 0, open = 0, refused = 0, down = 0;
  std::map<std::string, std::size_t> methods;

  void add(const Tally& tally) {
    measurements += tally.count;
    runs += tally.runs;
    const Outcome& outcome = tally.outcome;
    const bool doubtful = outcome.certainty > Certainty::possible;
    if (outcome.word == VerdictWord::blocked && !doubtful) {
      blocked += tally.count;
      if (outcome.layer && outcome.method) methods[code_of(*outcome.layer, *outcome.method)] += tally.count;
    }
    open += outcome.word == VerdictWord::accessible ? tally.count : 0;
    refused += outcome.word == VerdictWord::refused_by_server ? tally.count : 0;
    down += outcome.word == VerdictWord::site_down ? tally.count : 0;
  }
  [[nodiscard]] std::size_t unknown() const { return measurements - blocked - open - refused - down; }
};

char sign_of(const Found& found) {
  if (found.measurements == 0) return '.';
  if (found.blocked > 0) return found.open + found.refused > 0 ? 'x' : 'B';
  if (found.open > 0) return 'o';
  if (found.refused > 0) return 'R';
  return found.down > 0 ? 'D' : '?';
}

struct Key {
  CountryCode country;
  Asn asn;
  std::uint32_t input = 0;
  auto operator<=>(const Key&) const = default;
};
using ByDay = std::map<std::int32_t, Found>;
struct Line {
  std::string as_name;
  ByDay days;
};
using Lines = std::map<Key, Line>;

Lines gather(const Tallies& tallies) {
  Lines lines;
  for (const Tally& tally : tallies.tallies) {
    const NetworkName& name = tallies.networks[tally.network];
    Line& line = lines[{name.country, name.asn, tally.input}];
    line.as_name = name.as_name;
    line.days[tally.day].add(tally);
  }
  return lines;
}

std::string methods_text(const Found& found) {
  std::string text;
  for (const auto& [method, count] : found.methods)
    text += (text.empty() ? "" : "; ") + method + " x" + std::to_string(count);
  return text;
}

std::vector<Column> day_columns() {
  return {{"country", "In", ColumnType::string, "ISO 3166-1 alpha-2 code of the network", true},
          {"asn", "", ColumnType::integer, "AS number; 0: not known"},
          {"as_name", "", ColumnType::string, "Name of the network"},
          {"", "Network", ColumnType::string, "", true},
          {"url", "", ColumnType::string, "As measured"},
          {"day", "Day", ColumnType::date, "UTC"},
          {"measurements", "Measured", ColumnType::integer, "Measurements that count"},
          {"runs", "Runs", ColumnType::integer, "Runs of probes"},
          {"blocked", "Blocked", ColumnType::integer, "Of the measurements, blocked at possible or better"},
          {"open", "Open", ColumnType::integer, "Accessible"},
          {"refused_by_server", "", ColumnType::integer, "The site itself refused"},
          {"site_down", "", ColumnType::integer, "Down for the control too"},
          {"not_concluded", "", ColumnType::integer, "The others"},
          {"methods", "How", ColumnType::string, "Step and method of the blocked ones"}};
}

void add_days(Table& table, const Tallies& tallies, const Key& key, const Line& line) {
  for (const auto& [day, found] : line.days) {
    table.add({key.country.to_string(), static_cast<std::int64_t>(key.asn.number), line.as_name,
               network_words(key.asn, line.as_name), shown_input(tallies.inputs[key.input]),
               begin_of_day(day), count_value(found.measurements), count_value(found.runs),
               count_value(found.blocked), count_value(found.open), count_value(found.refused),
               count_value(found.down), count_value(found.unknown()), methods_text(found)});
  }
}

/// How the strips divide time: so many days each, from the first day on.
struct Scale {
  std::int32_t first = 0;
  std::int32_t step = 1;
  std::size_t signs = 0;
};

Scale scale_of(const Tallies& tallies) {
  Scale scale;
  if (tallies.tallies.empty()) return scale;
  std::int32_t first = tallies.tallies.front().day;
  std::int32_t last = first;
  for (const Tally& tally : tallies.tallies) {
    first = std::min(first, tally.day);
    last = std::max(last, tally.day);
  }
  const auto days = static_cast<std::size_t>(last - first) + 1;
  if (days > kMostSigns) {
    first = monday_of(first);
    const std::size_t weeks = static_cast<std::size_t>(last - first) / 7 + 1;
    scale.step = static_cast<std::int32_t>(7 * ((weeks + kMostSigns - 1) / kMostSigns));
  }
  scale.first = first;
  scale.signs = static_cast<std::size_t>((last - first) / scale.step) + 1;
  return scale;
}

std::string strip(const ByDay& days, const Scale& scale) {
  std::vector<Found> parts(scale.signs);
  for (const auto& [day, found] : days) {
    Found& part = parts.at(static_cast<std::size_t>((day - scale.first) / scale.step));
    part.measurements += found.measurements;
    part.blocked += found.blocked;
    part.open += found.open;
    part.refused += found.refused;
    part.down += found.down;
  }
  std::string text;
  for (const Found& part : parts) text += sign_of(part);
  return text;
}

Found total_of(const ByDay& days) {
  Found total;
  for (const auto& [day, found] : days) {
    total.measurements += found.measurements;
    total.blocked += found.blocked;
  }
  return total;
}

void add_strip(Table& table, const Tallies& tallies, const Key& key, const Line& line, const Scale& scale) {
  const Found total = total_of(line.days);
  table.add({key.country.to_string(), network_words(key.asn, line.as_name),
             shown_input(tallies.inputs[key.input]), count_value(total.blocked),
             count_value(total.measurements), strip(line.days, scale)});
}

std::string scale_words(const Scale& scale) {
  const std::string step = scale.step == 1   ? "a day"
                           : scale.step == 7 ? "a week"
                                             : std::to_string(scale.step / 7) + " weeks";
  const auto behind = static_cast<std::int32_t>(scale.signs) * scale.step;
  return "Each sign is " + step + ", from " + day_text(scale.first) + " to " +
         day_text(scale.first + behind - 1) +
         " (UTC). B blocked, o open, x both, R refused by the site, D down, ? not concluded, . not tested.";
}

}  // namespace

UrlHistory history(const Tallies& tallies, const Filter& asked) {
  const Lines lines = gather(tallies);
  const Scale scale = scale_of(tallies);
  std::set<CountryCode> countries;
  std::set<std::uint32_t> inputs;
  for (const auto& [key, line] : lines) {
    countries.insert(key.country);
    inputs.insert(key.input);
  }
  UrlHistory out{{"history",
                  "One URL over time",
                  "One row per network and day with a measurement that counts.",
                  day_columns(),
                  {},
                  {asked_words(asked) + "."},
                  {}},
                 {"strips",
                  "One URL over time",
                  "One row per network.",
                  {{"", countries.size() > 1 ? "In" : "", ColumnType::string, "", true},
                   {"", "Network", ColumnType::string, ""},
                   {"", inputs.size() > 1 ? "URL" : "", ColumnType::string, ""},
                   {"", "Blocked", ColumnType::integer, ""},
                   {"", "of", ColumnType::integer, ""},
                   {"", "Over time", ColumnType::string, "", false, true}},
                  {},
                  {asked_words(asked) + "."},
                  {}}};
  for (const auto& [key, line] : lines) {
    add_days(out.days, tallies, key, line);
    add_strip(out.strips, tallies, key, line, scale);
  }
  if (!lines.empty()) out.strips.notes.push_back(scale_words(scale));
  out.strips.notes.emplace_back("--format csv lists every day. `saksi-analyzer events` finds onset and end.");
  return out;
}

}  // namespace saksi
