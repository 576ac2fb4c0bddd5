#include "core/scrub_find.h"

#include <algorithm>

#include "core/scrub_literal.h"

namespace saksi {

struct TraceFinder::Found {
  std::vector<Span> spans;
  void add(const View& view, std::size_t begin, std::size_t end) { spans.push_back(view.origin(begin, end)); }
};

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Part of a word: ASCII letters and digits, and every byte of a character beyond ASCII.
bool is_word(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return is_digit(c) || (lower >= 'a' && lower <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

/// The digits around [begin, end) make its first or last part another octet: 203.0.113.7 in 203.0.113.77.
bool is_part_of_another_octet(std::string_view text, std::size_t begin, std::size_t end) {
  const auto valid_octet = [text](std::size_t from, std::size_t to) {
    while (from < to && text[from] == '0') ++from;
    if (to - from > 3) return false;
    int value = 0;
    for (; from < to; ++from) value = value * 10 + (text[from] - '0');
    return value <= 255;
  };
  std::size_t first = begin;
  while (first > 0 && begin - first < 4 && is_digit(text[first - 1])) --first;
  std::size_t first_end = begin;
  while (first_end < end && is_digit(text[first_end])) ++first_end;
  std::size_t last = end;
  while (last < text.size() && last - end < 4 && is_digit(text[last])) ++last;
  std::size_t last_begin = end;
  while (last_begin > begin && is_digit(text[last_begin - 1])) --last_begin;
  return (first < begin && valid_octet(first, first_end)) || (last > end && valid_octet(last_begin, last));
}

bool touches(bool (*of_kind)(char), std::string_view text, std::size_t begin, std::size_t end) {
  return (begin > 0 && of_kind(text[begin - 1])) || (end < text.size() && of_kind(text[end]));
}

/// Joined by marks that join the parts of an address: "10 0 0 1" is the arc of a drawing.
bool is_plainly_joined(std::string_view matched) {
  return matched.find_first_not_of("0123456789abcdefxABCDEFX.-_:/") == std::string_view::npos;
}

std::vector<std::string> texts_of(const std::vector<Spelling>& spellings) {
  std::vector<std::string> texts;
  texts.reserve(spellings.size());
  for (const Spelling& spelling : spellings) texts.push_back(spelling.text);
  return texts;
}

std::string folded(std::string text) {
  static const ByteFold fold = fold_case_and_separators();
  for (char& c : text) c = static_cast<char>(fold[static_cast<unsigned char>(c)]);
  return text;
}

/// `name` stands in `host` as a whole word.
bool is_word_of(const std::string& name, const std::string& host) {
  const std::string needle = folded(name);
  const std::string text = folded(host);
  for (std::size_t at = text.find(needle); at != std::string::npos; at = text.find(needle, at + 1)) {
    if (!touches(is_word, text, at, at + needle.size())) return true;
  }
  return false;
}

/// The same tables, unless a name that they look for is a word of the host.
std::shared_ptr<const TraceTables> without_host_words(std::shared_ptr<const TraceTables> tables,
                                                      const std::string& host) {
  const auto of_host = [&host](const Spelling& s) {
    return s.edge == Edge::word && is_word_of(s.text, host);
  };
  if (std::none_of(tables->texts.begin(), tables->texts.end(), of_host)) return tables;
  Spellings rest{tables->texts, tables->binary};
  std::erase_if(rest.texts, of_host);
  return std::make_shared<const TraceTables>(tables->own, std::move(rest));
}

std::vector<Span> merged(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(), [](Span a, Span b) { return a.begin < b.begin; });
  std::vector<Span> apart;
  for (const Span span : spans) {
    if (apart.empty() || span.begin > apart.back().end) {
      apart.push_back(span);
    } else {
      apart.back().end = std::max(apart.back().end, span.end);
    }
  }
  return apart;
}

}  // namespace

TraceTables::TraceTables(const PersonalTraces& traces)
    : TraceTables(traces.addresses, spellings_of(traces)) {}

TraceTables::TraceTables(std::vector<IpAddress> its_own, Spellings spellings)
    : own(std::move(its_own)),
      texts(std::move(spellings.texts)),
      binary(std::move(spellings.binary)),
      text_automaton(texts_of(texts), fold_case_and_separators()),
      binary_automaton(texts_of(binary), fold_nothing()),
      sieve(texts, binary) {}

TraceFinder::TraceFinder(const PersonalTraces& traces, Surroundings surroundings)
    : TraceFinder(std::make_shared<const TraceTables>(traces), std::move(surroundings)) {}

TraceFinder::TraceFinder(std::shared_ptr<const TraceTables> tables, Surroundings surroundings)
    : surroundings_(std::move(surroundings)),
      tables_(without_host_words(std::move(tables), surroundings_.host)) {}

bool TraceFinder::is_own(const IpAddress& address) const {
  if (address.is_loopback() || address.is_unspecified()) return false;
  if (std::find(tables_->own.begin(), tables_->own.end(), address) != tables_->own.end()) return true;
  const auto inner = embedded_v4(address);
  return inner && std::find(tables_->own.begin(), tables_->own.end(), *inner) != tables_->own.end();
}

bool TraceFinder::is_known(const IpAddress& address) const {
  return std::binary_search(surroundings_.known.begin(), surroundings_.known.end(), address);
}

/// A server of this measurement in the same /64: then the prefix is a provider's, not a line's.
bool TraceFinder::line_is_shared(const IpAddress& own) const {
  return std::any_of(surroundings_.known.begin(), surroundings_.known.end(),
                     [&](const IpAddress& known) { return known != own && same_prefix(known, own, 64); });
}

/// The literal (or the network "203.0.113.0/24") names an own address or its line.
bool TraceFinder::on_own_line(const IpAddress& address, int prefix_length) const {
  if (is_own(address)) return true;
  constexpr int kShortestPrefixV4 = 16;
  constexpr int kShortestPrefixV6 = 32;
  for (const IpAddress& own : tables_->own) {
    if (own.is_loopback() || own.is_unspecified()) continue;
    const bool long_enough = prefix_length >= (own.is_v4() ? kShortestPrefixV4 : kShortestPrefixV6);
    if (long_enough && same_prefix(own, address, prefix_length)) return true;
    if (has_line_prefix(own) && same_prefix(own, address, 64) && !is_known(address) && !line_is_shared(own))
      return true;
  }
  return false;
}

bool TraceFinder::counts(const Spelling& spelling, std::string_view text, std::size_t begin,
                         std::size_t end) const {
  if (spelling.strict_separators && !is_plainly_joined(text.substr(begin, end - begin))) return false;
  if (spelling.prefix && line_is_shared(tables_->own[spelling.trace])) return false;
  switch (spelling.edge) {
    case Edge::any:
      return true;
    case Edge::octets:
      return !is_part_of_another_octet(text, begin, end);
    case Edge::digits:
      return !touches(is_digit, text, begin, end);
    case Edge::word:
      return !touches(is_word, text, begin, end);
  }
  return true;
}

void TraceFinder::search_texts(const View& view, bool decoded, Found& found) const {
  const std::string_view text = view.bytes();
  steps_ += text.size();
  tables_->text_automaton.scan(text, [&](std::size_t pattern, std::size_t end) {
    const Spelling& spelling = tables_->texts[pattern];
    const std::size_t begin = end - spelling.text.size();
    if (decoded && spelling.only_plain) return;
    // Beside it in decoded bytes may stand what was no part of the encoded text.
    constexpr std::size_t kUnmistakable = 6;
    const bool glued = decoded && spelling.edge == Edge::word && spelling.text.size() >= kUnmistakable;
    if (glued) return found.add(view, begin, end);
    if (counts(spelling, text, begin, end)) found.add(view, begin, end);
  });
}

void TraceFinder::search_binary(const View& view, Found& found) const {
  steps_ += view.bytes().size();
  tables_->binary_automaton.scan(view.bytes(), [&](std::size_t pattern, std::size_t end) {
    const Spelling& spelling = tables_->binary[pattern];
    const std::size_t begin = end - spelling.text.size();
    if (counts(spelling, view.bytes(), begin, end)) found.add(view, begin, end);
  });
}

void TraceFinder::search_literals(const View& view, Sweep sweep, Found& found) const {
  steps_ += view.bytes().size();
  each_literal(view.bytes(), [&](const Literal& literal) {
    const IpAddress& address = literal.address;
    const bool harmless =
        literal.is_url_host || address.is_loopback() || address.is_unspecified() || is_known(address);
    const bool unknown = sweep == Sweep::all_literals && !harmless;
    if (unknown || on_own_line(address, literal.prefix_length)) found.add(view, literal.begin, literal.end);
  });
}

void TraceFinder::search(const View& view, bool decoded, Sweep sweep, Found& found) const {
  search_texts(view, decoded, found);
  if (decoded) search_binary(view, found);
  // Dotted IPv4 is among the spellings: in decoded bytes only IPv6 can hide from them.
  if (!decoded || view.bytes().find("::") != std::string_view::npos) search_literals(view, sweep, found);
}

/// What came out of base64 or the like may be escaped or UTF-16 itself.
void TraceFinder::search_decoded(const Decoded& decoded, Found& found) const {
  if (decoded.view.size() == 0) return;
  search(decoded.view, true, Sweep::traces, found);
  if (!decoded.looks_textual) return;
  bool changed = false;
  const View plain = unescape(decoded.view, changed);
  steps_ += decoded.view.size();
  if (changed) search(plain, true, Sweep::traces, found);
}

/// First without origins, which nearly always is all: most runs are words.
void TraceFinder::search_encoded(const View& view, bool only_changed, Found& found) const {
  for (const Encoding encoding : kEncodings) {
    Found any;
    const Decoded quick = decode_quickly(view, encoding, tables_->sieve, only_changed);
    steps_ += view.size() + quick.read;
    search_decoded(quick, any);
    for (int i = 0; !any.spans.empty() && i < alignments_of(encoding); ++i) {
      search_decoded(decode(view, encoding, i, only_changed), found);
    }
  }
}

std::vector<Span> TraceFinder::look(std::string_view bytes, bool binary, Sweep sweep) const {
  Found found;
  View view(bytes);
  search(view, binary, sweep, found);
  if (!nothing_to_find()) search_encoded(view, false, found);
  constexpr int kDeepestEscaping = 3;
  for (int level = 0; level < kDeepestEscaping; ++level) {
    bool changed = false;
    View plain = unescape(view, changed);
    steps_ += view.size();
    if (!changed) break;
    search(plain, binary, sweep, found);
    if (level == 0 && !nothing_to_find()) search_encoded(plain, true, found);
    view = std::move(plain);
  }
  return merged(std::move(found.spans));
}

std::vector<Span> TraceFinder::find(std::string_view text, Sweep sweep) const {
  return look(text, false, sweep);
}

std::vector<Span> TraceFinder::find_in_binary(std::string_view bytes) const {
  return look(bytes, true, Sweep::traces);
}

}  // namespace saksi
