// What is blocked where, how, since when, by which networks, and how sure that is: one row per URL and
// network. Pure.
#pragma once

#include "analyzer/questions/listed_sites.h"
#include "analyzer/questions/site_cells.h"
#include "analyzer/questions/table.h"

namespace saksi {

struct BlockedRequest {
  Filter filter;         // as the tallies were asked for: only for the words
  std::string category;  // Citizen Lab code; empty: all
  std::string group;     // id of a rights group; empty: all
  std::size_t most = 0;  // rows; 0: all
};

/// Rows of blocking by State or provider (possible or better), the most certain first; filters of a house are
/// only counted. Sites get category and groups from `listed`.
[[nodiscard]] Table blocked_table(std::vector<CountrySites> countries, const ListedSites& listed,
                                  const BlockedRequest& request);

}  // namespace saksi
