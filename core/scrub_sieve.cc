#include "core/scrub_sieve.h"

#include <algorithm>
#include <limits>

namespace saksi {
namespace {

using ByteSets = std::vector<std::vector<unsigned char>>;

constexpr std::size_t kShortest = 4;
constexpr std::size_t kMostWays = 20000;  // to write one window; a sieve that is full lets all pass

/// Bits [from, from + count) of a string of bytes.
struct Window {
  std::size_t from = 0;
  std::size_t count = 0;
};

/// How many different windows the sets allow, at most.
std::size_t ways(const ByteSets& spelling, Window window) {
  std::size_t product = 1;
  for (std::size_t i = window.from / 8; i <= (window.from + window.count - 1) / 8; ++i) {
    product *= spelling[i].size();
    if (product > kMostWays) return std::numeric_limits<std::size_t>::max();
  }
  return product;
}

/// Calls visit(bits of the window) for every way to write it.
template <class Visit>
void each_way(const ByteSets& spelling, Window window, Visit visit) {
  const std::size_t first = window.from / 8;
  const std::size_t last = (window.from + window.count - 1) / 8;
  std::vector<std::size_t> chosen(last - first + 1, 0);
  while (true) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < chosen.size(); ++i) bits = bits << 8 | spelling[first + i][chosen[i]];
    bits >>= (last + 1) * 8 - window.from - window.count;
    visit(static_cast<std::uint32_t>(bits & ((std::uint64_t{1} << window.count) - 1)));
    std::size_t place = 0;
    while (place < chosen.size() && ++chosen[place] == spelling[first + place].size()) chosen[place++] = 0;
    if (place == chosen.size()) return;
  }
}

/// All bytes that are compared as this one.
std::vector<std::vector<unsigned char>> bytes_alike(const ByteFold& fold) {
  std::vector<std::vector<unsigned char>> alike(256);
  for (std::size_t byte = 0; byte < fold.size(); ++byte)
    alike[fold[byte]].push_back(static_cast<unsigned char>(byte));
  return alike;
}

ByteSets sets_of(const std::string& text, const ByteFold& fold, const ByteSets& alike) {
  ByteSets sets;
  for (const char c : text) sets.push_back(alike[fold[static_cast<unsigned char>(c)]]);
  return sets;
}

/// Of text at most one byte in eight has its high bit set. Asked of every character at which a byte may
/// begin.
template <std::size_t bits>
bool may_be_text(const std::vector<std::uint8_t>& values) {
  constexpr std::size_t kShortestEscapedTrace = 7;
  constexpr std::size_t kAlignments = bits == 6 ? 4 : 8;
  for (std::size_t skip = 0; skip < kAlignments && skip < values.size(); ++skip) {
    const std::size_t bytes = (values.size() - skip) * bits / 8;
    if (bytes < kShortestEscapedTrace) return false;
    std::size_t odd = 0;
    for (std::size_t at = 0; at < bytes * 8 && odd * 8 <= bytes; at += 8) {
      const unsigned value = values[skip + at / bits];
      odd += value >> (bits - 1 - at % bits) & 1U;
    }
    if (odd * 8 <= bytes) return true;
  }
  return false;
}

}  // namespace

RunSieve::RunSieve(int bits)
    : bits_(static_cast<std::size_t>(bits)),
      window_(bits == 6 ? 4 : 5),
      marks_(kSlots / 64, 0),
      colons_(std::size_t{1} << (2 * bits_), false) {
  mark_double_colon();
}

/// A byte begins at any bit of a character that is a multiple of the greatest common divisor of both widths.
void RunSieve::add(const ByteSets& spelling) {
  pass_all_ = pass_all_ || spelling.size() < kShortest;
  const std::size_t step = bits_ == 6 ? 2 : 1;
  for (std::size_t offset = 0; offset < bits_ && !pass_all_; offset += step) add_at(spelling, offset);
}

/// `offset`: the bit of a character at which the spelling begins.
void RunSieve::add_at(const ByteSets& spelling, std::size_t offset) {
  Window best;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (std::size_t from = (bits_ - offset) % bits_; from + window_ * bits_ <= spelling.size() * 8;
       from += bits_) {
    const Window window{from, window_ * bits_};
    if (ways(spelling, window) >= fewest) continue;
    fewest = ways(spelling, window);
    best = window;
  }
  if (best.count == 0) {
    pass_all_ = true;
    return;
  }
  each_way(spelling, best, [this](std::uint32_t gram) {
    marks_[slot_of(gram) / 64] |= std::uint64_t{1} << (slot_of(gram) % 64);
  });
}

void RunSieve::mark_double_colon() {
  const ByteSets colons{{':'}, {':'}};
  for (std::size_t offset = 0; offset < bits_; offset += bits_ == 6 ? 2 : 1) {
    const Window two{(bits_ - offset) % bits_, 2 * bits_};
    each_way(colons, two, [this](std::uint32_t gram) { colons_[gram] = true; });
  }
}

bool RunSieve::may_hold(const std::vector<std::uint8_t>& values) const {
  if (pass_all_) return true;
  const std::uint32_t all = (1U << (window_ * bits_)) - 1;
  const std::uint32_t two = (1U << (2 * bits_)) - 1;
  std::uint32_t gram = 0;
  std::size_t seen = 0;
  for (const std::uint8_t value : values) {
    gram = (gram << bits_ | value) & all;
    ++seen;
    if (seen >= 2 && colons_[gram & two]) return true;
    const std::uint32_t slot = slot_of(gram);
    if (seen >= window_ && (marks_[slot / 64] >> (slot % 64) & 1U) != 0) return true;
  }
  return bits_ == 6 ? may_be_text<6>(values) : may_be_text<5>(values);
}

EncodedSieve::EncodedSieve(const std::vector<Spelling>& texts, const std::vector<Spelling>& binary) {
  const ByteFold folded = fold_case_and_separators();
  const ByteFold exact = fold_nothing();
  const ByteSets folded_alike = bytes_alike(folded);
  const ByteSets exact_alike = bytes_alike(exact);
  const auto add = [this](const ByteSets& sets) {
    base64_.add(sets);
    base32_.add(sets);
  };
  for (const Spelling& spelling : texts) {
    if (!spelling.only_plain) add(sets_of(spelling.text, folded, folded_alike));
  }
  for (const Spelling& spelling : binary) add(sets_of(spelling.text, exact, exact_alike));
}

}  // namespace saksi
