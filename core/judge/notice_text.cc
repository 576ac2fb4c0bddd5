#include "core/judge/notice_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "core/judge/notice_language.h"
#include "core/judge/notice_words.h"
#include "core/judge/plain_text.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter_or_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A word of notice_words.h, with its marks taken off.
struct Pattern {
  std::string_view words;
  bool exact_case = false, open_end = false, digit_next = false;

  explicit Pattern(std::string_view spelled) : words(spelled) {
    exact_case = take_front('=');
    open_end = take_back('*');
    digit_next = take_back('#');
  }

 private:
  bool take_front(char mark) {
    const bool has = words.starts_with(mark);
    if (has) words.remove_prefix(1);
    return has;
  }
  bool take_back(char mark) {
    const bool has = words.ends_with(mark);
    if (has) words.remove_suffix(1);
    return has;
  }
};

/// A line as it is, and in lower case for searching.
struct Line {
  std::string text, lower;
};

struct Match {
  const Line* line = nullptr;
  std::size_t at = 0, length = 0;
};

bool fits(const Line& line, std::size_t at, const Pattern& pattern) {
  const std::string& text = line.text;
  const std::size_t end = at + pattern.words.size();
  const bool begins = at == 0 || !is_letter_or_digit(text[at]) || !is_letter_or_digit(text[at - 1]);
  if (!begins) return false;
  if (pattern.digit_next) return end < text.size() && is_digit(text[end]);
  return pattern.open_end || end == text.size() || !is_letter_or_digit(text[end - 1]) ||
         !is_letter_or_digit(text[end]);
}

std::optional<Match> find(const std::vector<Line>& lines, std::string_view spelled) {
  const Pattern pattern{spelled};
  for (const Line& line : lines) {
    const std::string& text = pattern.exact_case ? line.text : line.lower;
    for (auto at = text.find(pattern.words); at != std::string::npos; at = text.find(pattern.words, at + 1)) {
      if (fits(line, at, pattern)) return Match{&line, at, pattern.words.size()};
    }
  }
  return std::nullopt;
}

template <class Words>
std::optional<Match> find_any(const std::vector<Line>& lines, const Words& words) {
  for (const std::string_view spelled : words) {
    if (auto match = find(lines, spelled)) return match;
  }
  return std::nullopt;
}

/// A full stop ends a sentence before a space, unless the word before it is an abbreviation ("No.", "Sec.");
/// so do the Devanagari danda and the Urdu full stop.
bool ends_sentence(std::string_view text, std::size_t at) {
  constexpr std::string_view kDanda = "\u0964", kUrduStop = "\u06D4";
  if (text.substr(at).starts_with(kDanda) || text.substr(at).starts_with(kUrduStop)) return true;
  if (text[at] == '!' || text[at] == '?') return true;
  if (text[at] != '.' || at + 1 >= text.size() || text[at + 1] != ' ') return false;
  const auto before = text.rfind(' ', at);
  return at - (before == std::string_view::npos ? 0 : before + 1) > 3;
}

/// The sentence around a match, or as much of it as fits.
std::string quote(const Match& match) {
  const std::string& text = match.line->text;
  std::size_t begin = match.at, end = match.at + match.length;
  while (begin > 0 && !ends_sentence(text, begin - 1)) --begin;
  while (end < text.size() && !ends_sentence(text, end)) ++end;
  const bool is_ascii_stop = end < text.size() && static_cast<unsigned char>(text[end]) < 0x80;
  if (is_ascii_stop) ++end;
  if (end - begin > kMaxNoticeBytes) {
    const std::size_t before = std::min(match.at - begin, kMaxNoticeBytes / 3);
    if (match.at - before > begin) begin = text.find(' ', match.at - before);
    begin = std::min(begin, match.at);
    const std::size_t furthest = begin + kMaxNoticeBytes;
    const auto space = text.rfind(' ', furthest);
    const bool has_space = space != std::string::npos && space > match.at + match.length;
    end = std::min(end, has_space ? space : furthest);
  }
  std::string sentence = one_clean_line(std::string_view{text}.substr(begin, end - begin));
  return sentence.substr(0, kMaxNoticeBytes);
}

/// "Ministry of Home Affairs": from the match to the end of the name.
std::string name_from(const Match& match) {
  constexpr std::size_t kMostName = 60;
  static constexpr std::array<std::string_view, 12> kStops{" has",   " have", " under", " to ",
                                                           " as ",   " for ", " dan ",  " telah",
                                                           " bagi ", " di ",  " is ",   " pursuant"};
  std::string_view name = std::string_view{match.line->text}.substr(match.at);
  name = name.substr(0, name.find_first_of(".,;:()[]|/\"", match.length));
  for (const std::string_view stop : kStops) name = name.substr(0, name.find(stop, match.length));
  if (name.size() > kMostName) name = name.substr(0, name.rfind(' ', kMostName));
  return one_clean_line(name.substr(0, kMostName));
}

std::string authority_in(const std::vector<Line>& lines, const HttpResponse& response) {
  std::vector<std::string> names;
  for (const auto& [words, name] : notice_words::kAuthorities) {
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (!known && names.size() < 2 && find(lines, words)) names.emplace_back(name);
  }
  if (const auto court = find_any(lines, notice_words::kCourts))
    names.push_back(court->line->text.substr(court->at, court->length));
  if (!names.empty()) return enumerate(names);
  if (const auto other = find_any(lines, notice_words::kOtherAuthorities)) return name_from(*other);
  const std::string_view link = header_value(response.headers, "link");
  if (!contains_ignoring_case(link, "blocked-by")) return "";
  return one_clean_line(link.substr(0, kMaxNoticeBytes));
}

bool is_mail_character(char c) {
  return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-' || c == '+';
}

/// An address around an '@': at most 64 bytes on either side.
std::string mail_around(std::string_view text, std::size_t at) {
  constexpr std::size_t kMostSide = 64;
  std::size_t begin = at, end = at + 1;
  while (begin > 0 && at - begin < kMostSide && is_mail_character(text[begin - 1])) --begin;
  while (end < text.size() && end - at < kMostSide && is_mail_character(text[end])) ++end;
  while (end > at && text[end - 1] == '.') --end;
  const std::string_view host = text.substr(at + 1, end - at - 1);
  const bool whole = begin < at && host.find('.') != std::string_view::npos && !host.starts_with('.');
  return whole ? std::string{text.substr(begin, end - begin)} : "";
}

std::string mail_in(std::string_view text) {
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (auto mail = mail_around(text, at); !mail.empty()) return mail;
  }
  return "";
}

/// A number with at least six digits behind a word for telephones.
std::string phone_in(const std::vector<Line>& lines) {
  static constexpr std::array<std::string_view, 9> kWords{
      "tel", "telephone", "telefon", "phone", "hotline", "helpline", "talian", "call", "hubungi"};
  for (const std::string_view word : kWords) {
    const auto match = find(lines, word);
    if (!match) continue;
    const std::string_view rest = std::string_view{match->line->text}.substr(match->at + match->length, 40);
    const auto begin = rest.find_first_of("+0123456789");
    if (begin == std::string_view::npos) continue;
    std::string_view number = rest.substr(begin, rest.find_first_not_of("+0123456789 -()", begin) - begin);
    number = number.substr(0, number.find_last_of("0123456789") + 1);
    if (std::count_if(number.begin(), number.end(), is_digit) >= 6) return one_clean_line(number);
  }
  return "";
}

std::string contact_in(const PlainText& page, const std::vector<Line>& lines) {
  for (const std::string& link : page.links) {
    if (link.starts_with("mailto:")) return mail_in(link.substr(7));
  }
  for (const Line& line : lines) {
    if (auto mail = mail_in(line.text); !mail.empty()) return mail;
  }
  if (auto phone = phone_in(lines); !phone.empty()) return phone;
  for (const std::string& link : page.links) {
    if (link.starts_with("tel:")) return link.substr(4, kMaxNoticeBytes);
    const bool for_people = contains_ignoring_case(link, "contact") ||
                            contains_ignoring_case(link, "complain") || contains_ignoring_case(link, "aduan");
    if (for_people) return link.substr(0, kMaxNoticeBytes);
  }
  return page.has_form ? "a form on the page" : "";
}

std::string quote_any(const std::optional<Match>& match) {
  return match ? quote(*match) : "";
}

std::vector<Line> searchable(const PlainText& page) {
  std::vector<Line> lines;
  for (const std::string& text : page.lines) lines.push_back({text, ascii_lower(text)});
  return lines;
}

}  // namespace

NoticeText read_notice(const HttpResponse& response) {
  const PlainText page = plain_text(response.body);
  const std::vector<Line> lines = searchable(page);
  NoticeText notice;
  notice.authority = authority_in(lines, response);
  notice.law = quote_any(find_any(lines, notice_words::kLaws));
  notice.reason = quote_any(find_any(lines, notice_words::kReasons));
  notice.contact = contact_in(page, lines);
  notice.remedy = quote_any(find_any(lines, notice_words::kRemedies));
  notice.language = languages_of(page);
  return notice;
}

std::string in_words(const NoticeText& notice) {
  const std::array<std::pair<const std::string*, std::string>, 5> parts{
      {{&notice.authority, "who ordered it"},
       {&notice.law, "under which law or order"},
       {&notice.reason, "why"},
       {&notice.contact, "whom to ask"},
       {&notice.remedy, "how to appeal or complain"}}};
  std::vector<std::string> said, unsaid;
  for (const auto& [quoted, what] : parts) {
    const std::string named = quoted == &notice.authority ? " (" + notice.authority + ")" : "";
    quoted->empty() ? unsaid.push_back(what) : said.push_back(what + named);
  }
  std::string text = "As far as a program can read it, the notice ";
  if (!said.empty()) text += "says " + enumerate(said);
  if (!said.empty() && !unsaid.empty()) text += "; it ";
  if (!unsaid.empty()) text += "does not say " + enumerate(unsaid);
  return text + ".";
}

}  // namespace saksi
