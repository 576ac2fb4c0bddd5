// What the blocked measurements of one URL on one network say beyond "blocked": how often they looked, which
// experiments singled out the cause, and where on the way it sits. Pure.
#pragma once

#include <vector>

#include "analyzer/judged.h"
#include "analyzer/report/model.h"

namespace saksi {

/// Fills attempts, agreed, isolated_by and places of the cell.
void add_causes(Cell& cell, const std::vector<const Judged*>& blocked);

}  // namespace saksi
