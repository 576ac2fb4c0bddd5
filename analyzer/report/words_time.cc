// Dates, counts and lists in words.
#include <array>
#include <string>

#include "analyzer/report/words.h"

namespace saksi {

namespace {

std::chrono::year_month_day calendar(SystemTime time) {
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time));
}

}  // namespace

std::string day_of(SystemTime time) {
  static constexpr std::array kMonths = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
  const std::chrono::year_month_day day = calendar(time);
  return std::to_string(static_cast<unsigned>(day.day())) + " " +
         kMonths[static_cast<unsigned>(day.month()) - 1] + " " + std::to_string(static_cast<int>(day.year()));
}

std::string iso_day(SystemTime time) {
  return to_text(time).substr(0, 10);
}

std::string minute_of(SystemTime time) {
  return to_text(time).substr(0, 16) + " UTC";
}

std::string period_of(SystemTime first, SystemTime last) {
  const std::chrono::year_month_day from = calendar(first);
  const std::chrono::year_month_day to = calendar(last);
  if (from == to) return "on " + day_of(first);
  const bool same_month = from.year() == to.year() && from.month() == to.month();
  const std::string begin = same_month ? std::to_string(static_cast<unsigned>(from.day())) : day_of(first);
  return "between " + begin + " and " + day_of(last);
}

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string list_of(const std::vector<std::string>& items, std::size_t at_most) {
  // "a and 1 more" is longer than "a and b" and says less.
  const std::size_t shown = items.size() <= at_most + 1 ? items.size() : at_most;
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == items.size();
    if (i > 0) out += last ? " and " : ", ";
    out += items[i];
  }
  if (shown < items.size()) out += " and " + std::to_string(items.size() - shown) + " more";
  return out;
}

}  // namespace saksi
