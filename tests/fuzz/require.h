// What a fuzz target promises of every input. A breach ends the program, as a crash would.
#pragma once

#include <cstdlib>

namespace saksi {

inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace saksi
