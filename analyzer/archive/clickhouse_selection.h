// A Filter as ClickHouse's SQL. Private to ClickhouseArchive.
#pragma once

#include <cstdint>
#include <string>

#include "analyzer/archive/archive.h"

namespace saksi {

/// A condition on the columns of `result`: all of the filter but `set_aside`. Never empty.
[[nodiscard]] std::string condition_of(const Filter& filter);

/// "(SELECT columns ... )" to stand after FROM: the results that count, with the columns asked for and
/// e_verdict, e_certainty, e_scope, e_layer, e_method: the outcome after correction, as Int8. `corrections`
/// is the version of the table `correction` to apply; 0: none.
[[nodiscard]] std::string selected(const Filter& filter, const std::string& columns,
                                   std::uint64_t corrections);

}  // namespace saksi
