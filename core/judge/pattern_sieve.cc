#include "core/judge/pattern_sieve.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "core/judge/text.h"

namespace saksi {
namespace {

constexpr std::uint32_t kLowerCase = 0x20202020;  // makes letters lower, and other bytes alike: only a filter
constexpr std::size_t kWorkPerByte = 8;           // comparing, until a page is given up
constexpr std::size_t kWorkAtLeast = 4096;

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_case) {
  if (text.size() < lower_case.size()) return false;
  return std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                    [](char wanted, char c) { return (c >= 'A' && c <= 'Z' ? c + 32 : c) == wanted; });
}

}  // namespace

std::uint32_t PatternSieve::gram_at(std::string_view text, std::size_t at) {
  std::uint32_t gram = 0;
  std::memcpy(&gram, text.data() + at, kGram);
  return gram | kLowerCase;
}

PatternSieve::PatternSieve(const std::vector<std::string>& patterns) {
  if (patterns.empty()) return;
  std::size_t shortest = patterns.front().size();
  for (const std::string& pattern : patterns) {
    shortest = std::min(shortest, pattern.size());
    patterns_.push_back(ascii_lower(pattern));
  }
  usable_ = shortest >= kGram;
  if (!usable_) return;
  stride_ = shortest - kGram + 1;
  marks_.assign(kBits / 64, 0);
  for (std::uint32_t i = 0; i < patterns_.size(); ++i) {
    for (std::uint32_t offset = 0; offset < stride_; ++offset) {
      const std::uint32_t gram = gram_at(patterns_[i], offset);
      places_.push_back({gram, i, offset});
      marks_[bit_of(gram) / 64] |= std::uint64_t{1} << (bit_of(gram) % 64);
    }
  }
  std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) { return a.gram < b.gram; });
}

bool PatternSieve::scan(std::string_view text,
                        const std::function<void(std::size_t, std::size_t)>& visit) const {
  if (patterns_.empty()) return true;
  if (!usable_) return false;
  std::size_t work_left = kWorkAtLeast + text.size() * kWorkPerByte;
  for (std::size_t at = 0; at + kGram <= text.size(); at += stride_) {
    const std::uint32_t gram = gram_at(text, at);
    if (!may_begin(gram)) continue;
    const auto before = [](const Place& place, std::uint32_t wanted) { return place.gram < wanted; };
    auto place = std::lower_bound(places_.begin(), places_.end(), gram, before);
    for (; place != places_.end() && place->gram == gram; ++place) {
      const std::string& pattern = patterns_[place->pattern];
      if (work_left < pattern.size()) return false;
      work_left -= pattern.size();
      if (at < place->offset) continue;
      const std::size_t begin = at - place->offset;
      if (starts_with_ignoring_case(text.substr(begin), pattern)) visit(place->pattern, begin);
    }
  }
  return true;
}

}  // namespace saksi
