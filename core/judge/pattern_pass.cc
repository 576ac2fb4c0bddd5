#include "core/judge/pattern_pass.h"

#include <algorithm>
#include <numeric>

#include "core/judge/page_regexp.h"

namespace saksi {
namespace {

// Short strings stand in ordinary pages; but an expression that has no long one would be asked for every
// page.
constexpr int kLongAtom = 8;
constexpr int kShortAtom = 4;

void keep_first(std::optional<std::size_t>& best, std::size_t found) {
  if (!best || found < *best) best = found;
}

}  // namespace

PatternPass::Regexps PatternPass::wait_for(int shortest, const std::vector<std::size_t>& indexes,
                                           const std::vector<Pattern>& patterns) {
  Regexps regexps;
  regexps.filter = std::make_unique<re2::FilteredRE2>(shortest);
  for (const std::size_t index : indexes) {
    int id = 0;
    if (regexps.filter->Add(patterns[index].text, page_regexp_options(), &id) == RE2::NoError)
      regexps.index.push_back(index);
  }
  regexps.filter->Compile(&regexps.atoms);
  return regexps;
}

PatternPass::PatternPass(std::vector<Pattern> patterns, Engine engine) : patterns_(std::move(patterns)) {
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if (patterns_[i].type == PatternType::regexp) indexes.push_back(i);
  }
  if (!indexes.empty()) {
    const Regexps all = wait_for(kLongAtom, indexes, patterns_);
    std::vector<int> waiting_for_nothing;
    all.filter->AllPotentials({}, &waiting_for_nothing);
    std::vector<std::size_t> shorter;
    for (const int id : waiting_for_nothing) shorter.push_back(all.index[static_cast<std::size_t>(id)]);
    std::erase_if(indexes, [&](std::size_t index) {
      return std::find(shorter.begin(), shorter.end(), index) != shorter.end();
    });
    if (!indexes.empty()) regexps_.push_back(wait_for(kLongAtom, indexes, patterns_));
    if (!shorter.empty()) regexps_.push_back(wait_for(kShortAtom, shorter, patterns_));
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
  for (const Regexps& regexps : regexps_) {
    for (const std::string& atom : regexps.atoms) strings.push_back({atom, true});
  }
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
  std::sort(found.begin(), found.end());
  auto string = found.begin();
  for (; string != found.end() && *string < fixed_index_.size(); ++string) {
    if (is_found(fixed_index_[*string], text)) keep_first(best, fixed_index_[*string]);
  }
  std::size_t begin = fixed_index_.size();
  for (const Regexps& regexps : regexps_) {
    std::vector<int> atoms, possible;
    for (; string != found.end() && *string < begin + regexps.atoms.size(); ++string)
      atoms.push_back(static_cast<int>(*string - begin));
    begin += regexps.atoms.size();
    regexps.filter->AllPotentials(atoms, &possible);
    ask(regexps, possible, text, best);
  }
  return best;
}

/// Of a fixed string that is somewhere in the text.
bool PatternPass::is_found(std::size_t index, std::string_view text) const {
  return patterns_[index].type == PatternType::contains || matches(index, text);
}

void PatternPass::ask(const Regexps& regexps, const std::vector<int>& ids, std::string_view text,
                      std::optional<std::size_t>& best) {
  for (const int id : ids) {
    const std::size_t index = regexps.index[static_cast<std::size_t>(id)];
    const bool better = !best || index < *best;
    if (better && RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, regexps.filter->GetRE2(id)))
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
  for (const Regexps& regexps : regexps_) {
    std::vector<int> every(regexps.index.size());
    std::iota(every.begin(), every.end(), 0);
    ask(regexps, every, text, best);
  }
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
