// An ArchivedResult as a row of ClickHouse's table `result`, in the order of kClickhouseColumns. Private to
// ClickhouseArchive.
#pragma once

#include "analyzer/archive/archive.h"
#include "analyzer/archive/row_binary.h"

namespace saksi {

void write_result(const ArchivedResult& result, RowBinaryWriter& row);
[[nodiscard]] ArchivedResult read_result(RowBinaryReader& row);

/// The five columns of an outcome.
void write_outcome(const Outcome& outcome, RowBinaryWriter& row);
[[nodiscard]] Outcome read_outcome(RowBinaryReader& row);

/// The partition: 202611. 0 for times that no measurement can have, so that wrong clocks make no partitions.
[[nodiscard]] std::uint32_t month_of(std::int64_t seconds);

}  // namespace saksi
