#include "core/scrub_automaton.h"

#include <cctype>

namespace saksi {

ByteFold fold_nothing() {
  ByteFold fold{};
  for (std::size_t i = 0; i < fold.size(); ++i) fold[i] = static_cast<unsigned char>(i);
  return fold;
}

ByteFold fold_case_and_separators() {
  ByteFold fold = fold_nothing();
  for (std::size_t c = 'A'; c <= 'Z'; ++c) fold[c] = static_cast<unsigned char>(c - 'A' + 'a');
  for (const char c : std::string_view("-_:,;/|+*~ \t\r\n()[]{}\"'"))
    fold[static_cast<unsigned char>(c)] = '.';
  return fold;
}

Automaton::Automaton(const std::vector<std::string>& patterns, const ByteFold& fold) {
  for (const std::string& pattern : patterns) {
    for (const char c : pattern) class_of_[fold[static_cast<unsigned char>(c)]] = 1;
  }
  for (auto& byte_class : class_of_) {
    if (byte_class != 0) byte_class = static_cast<std::uint16_t>(classes_++);
  }
  const auto of_folded = class_of_;
  for (std::size_t i = 0; i < fold.size(); ++i) class_of_[i] = of_folded[fold[i]];
  next_.assign(classes_, 0);
  pattern_of_.assign(1, -1);
  for (std::size_t i = 0; i < patterns.size(); ++i) add(patterns[i], static_cast<std::int32_t>(i));
  complete();
}

void Automaton::add(std::string_view pattern, std::int32_t index) {
  if (pattern.empty()) return;
  std::uint32_t state = 0;
  for (const char c : pattern) {
    const std::size_t edge = state * classes_ + class_of_[static_cast<unsigned char>(c)];
    if (next_[edge] == 0) {
      next_[edge] = static_cast<std::uint32_t>(pattern_of_.size());
      pattern_of_.push_back(-1);
      next_.resize(next_.size() + classes_, 0);
    }
    state = next_[edge];
  }
  if (pattern_of_[state] < 0) pattern_of_[state] = index;
}

void Automaton::complete() {
  std::vector<std::uint32_t> suffix(pattern_of_.size(), 0);
  shorter_hit_.assign(pattern_of_.size(), 0);
  std::vector<std::uint32_t> queue{0};
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const std::uint32_t state = queue[head];
    for (std::size_t c = 1; c < classes_; ++c) {
      std::uint32_t& child = next_[state * classes_ + c];
      const std::uint32_t fallback = state == 0 ? 0 : next_[suffix[state] * classes_ + c];
      if (child == 0) {
        child = fallback;
        continue;
      }
      suffix[child] = fallback;
      shorter_hit_[child] = first_hit(fallback);
      queue.push_back(child);
    }
  }
}

}  // namespace saksi
