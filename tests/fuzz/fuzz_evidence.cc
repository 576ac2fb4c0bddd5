// Fuzz target: an evidence record, as a store from a stranger may hold it. What is read is written, scrubbed
// and judged again like our own.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/json.h"
#include "core/one_look.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace saksi;
  auto measurement = parse_evidence({reinterpret_cast<const char*>(data), size});
  if (!measurement) {
    require(!measurement.error().message.empty());
    return 0;
  }
  (void)ooni_json(as_one_look(*measurement), {}, {});
  const std::string written = evidence_json(scrub(std::move(*measurement), {}));
  auto again = parse_evidence(written);
  require(again.has_value());
  require(evidence_json(scrub(std::move(*again), {})) == written);
  return 0;
}
