#include "analyzer/ingest/dense_line.h"

#include <array>

namespace saksi {

namespace {

/// Before each token of JSON stands one of these, or it is one itself.
constexpr std::array<bool, 256> kBetween = [] {
  std::array<bool, 256> between{};
  for (const char c : std::string_view("{}[],:\" \t\n\r")) between[static_cast<unsigned char>(c)] = true;
  return between;
}();

}  // namespace

bool is_too_dense(std::string_view line) {
  if (line.size() <= kMostTokens) return false;
  std::size_t tokens = 0;
  for (const char c : line) tokens += kBetween[static_cast<unsigned char>(c)] ? 1 : 0;
  return tokens > kMostTokens;
}

}  // namespace saksi
