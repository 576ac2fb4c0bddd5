#include "core/judge/pattern_pass.h"

#include <algorithm>
#include <numeric>

#include "core/judge/page_regexp.h"

namespace saksi {
namespace {

constexpr int kShortestAtom = 4;

void keep_first(std::optional<std::size_t>& best, std::size_t found) {
  if (!best || found < *best) best = found;
}

}  // namespace

PatternPass::PatternPass(std::vector<Pattern> patterns, Engine engine) : patterns_(std::move(patterns)) {
  auto regexps = std::make_unique<re2::FilteredRE2>(kShortestAtom);
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if (patterns_[i].type != PatternType::regexp) continue;
    int id = 0;
    if (regexps->Add(patterns_[i].text, page_regexp_options(), &id) == RE2::NoError)
      regexp_index_.push_back(i);
  }
  if (!regexp_index_.empty()) {
    regexps->Compile(&atoms_);
    regexps_ = std::move(regexps);
  }
  if (engine == Engine::best) build_fast();
  if (!fast_) build_plain();
}

void PatternPass::build_fast() {
  std::vector<Vectorscan::Wanted> strings;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if (patterns_[i].type == PatternType::regexp || patterns_[i].text.empty()) continue;
    fixed_index_.push_back(i);
    strings.push_back({patterns_[i].text, false});
  }
  for (const std::string& atom : atoms_) strings.push_back({atom, true});
  fast_ = Vectorscan::build(strings);
}

void PatternPass::build_plain() {
  fixed_index_.clear();
  std::vector<std::string> strings;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if (patterns_[i].type != PatternType::contains) continue;
    fixed_index_.push_back(i);
    strings.push_back(patterns_[i].text);
  }
  contained_ = PatternSet{strings};
}

std::optional<std::size_t> PatternPass::lowest_match(std::string_view text) const {
  std::vector<std::size_t> found;
  if (!fast_ || !fast_->scan(text, found)) return match_plainly(text);
  std::optional<std::size_t> best;
  std::vector<int> atoms;
  for (const std::size_t string : found) {
    if (string >= fixed_index_.size())
      atoms.push_back(static_cast<int>(string - fixed_index_.size()));
    else if (is_found(fixed_index_[string], text))
      keep_first(best, fixed_index_[string]);
  }
  if (!regexps_) return best;
  std::vector<int> possible;
  regexps_->AllPotentials(atoms, &possible);
  ask_regexps(possible, text, best);
  return best;
}

/// Of a fixed string that is somewhere in the text.
bool PatternPass::is_found(std::size_t index, std::string_view text) const {
  return patterns_[index].type == PatternType::contains || matches(index, text);
}

void PatternPass::ask_regexps(const std::vector<int>& ids, std::string_view text,
                              std::optional<std::size_t>& best) const {
  for (const int id : ids) {
    const std::size_t index = regexp_index_[static_cast<std::size_t>(id)];
    const bool better = !best || index < *best;
    if (better && RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, regexps_->GetRE2(id)))
      best = index;
  }
}

std::optional<std::size_t> PatternPass::match_plainly(std::string_view text) const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    const bool waits =
        patterns_[i].type == PatternType::regexp || (!fast_ && patterns_[i].type == PatternType::contains);
    if (!waits && matches(i, text)) keep_first(best, i);
  }
  if (const auto contained = contained_.lowest_match(text)) keep_first(best, fixed_index_[*contained]);
  std::vector<int> every(regexp_index_.size());
  std::iota(every.begin(), every.end(), 0);
  ask_regexps(every, text, best);
  return best;
}

/// Of a fixed string.
bool PatternPass::matches(std::size_t index, std::string_view text) const {
  const std::string& wanted = patterns_[index].text;
  switch (patterns_[index].type) {
    case PatternType::full:
      return text == wanted;
    case PatternType::prefix:
      return text.starts_with(wanted);
    case PatternType::contains:
      return text.find(wanted) != std::string_view::npos;
    case PatternType::regexp:
      break;
  }
  return false;
}

}  // namespace saksi
