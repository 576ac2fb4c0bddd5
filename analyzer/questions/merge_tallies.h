// Two answers of archives as one: what was counted apart, because one part was judged anew. Pure.
#pragma once

#include "analyzer/archive/archive.h"

namespace saksi {

/// Of measurements that no run has in common. Sorted as Archive::tally() sorts. Where both name a network,
/// the name of `b` stands.
[[nodiscard]] Tallies merged(const Tallies& a, const Tallies& b);

}  // namespace saksi
