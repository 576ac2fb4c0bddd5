// The fingerprints that are looked for in the body of a page, asked all at once: one sieve over the page says
// which fixed strings and which regular expressions can be there at all. Used by core/judge/fingerprint
// alone.
#pragma once

#include <re2/filtered_re2.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/judge/fingerprint.h"
#include "core/judge/pattern_set.h"
#include "core/judge/pattern_sieve.h"

namespace saksi {

class BodyPrints {
 public:
  BodyPrints() = default;
  /// Those of `all` whose location is "body"; their regular expressions must be good ones.
  explicit BodyPrints(const std::vector<Fingerprint>& all);

  /// The lowest index into `all` of a fingerprint that the body matches. Linear time, whatever the body.
  [[nodiscard]] std::optional<std::size_t> lowest_match(std::string_view body) const;

 private:
  struct Fixed {
    std::string text;
    std::size_t index;  // into `all`
    bool whole;         // full: nothing may follow
  };

  [[nodiscard]] std::optional<std::size_t> match_start(std::string_view body) const;
  [[nodiscard]] std::optional<std::size_t> match_slowly(std::string_view body) const;
  [[nodiscard]] std::optional<std::size_t> match_regexps(std::string_view body, const std::vector<int>& ids,
                                                         std::optional<std::size_t> best) const;

  std::vector<Fixed> at_start_;   // full and prefix
  std::vector<Fixed> contained_;  // the first patterns of the sieve; the atoms of regular expressions follow
  PatternSieve sieve_;
  PatternSet contained_set_;                   // for pages that the sieve gives up
  std::unique_ptr<re2::FilteredRE2> regexps_;  // null: none
  std::vector<std::size_t> regexp_index_;      // id of regexps_ -> index into `all`
};

}  // namespace saksi
