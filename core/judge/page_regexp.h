// A regular expression for pages of servers: bytes, not code points, because pages come in any encoding; the
// dot spans lines; linear time and at most 1 MiB of memory, because a page can drive the automaton.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>

namespace saksi {

[[nodiscard]] inline RE2::Options page_regexp_options() {
  RE2::Options options{RE2::Latin1};
  options.set_dot_nl(true);
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  return options;
}

/// Never null; ask ok() and error().
[[nodiscard]] inline std::unique_ptr<RE2> make_page_regexp(const std::string& pattern) {
  return std::make_unique<RE2>(pattern, page_regexp_options());
}

}  // namespace saksi
