// The raw evidence behind a row: fetched again from its file, and checked to be the same.
#pragma once

#include <iosfwd>

#include "analyzer/reading.h"

namespace saksi {

/// Prints the one result whose key begins with these hex digits: the line of OONI's JSON as it stands in its
/// file, or our measurement's evidence. Throws BadInput when there is none or are several, when the file is
/// gone, or when what stands there is no longer what was imported.
[[nodiscard]] int print_raw_line(const Reading& reading, const std::string& key, std::ostream& out,
                                 std::ostream& problems);

}  // namespace saksi
