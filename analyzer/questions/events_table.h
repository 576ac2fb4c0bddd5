// When blocking began, ended or changed its method: one row for each event, which may have happened on
// several networks and to several URLs at once (analyzer/statistics/events.h). Pure.
#pragma once

#include <optional>

#include "analyzer/archive/archive.h"
#include "analyzer/questions/table.h"
#include "analyzer/statistics/events.h"

namespace saksi {

struct EventsAnswer {
  Table events;   // a row per event of a country
  Table members;  // a row per URL and network of it, with the observations before and after
};

/// `tallies` of all that was asked about; at most `most` events (0: all), the newest first.
[[nodiscard]] EventsAnswer events_tables(const Tallies& tallies, const Filter& asked, std::size_t most);

}  // namespace saksi
