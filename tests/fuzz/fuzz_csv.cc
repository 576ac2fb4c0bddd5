// Fuzz target: CSV from anywhere, as a table, as a test list, as fingerprints.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/csv.h"
#include "core/judge/fingerprint.h"
#include "core/testlist.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace saksi;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto rows = parse_csv(text, "fuzz")) {
    for (const CsvRow& row : *rows) {
      // Behind another row, because a byte order mark at the very beginning is skipped.
      const auto again = parse_csv("x\n" + csv_line(row.fields), "fuzz");
      const bool blank = row.fields.size() == 1 && row.fields.front().empty();
      require(again.has_value());
      require(blank || (again->size() == 2 && again->back().fields == row.fields));
    }
  }
  if (const auto list = parse_test_list(text, "fuzz")) {
    const auto again = parse_test_list(to_csv(list->list), "fuzz");
    require(again.has_value());
    require(again->list.entries.size() == list->list.entries.size());
  }
  return 0;
}
