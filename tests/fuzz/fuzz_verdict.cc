// Fuzz target: a verdict, as a store from a stranger may hold it.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/cause_words.h"
#include "core/json.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace saksi;
  const auto verdict = parse_verdict({reinterpret_cast<const char*>(data), size});
  if (!verdict) return 0;
  require(!attempts_in_words(*verdict).empty());
  const std::string written = verdict_json(*verdict);
  const auto again = parse_verdict(written);
  require(again.has_value());
  require(verdict_json(*again) == written);
  return 0;
}
