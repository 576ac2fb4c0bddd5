// What single measurements add to a cell that was judged by counting: the citations themselves, the reason in
// words, which experiments singled out the cause, and where on the way it sits. Pure.
#pragma once

#include <vector>

#include "analyzer/report/model.h"

namespace saksi {

/// Fills evidence, isolated_by and places, and puts the newest blocked measurement's reason first. `evidence`
/// oldest first; may be a part of all measurements of the cell.
void add_evidence(Cell& cell, std::vector<Citation> evidence);

}  // namespace saksi
