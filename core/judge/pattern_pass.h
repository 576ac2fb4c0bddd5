// Thousands of patterns held against one text in one pass. Vectorscan finds the fixed strings, and the
// strings that a text must hold for a regular expression to match (re2/filtered_re2.h): RE2 is asked for
// those few expressions only, whose strings were all there. Where Vectorscan cannot be had, PatternSet
// searches for the fixed strings and RE2 for every expression: slower, with the same answers. Why:
// docs/decisions/0012. Used by core/judge/fingerprint alone. Immutable; safe to share.
#pragma once

#include <re2/filtered_re2.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/judge/pattern.h"
#include "core/judge/pattern_set.h"
#include "core/judge/vectorscan.h"

namespace saksi {

class PatternPass {
 public:
  enum class Engine : std::uint8_t { best, plain };  // plain: without Vectorscan

  PatternPass() = default;  // matches nothing
  /// Regexps must be ones that make_page_regexp() takes.
  explicit PatternPass(std::vector<Pattern> patterns, Engine engine = Engine::best);

  /// The lowest index of a pattern that matches the text. Time is linear in the text, whatever the text.
  [[nodiscard]] std::optional<std::size_t> lowest_match(std::string_view text) const;
  [[nodiscard]] bool is_fast() const { return fast_ != nullptr; }

 private:
  /// Regular expressions that wait for strings of at least some length.
  struct Regexps {
    std::unique_ptr<re2::FilteredRE2> filter;
    std::vector<std::size_t> index;  // id in the filter -> index of the pattern
    std::vector<std::string> atoms;  // that the filter waits for, in lower case
  };

  [[nodiscard]] static Regexps wait_for(int shortest, const std::vector<std::size_t>& indexes,
                                        const std::vector<Pattern>& patterns);
  void build_fast();
  void build_plain();
  static void ask(const Regexps& regexps, const std::vector<int>& ids, std::string_view text,
                  std::optional<std::size_t>& best);
  [[nodiscard]] std::optional<std::size_t> match_plainly(std::string_view text) const;
  [[nodiscard]] bool is_found(std::size_t index, std::string_view text) const;
  [[nodiscard]] bool matches(std::size_t index, std::string_view text) const;

  std::vector<Pattern> patterns_;
  std::vector<Regexps> regexps_;          // the second has those to which the first found no long string
  std::unique_ptr<Vectorscan> fast_;      // fixed strings, then the atoms of each of regexps_
  std::vector<std::size_t> fixed_index_;  // of what fast_ or contained_ looks for -> index of the pattern
  PatternSet contained_;
};

}  // namespace saksi
