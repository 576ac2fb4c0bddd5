// What test lists say of a URL: its category, and in the notes the rights groups whom it serves.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/report/model.h"

namespace saksi {

struct Listed {
  std::string category;  // Citizen Lab code, may be empty
  std::string notes;
};
/// By Url::text().
using ListedSites = std::map<std::string, Listed>;

/// Fills category and groups of a site; a site that is in no list keeps what it has.
void describe(Site& site, const ListedSites& listed);

}  // namespace saksi
