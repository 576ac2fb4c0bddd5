// The small integers that stand for words and flags in the SQLite archive's rows (schema.sql documents each).
// Reading one that nobody wrote gives the nearest that has a meaning: a file from a stranger harms nobody.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

// result.flags
inline constexpr std::int64_t kSimulatedFlag = 1, kLineBrokenFlag = 2, kReachedFlag = 4, kOursFlag = 8;

[[nodiscard]] std::int64_t flags_code(const ArchivedResult& result);
[[nodiscard]] std::int64_t layers_code(const std::array<LayerResult, 5>& layers);
[[nodiscard]] std::array<LayerResult, 5> layers_from_code(std::int64_t code);
[[nodiscard]] std::int64_t ooni_code(const ArchivedResult& result);
void read_ooni_code(std::int64_t code, ArchivedResult& result);
[[nodiscard]] std::int64_t observed_code(const Observed& observed);
void read_observed_code(std::int64_t code, Observed& observed);
[[nodiscard]] std::int64_t failures_code(const Observed& observed);
void read_failures_code(std::int64_t code, Observed& observed);

/// The enumerator of that number, or `otherwise` when there is none.
template <class Enum>
[[nodiscard]] Enum enum_at(std::int64_t number, Enum otherwise) {
  const auto value = static_cast<Enum>(number);
  return number >= 0 && number < 255 && !to_string(value).empty() ? value : otherwise;
}

[[nodiscard]] std::string_view to_string(SourceKind kind);

/// Whole seconds since 1970-01-01, rounded down.
[[nodiscard]] inline std::int64_t seconds_of(SystemTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}
/// What SystemTime can hold: a file from a stranger may say anything.
[[nodiscard]] inline std::int64_t bounded_seconds(std::int64_t seconds) {
  constexpr std::int64_t kMost = 9'223'372'036'854;
  return std::clamp(seconds, -kMost, kMost);
}
[[nodiscard]] inline SystemTime time_of(std::int64_t seconds) {
  return SystemTime{std::chrono::seconds{bounded_seconds(seconds)}};
}
/// The UTC day of a second, as days since 1970-01-01.
[[nodiscard]] inline std::int32_t day_of(std::int64_t seconds) {
  constexpr std::int64_t kDay = 86'400;
  return static_cast<std::int32_t>(seconds / kDay - (seconds % kDay < 0 ? 1 : 0));
}

/// A row of the table `word`.
struct Word {
  std::string kind;
  std::int64_t number = 0;
  std::string text;
  auto operator<=>(const Word&) const = default;
};
/// Every enumerator that rows hold as a number, sorted.
[[nodiscard]] std::vector<Word> all_words();

}  // namespace saksi
