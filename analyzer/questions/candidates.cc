#include "analyzer/questions/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "analyzer/questions/asked.h"
#include "analyzer/report/words.h"
#include "core/csv.h"
#include "core/hex.h"

namespace saksi {

namespace {

constexpr double kMostlyFailing = 0.9;
constexpr double kHalf = 0.5;
constexpr std::size_t kFewCountries = 2;
constexpr std::size_t kManyCountries = 5;

std::set<CountryCode> countries_of(const SharedValue& value) {
  std::set<CountryCode> countries;
  for (const NetworkName& network : value.networks) countries.insert(network.country);
  return countries;
}

/// Of the hosts behind the value, how many did not open.
double failing_share(const SharedValue& value) {
  const double all = static_cast<double>(value.hosts) + value.open_hosts;
  return all > 0 ? value.hosts / all : 0;
}

bool stands_before(const SharedValue& a, const SharedValue& b) {
  const Likeness of_a = likeness_of(a);
  const Likeness of_b = likeness_of(b);
  if (of_a != of_b) return of_a < of_b;
  const double score_a = hosts_per_country(a) * failing_share(a);
  const double score_b = hosts_per_country(b) * failing_share(b);
  if (std::abs(score_a - score_b) > 1e-9) return score_a > score_b;
  return std::pair(a.kind, a.value) < std::pair(b.kind, b.value);
}

bool is_known(const SharedValue& value, const Fingerprints& fingerprints,
              const std::function<std::string(const ResultKey&)>& fingerprint_of) {
  if (value.kind == "address") {
    const std::optional<IpAddress> address = IpAddress::parse(value.value);
    return address && (fingerprints.match_address(*address) != nullptr || is_bogon(*address));
  }
  return !fingerprint_of(value.example).empty();
}

std::string countries_text(const SharedValue& value, char between) {
  std::string text;
  for (const CountryCode& country : countries_of(value))
    text += (text.empty() ? "" : std::string(1, between)) + country.to_string();
  return text;
}

std::string networks_text(const SharedValue& value) {
  std::vector<std::string> names;
  for (const NetworkName& network : value.networks) names.push_back(network_words(network));
  return list_of(names, 4);
}

/// A row for fingerprints.csv. An address is its own pattern; of a page only its words can be one, and those
/// a person has to choose.
std::string ready_row(const SharedValue& value) {
  if (value.kind != "address") return "";
  std::string line =
      csv_line({"candidate." + value.value, "isp", "", "dns", "full", value.value, "5",
                countries_text(value, ' '), "found by saksi-analyzer candidates", "",
                "Not reviewed. " + std::to_string(value.hosts) + " hosts; example " + to_hex(value.example)});
  line.pop_back();
  return line;
}

std::vector<Column> columns() {
  return {{"likeness", "Looks like", ColumnType::string, "notice, unclear or shared_server", true},
          {"kind", "Kind", ColumnType::string, "address, body, title or certificate"},
          {"value", "Value", ColumnType::string,
           "The address, or the hash (16 hex digits) of body, title or certificate"},
          {"hosts", "Hosts", ColumnType::integer, "Distinct hosts behind it that did not open"},
          {"open_hosts", "Open", ColumnType::integer, "Distinct hosts behind it that opened"},
          {"countries", "Seen in", ColumnType::string, "Countries, space between"},
          {"hosts_per_country", "Hosts a country", ColumnType::number, "ICLab's ratio: high for notices"},
          {"results", "", ColumnType::integer, "Measurements that show it"},
          {"networks", "Networks", ColumnType::string, "That show it"},
          {"first", "", ColumnType::datetime, "First seen"},
          {"last", "", ColumnType::datetime, "Last seen"},
          {"example", "", ColumnType::string, "Key of one measurement"},
          {"", "Example", ColumnType::string, ""},
          {"fingerprint_row", "", ColumnType::string,
           "A row for fingerprints.csv, to be reviewed by a person first"}};
}

}  // namespace

std::string_view to_string(Likeness likeness) {
  static constexpr std::array<std::string_view, 3> kNames = {"notice", "unclear", "shared_server"};
  return kNames.at(static_cast<std::size_t>(likeness));
}

Likeness likeness_of(const SharedValue& value) {
  const std::size_t countries = countries_of(value).size();
  const double failing = failing_share(value);
  if (failing < kHalf || countries > kManyCountries) return Likeness::shared_server;
  return failing >= kMostlyFailing && countries <= kFewCountries ? Likeness::notice : Likeness::unclear;
}

double hosts_per_country(const SharedValue& value) {
  return static_cast<double>(value.hosts) /
         static_cast<double>(std::max<std::size_t>(countries_of(value).size(), 1));
}

Table candidates_table(std::span<const SharedValue> values, const Fingerprints& fingerprints,
                       const std::function<std::string(const ResultKey&)>& fingerprint_of, std::size_t most) {
  std::vector<SharedValue> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end(), stands_before);
  Table table{"candidates",
              "Candidates for notice pages and notice addresses",
              "One row per value that many hosts share which did not open. None is used until a person has "
              "looked at the example and put a row into fingerprints.csv.",
              columns(),
              {},
              {},
              {}};
  std::size_t known = 0;
  for (const SharedValue& value : sorted) {
    if (table.rows.size() >= most) break;
    if (is_known(value, fingerprints, fingerprint_of)) {
      ++known;
      continue;
    }
    const std::string example = to_hex(value.example);
    table.add({std::string(to_string(likeness_of(value))), value.kind, value.value, count_value(value.hosts),
               count_value(value.open_hosts), countries_text(value, ' '), hosts_per_country(value),
               count_value(value.results), networks_text(value), value.first, value.last, example,
               example.substr(0, 10), ready_row(value)});
  }
  table.about.push_back(thousands(table.rows.size()) + " of " + thousands(values.size()) +
                        " shared values; " + thousands(known) + " that fingerprints know were left out.");
  table.notes.emplace_back(
      "Look at an example with `saksi-analyzer evidence --raw KEY`. --format csv has a ready-made row for "
      "fingerprints.csv; set its scope, and a pattern of the page's own words for pages.");
  return table;
}

}  // namespace saksi
