#include "core/judge/body_prints.h"

#include <algorithm>
#include <numeric>

#include "core/judge/page_regexp.h"

namespace saksi {
namespace {

constexpr int kShortestAtom = 8;  // of a regular expression: shorter words stand in ordinary pages

void keep_first(std::optional<std::size_t>& best, std::size_t found) {
  if (!best || found < *best) best = found;
}

}  // namespace

BodyPrints::BodyPrints(const std::vector<Fingerprint>& all) {
  auto regexps = std::make_unique<re2::FilteredRE2>(kShortestAtom);
  std::vector<std::string> strings;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Fingerprint& print = all[i];
    if (print.location != "body") continue;
    if (print.type == PatternType::regexp) {
      int id = 0;
      regexps->Add(print.pattern, page_regexp_options(), &id);
      regexp_index_.push_back(i);
    } else if (print.type == PatternType::contains) {
      contained_.push_back({print.pattern, i, false});
      strings.push_back(print.pattern);
    } else {
      at_start_.push_back({print.pattern, i, print.type == PatternType::full});
    }
  }
  contained_set_ = PatternSet{strings};
  if (!regexp_index_.empty()) {
    std::vector<std::string> atoms;
    regexps->Compile(&atoms);
    strings.insert(strings.end(), atoms.begin(), atoms.end());
    regexps_ = std::move(regexps);
  }
  sieve_ = PatternSieve{strings};
}

std::optional<std::size_t> BodyPrints::lowest_match(std::string_view body) const {
  std::optional<std::size_t> best = match_start(body);
  std::vector<int> atoms;
  const bool complete = sieve_.scan(body, [&](std::size_t pattern, std::size_t begin) {
    if (pattern >= contained_.size()) {
      const auto atom = static_cast<int>(pattern - contained_.size());
      if (std::find(atoms.begin(), atoms.end(), atom) == atoms.end()) atoms.push_back(atom);
    } else if (body.substr(begin).starts_with(contained_[pattern].text)) {
      keep_first(best, contained_[pattern].index);
    }
  });
  if (!complete) return match_slowly(body);
  if (!regexps_) return best;
  std::vector<int> possible;
  regexps_->AllPotentials(atoms, &possible);
  return match_regexps(body, possible, best);
}

std::optional<std::size_t> BodyPrints::match_start(std::string_view body) const {
  std::optional<std::size_t> best;
  for (const Fixed& print : at_start_) {
    if (print.whole ? body == print.text : body.starts_with(print.text)) keep_first(best, print.index);
  }
  return best;
}

std::optional<std::size_t> BodyPrints::match_slowly(std::string_view body) const {
  std::optional<std::size_t> best = match_start(body);
  if (const auto found = contained_set_.lowest_match(body)) keep_first(best, contained_[*found].index);
  std::vector<int> every(regexp_index_.size());
  std::iota(every.begin(), every.end(), 0);
  return match_regexps(body, every, best);
}

std::optional<std::size_t> BodyPrints::match_regexps(std::string_view body, const std::vector<int>& ids,
                                                     std::optional<std::size_t> best) const {
  for (const int id : ids) {
    const std::size_t index = regexp_index_[static_cast<std::size_t>(id)];
    const bool better = !best || index < *best;
    if (better && RE2::PartialMatch(re2::StringPiece{body.data(), body.size()}, regexps_->GetRE2(id)))
      best = index;
  }
  return best;
}

}  // namespace saksi
