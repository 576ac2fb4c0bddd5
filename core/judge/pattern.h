// One thing to look for in a text, and how.
#pragma once

#include <cstdint>
#include <string>

namespace saksi {

enum class PatternType : std::uint8_t {
  full,      // the text is the pattern
  prefix,    // it begins with it
  contains,  // it holds it
  regexp,    // RE2's syntax, anywhere in it
};

struct Pattern {
  PatternType type = PatternType::contains;
  std::string text;
};

}  // namespace saksi
