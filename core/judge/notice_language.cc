#include "core/judge/notice_language.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/judge/text.h"

namespace saksi {
namespace {

constexpr std::array<std::string_view, 14> kEnglish{"the", "this", "is",   "has", "been", "of",   "and",
                                                    "not", "by",   "your", "are", "that", "with", "in"};
constexpr std::array<std::string_view, 15> kMalay{"yang",  "dan",    "ini",    "untuk", "tidak",
                                                  "laman", "adalah", "oleh",   "telah", "dengan",
                                                  "anda",  "bagi",   "kepada", "pada",  "di"};
constexpr int kEnough = 3;         // small words
constexpr int kEnoughLetters = 8;  // of a script

struct Counts {
  int english = 0, malay = 0, devanagari = 0, tamil = 0, arabic = 0, urdu = 0;
};

template <class Words>
bool is_one_of(std::string_view word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void count_words(const std::string& lower, Counts& counts) {
  for (std::size_t at = 0; at < lower.size();) {
    const auto is_letter = [&](std::size_t i) { return lower[i] >= 'a' && lower[i] <= 'z'; };
    std::size_t end = at;
    while (end < lower.size() && is_letter(end)) ++end;
    const std::string_view word = std::string_view{lower}.substr(at, end - at);
    counts.english += is_one_of(word, kEnglish) ? 1 : 0;
    counts.malay += is_one_of(word, kMalay) ? 1 : 0;
    at = end + 1;
  }
}

/// Letters that Urdu has and Arabic has not: tteh, ddal, rreh, noon ghunna, heh doachashmee, heh goal, yeh
/// barree.
bool is_urdu(int code) {
  constexpr std::array kLetters{0x679, 0x688, 0x691, 0x6BA, 0x6BE, 0x6C1, 0x6D2};
  return std::find(kLetters.begin(), kLetters.end(), code) != kLetters.end();
}

/// Two- and three-byte letters; the text is valid UTF-8.
void count_letters(const std::string& text, Counts& counts) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    const int two = (byte(at) & 0x1F) << 6 | (byte(at + 1) & 0x3F);
    if (byte(at) >= 0xD8 && byte(at) <= 0xDB) {
      ++counts.arabic;
      counts.urdu += is_urdu(two) ? 1 : 0;
    }
    if (byte(at) != 0xE0) continue;
    counts.devanagari += byte(at + 1) == 0xA4 || byte(at + 1) == 0xA5 ? 1 : 0;
    counts.tamil += byte(at + 1) == 0xAE || byte(at + 1) == 0xAF ? 1 : 0;
  }
}

/// "ms" of "ms-MY"; nothing of what is no code.
std::string claimed(const std::string& text) {
  const std::string code = ascii_lower(text.substr(0, text.find_first_of("-_")));
  const bool plain = std::all_of(code.begin(), code.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return plain && code.size() >= 2 && code.size() <= 3 ? code : "";
}

}  // namespace

std::string languages_of(const PlainText& page) {
  Counts counts;
  for (const std::string& line : page.lines) {
    count_words(ascii_lower(line), counts);
    count_letters(line, counts);
  }
  std::string found;
  const auto add = [&](bool speaks, const char* code) {
    if (speaks) found += (found.empty() ? "" : " ") + std::string{code};
  };
  add(counts.english >= kEnough, "en");
  add(counts.malay >= kEnough, claimed(page.claimed_language) == "id" ? "id" : "ms");
  add(counts.devanagari >= kEnoughLetters, "hi");
  add(counts.arabic >= kEnoughLetters && counts.urdu > 0, "ur");
  add(counts.tamil >= kEnoughLetters, "ta");
  return found.empty() ? claimed(page.claimed_language) : found;
}

}  // namespace saksi
