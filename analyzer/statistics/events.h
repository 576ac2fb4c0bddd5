// When blocking began, ended, or changed its method, on one network: each with the days between which it
// happened, and the observations that say so. Then many of them as one event: what an order binds, changes on
// several networks at once. Method, its measured errors and its limits: docs/statistics.md, section 7. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/archive/archive.h"
#include "analyzer/statistics/series.h"

namespace saksi {

enum class EventKind : std::uint8_t { onset, end, change };
[[nodiscard]] std::string_view to_string(EventKind kind);
[[nodiscard]] std::optional<EventKind> event_kind_from_string(std::string_view text);

/// The interval of an event holds its day with this probability, by the model; measured: docs/statistics.md.
inline constexpr double kEventInterval = 0.97;
/// A day is surely open, or blocked, when that is this probable; events stand between such days.
inline constexpr double kSureState = 0.9;

struct BlockingKind {
  Layer layer = Layer::dns;
  Method method = Method::timed_out;
  auto operator<=>(const BlockingKind&) const = default;
};

struct Event {
  std::uint32_t input = 0;    // index in Tallies::inputs
  std::uint32_t network = 0;  // index in Tallies::networks
  EventKind kind = EventKind::onset;
  std::int32_t earliest = 0, latest = 0;    // UTC days since 1970-01-01, both included
  double probability = 0;                   // that there was such an event
  std::optional<std::int64_t> last_before;  // seconds: the last look before `first_after` that says otherwise
  std::optional<std::int64_t> first_after;  // seconds: the first look in the interval that says what is new
  std::optional<BlockingKind> before;  // most frequent way of blocking until the event; none before an onset
  std::optional<BlockingKind> after;   // from it on; none after an end
  std::uint32_t runs_before = 0, runs_after = 0;  // that say something, up to the neighbouring events
  auto operator<=>(const Event&) const = default;
};

/// Of one input on one network, oldest first. `cell` in any order. Days without data, however many, are no
/// evidence for either side. Cost: about 130 microseconds for a year of days, next to nothing for a quiet
/// series.
[[nodiscard]] std::vector<Event> find_events(CellTallies cell);
/// Of every cell, by input and network. `tallies` sorted by input and network.
[[nodiscard]] std::vector<Event> find_events(const Tallies& tallies);

/// What happened on one or more networks of one country at one time.
struct EventGroup {
  EventKind kind = EventKind::onset;
  CountryCode country;
  std::vector<std::uint32_t> inputs;      // sorted
  std::vector<std::uint32_t> networks;    // in the order in which the event was first seen there
  std::int32_t earliest = 0, latest = 0;  // days that lie in the interval of every member
  std::vector<Event> members;             // by first_after
  /// The other networks of the country, sorted. Of those that were heard about one of the inputs within
  /// kHeardWithin days of the interval: `already` were as the event made the members, `unaffected` were not.
  std::vector<std::uint32_t> unaffected, already;
  std::vector<std::uint32_t> not_heard;  // nobody looked from there
};
inline constexpr std::int32_t kHeardWithin = 14;
/// Events of different inputs are one only where each is known to this many days and they share a network;
/// else coincidence is too easy.
inline constexpr std::int32_t kSharpDays = 7;

/// Each event is in exactly one group. Sorted by earliest, latest, country, kind, inputs. `events` are of
/// `tallies`, which are sorted as Archive::tally gives them.
[[nodiscard]] std::vector<EventGroup> group_events(std::span<const Event> events, const Tallies& tallies);

}  // namespace saksi
