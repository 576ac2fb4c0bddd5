// One measurement in plain words, line by line, for a terminal. Texts from the network are made harmless to
// it.
#pragma once

#include <string>
#include <vector>

#include "analyzer/judged.h"

namespace saksi {

[[nodiscard]] std::vector<std::string> evidence_lines(const Measurement& measurement, const Judged& judged);

}  // namespace saksi
