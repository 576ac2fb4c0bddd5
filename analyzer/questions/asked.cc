#include "analyzer/questions/asked.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/report/words.h"

namespace saksi {

namespace {

constexpr std::int64_t kSecondsOfDay = 86400;
constexpr std::int32_t kMondayAfter1970 = 4;  // 1970-01-05 was a Monday
constexpr std::size_t kNamed = 5;

template <class Integer>
Integer floor_of(Integer value, Integer step) {
  const Integer quotient = value / step;
  return value % step < 0 ? quotient - 1 : quotient;
}

std::string period_words(const Filter& filter) {
  if (!filter.since && !filter.until) return "";
  std::string text = filter.since ? " from " + iso_day(*filter.since) : "";
  if (filter.until) text += " up to " + iso_day(*filter.until - std::chrono::seconds(1));
  return text + " (UTC)";
}

}  // namespace

std::string network_words(Asn asn, const std::string& as_name) {
  if (!asn.known()) return "AS0 (network not known)";
  return as_name.empty() ? asn.to_string() : asn.to_string() + " " + as_name;
}

std::string network_words(const NetworkName& network) {
  return network_words(network.asn, network.as_name);
}

std::string asked_words(const Filter& filter) {
  std::string text = filter.simulated.value_or(false) ? "Simulated measurements" : "Measurements";
  if (filter.test) text += " of " + std::string(to_string(*filter.test));
  if (filter.country.known()) text += " in " + std::string(name_of_country(filter.country));
  std::vector<std::string> names;
  for (const Asn asn : filter.networks) names.push_back(asn.to_string());
  if (!names.empty()) text += " on " + list_of(names, kNamed);
  if (!filter.inputs.empty()) text += " of " + list_of(filter.inputs, kNamed);
  if (!filter.hosts.empty()) text += " of " + list_of(filter.hosts, kNamed);
  return text + period_words(filter);
}

std::string day_text(std::int32_t day) {
  return iso_day(begin_of_day(day));
}

std::int32_t day_number(std::int64_t seconds_since_1970) {
  return static_cast<std::int32_t>(floor_of(seconds_since_1970, kSecondsOfDay));
}

SystemTime moment(std::int64_t seconds_since_1970) {
  return SystemTime(std::chrono::seconds(seconds_since_1970));
}

std::int32_t monday_of(std::int32_t day) {
  return floor_of(day - kMondayAfter1970, 7) * 7 + kMondayAfter1970;
}

std::string share_text(double share) {
  std::array<char, 32> buffer{};
  const double bounded = std::clamp(share, 0.0, 1.0);
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), bounded, std::chars_format::fixed, 2).ptr;
  return {buffer.data(), end};
}

std::string share_text(double share, double low, double high) {
  return share_text(share) + " (" + share_text(low) + "-" + share_text(high) + ")";
}

std::string thousands(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

}  // namespace saksi
