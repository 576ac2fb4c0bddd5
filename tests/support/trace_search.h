// Looks for a person's traces in any bytes: a database file, an export, a report, a log. Shares no code with
// core/scrub on purpose: it lists encoded needles and decodes by other means, so that one mistake does not
// hide in both. Slow and plain; for tests and for `trace-search`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace saksi::test {

struct Traces {
  std::vector<std::string> addresses;  // as inet_pton takes them
  std::vector<std::string> names;      // looked for as whole words, in any case
};

struct TraceFinding {
  std::size_t offset = 0;  // in the bytes given, or in what they decode to
  std::string trace;       // whose
  std::string spelling;    // how it was written: "base64 > reversed"
};

/// All of them, in no order. Throws std::invalid_argument for an address that is none.
[[nodiscard]] std::vector<TraceFinding> search_traces(std::string_view bytes, const Traces& traces);

/// Every spelling and encoding that tests embed: (how, text).
[[nodiscard]] std::vector<std::pair<std::string, std::string>> all_spellings(const std::string& address);

}  // namespace saksi::test
