#include "probe/budget.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace saksi {
namespace {

struct Unit {
  std::string_view name;
  double bytes;
};

constexpr std::array kUnits = {
    Unit{"", 1},     Unit{"B", 1},        Unit{"kB", 1e3},        Unit{"MB", 1e6},
    Unit{"GB", 1e9}, Unit{"KiB", 1024.0}, Unit{"MiB", 1048576.0}, Unit{"GiB", 1073741824.0}};
constexpr double kMost = 1e15;  // more than any line carries

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lowered;
}

const Unit* unit_named(std::string_view name) {
  const auto found = std::find_if(kUnits.begin(), kUnits.end(),
                                  [&](const Unit& unit) { return lower(unit.name) == lower(name); });
  return found == kUnits.end() ? nullptr : found;
}

std::string with_one_digit(double value, const char* unit) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), value < 100 ? "%.1f %s" : "%.0f %s", value, unit);
  return text.data();
}

}  // namespace

Result<std::uint64_t> parse_size(const std::string& text) {
  const auto wrong = [&](const std::string& why) {
    return fail("'" + text + "' " + why +
                "; give a size like 20MB, 500kB, 1.5GB, 20MiB or a number of bytes");
  };
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(number) || number < 0) return wrong("is no size");
  std::string_view name(rest, static_cast<std::size_t>(end - rest));
  name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
  const Unit* const unit = unit_named(name);
  if (unit == nullptr) return wrong("has a unit that is not known, '" + std::string(name) + "'");
  const double bytes = number * unit->bytes;
  if (bytes > kMost) return wrong("is too large");
  return static_cast<std::uint64_t>(bytes);
}

std::string size_words(std::uint64_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (bytes < 1000) return std::to_string(bytes) + " bytes";
  if (value < 999.5e3) return with_one_digit(value / 1e3, "kB");
  if (value < 999.5e6) return with_one_digit(value / 1e6, "MB");
  return with_one_digit(value / 1e9, "GB");
}

bool Budget::holds(const Spending& now, std::uint64_t reserve) const {
  return now.bytes + reserve <= limit_;
}

bool Budget::may_begin(const Spending& now) const {
  return holds(now, (now.in_flight + 1) * kCaseReserve + now.waiting * kRetestReserve);
}

bool Budget::may_go_on(const Spending& now) const {
  return holds(now, (now.in_flight + 1) * kCaseReserve);
}

bool Budget::must_stop(const Spending& now) const {
  return !holds(now, kGoodbyeReserve + now.transfers * kTransferReserve);
}

}  // namespace saksi
