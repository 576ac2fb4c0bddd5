#include "analyzer/questions/listed_sites.h"

#include "analyzer/report/rights_groups.h"

namespace saksi {

void describe(Site& site, const ListedSites& listed) {
  const auto found = listed.find(site.url);
  const bool known = found != listed.end();
  if (site.category.empty() && known) site.category = found->second.category;
  site.groups = rights_groups_of(site.category, known ? found->second.notes : "");
}

}  // namespace saksi
