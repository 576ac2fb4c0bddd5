// The spellings in which a page, a name server or a log writes an address or a name. Encodings (percent,
// base64, ...) are not listed here: core/scrub_view undoes them first.
#pragma once

#include <string>
#include <vector>

#include "core/scrub.h"

namespace saksi {

/// What must be true around an occurrence for it to count.
enum class Edge : std::uint8_t {
  any,     // counts wherever it stands
  octets,  // unless the digits around make it another valid address: 203.0.113.7 inside 203.0.113.77
  digits,  // unless a digit touches it
  word,    // only as a whole word
};

struct Spelling {
  std::string text;
  Edge edge = Edge::any;
  bool strict_separators = false;  // a private address: its parts are joined by . - _ or : only
  bool only_plain = false;         // a name too short to be looked for in decoded base64
  bool prefix = false;             // the /64 of a line, shared with others on the same line
  std::size_t trace = 0;           // index into `addresses` or `names`
};

struct Spellings {
  std::vector<Spelling> texts;   // compared after fold_case_and_separators
  std::vector<Spelling> binary;  // raw bytes and digests; compared only inside decoded or binary data
};

[[nodiscard]] Spellings spellings_of(const PersonalTraces& traces);

/// Names that say nothing about a person ("localhost", "user", "lan"), and those shorter than 3 bytes.
[[nodiscard]] bool is_common_name(std::string_view name);

/// The first 64 bits name the line: a global or a unique local IPv6 address.
[[nodiscard]] bool has_line_prefix(const IpAddress& address);

}  // namespace saksi
