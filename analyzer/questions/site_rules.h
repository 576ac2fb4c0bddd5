// What the networks say about each other: a failure that another network shares weighs more, a site that
// fails everywhere is down. Pure; changes certainty and verdict of a site's cells in place.
#pragma once

#include <vector>

#include "analyzer/report/model.h"

namespace saksi {

/// In this order:
/// 1. No page came on any of at least two networks, and none of them is blocked: the site is down.
/// 2. It fails in other countries too and opened nowhere: a failure that is no more than possible is not
///    concluded.
/// 3. The same layer and method on at least two known networks: possible becomes strong.
void compare_networks(Site& site, const std::vector<Network>& networks);

}  // namespace saksi
