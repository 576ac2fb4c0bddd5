#include "analyzer/questions/table.h"

#include <array>
#include <charconv>
#include <cmath>

namespace saksi {

std::string_view to_string(ColumnType type) {
  static constexpr std::array<std::string_view, 6> kNames = {"string",  "integer", "number",
                                                             "boolean", "date",    "datetime"};
  return kNames.at(static_cast<std::size_t>(type));
}

Value number_or_nothing(std::optional<double> number) {
  return number && std::isfinite(*number) ? Value(*number) : Value();
}

Value time_or_nothing(const std::optional<SystemTime>& time) {
  return time ? Value(*time) : Value();
}

Value count_value(std::size_t count) {
  return static_cast<std::int64_t>(count);
}

SystemTime begin_of_day(std::int32_t day) {
  return SystemTime(std::chrono::days(day));
}

namespace {

/// Shortest text that reads back as the same number to four digits behind the point.
std::string number_text(double number) {
  std::array<char, 400> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed, 4).ptr;
  std::string text(buffer.data(), end);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

struct PlainText {
  ColumnType type;
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return number_text(number); }
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(SystemTime time) const {
    const std::string text = to_rfc3339(time);
    return type == ColumnType::date ? text.substr(0, 10) : text;
  }
};

}  // namespace

std::string plain_text(const Value& value, ColumnType type) {
  return std::visit(PlainText{type}, value);
}

}  // namespace saksi
