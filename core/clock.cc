#include "core/clock.h"

#include <array>
#include <cstdio>

namespace saksi {
namespace {

using std::chrono::days;

std::string format_time(SystemTime time, char between, const char* end) {
  const auto midnight = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - midnight)};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u%c%02d:%02d:%02d%s", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), between,
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), end);
  return text.data();
}

/// The digits of text[from, from + count) as a number; nothing when one is no digit.
std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// ".25" -> 250000; digits beyond the sixth are cut. Nothing unless it is a dot and at least one digit.
std::optional<Offset> fraction(std::string_view text) {
  if (text.empty()) return Offset{0};
  if (text.size() < 2 || text.front() != '.') return std::nullopt;
  std::string padded{text.substr(1)};
  if (!digits(padded, 0, 0) || padded.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  padded.resize(6, '0');
  return Offset{*digits(padded, 0, 6)};
}

std::optional<SystemTime> date_part(std::string_view text) {
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return SystemTime{std::chrono::sys_days{date}};
}

std::optional<Offset> clock_part(std::string_view text) {
  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!hour || !minute || !second || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;  // 60: a leap second
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
}

std::optional<SystemTime> read_time(std::string_view text) {
  if (text.size() < 19 || (text[10] != ' ' && text[10] != 'T')) return std::nullopt;
  const bool rfc3339 = text[10] == 'T';
  if (rfc3339 != (text.back() == 'Z')) return std::nullopt;
  if (rfc3339) text.remove_suffix(1);
  if (text.size() < 19) return std::nullopt;
  const auto date = date_part(text);
  const auto clock = clock_part(text);
  const auto rest = fraction(text.substr(19));
  if (!date || !clock || !rest) return std::nullopt;
  return *date + *clock + *rest;
}

}  // namespace

SystemTime now_utc() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string to_text(SystemTime time) {
  return format_time(time, ' ', "");
}
std::string to_rfc3339(SystemTime time) {
  return format_time(time, 'T', "Z");
}

std::string to_rfc3339_exact(SystemTime time) {
  const auto micros = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
  std::string text = to_rfc3339(time);
  if (micros == 0) return text;
  std::array<char, 16> digits_after_dot{};
  std::snprintf(digits_after_dot.data(), digits_after_dot.size(), ".%06dZ", static_cast<int>(micros));
  text.pop_back();
  return text + digits_after_dot.data();
}

Result<SystemTime> parse_time(std::string_view text) {
  if (const auto time = read_time(text)) return *time;
  return fail("time: '" + std::string{text.substr(0, 40)} +
              "' is neither like \"2026-11-21 16:51:05\" nor like \"2026-11-21T16:51:05Z\"");
}

}  // namespace saksi
