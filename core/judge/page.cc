#include "core/judge/page.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/judge/text.h"

namespace saksi {
namespace {

constexpr std::size_t kMaxTitleBytes = 128;
constexpr std::size_t kMinWordBytes = 5;
constexpr double kSameLength = 0.7;

/// Header names that say nothing about which server answered (OONI's list of 25, in lower case, sorted).
constexpr std::array<std::string_view, 25> kCommonHeaders{"accept-ranges",
                                                          "age",
                                                          "cache-control",
                                                          "cf-ray",
                                                          "content-encoding",
                                                          "content-language",
                                                          "content-type",
                                                          "date",
                                                          "etag",
                                                          "expires",
                                                          "last-modified",
                                                          "link",
                                                          "location",
                                                          "p3p",
                                                          "pragma",
                                                          "server",
                                                          "set-cookie",
                                                          "strict-transport-security",
                                                          "vary",
                                                          "via",
                                                          "x-content-type-options",
                                                          "x-frame-options",
                                                          "x-powered-by",
                                                          "x-varnish",
                                                          "x-xss-protection"};
static_assert(std::is_sorted(kCommonHeaders.begin(), kCommonHeaders.end()));

/// As texts in lower case compare.
bool comes_before(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return ascii_lower(x) < ascii_lower(y); });
}

bool is_common(std::string_view name) {
  return std::binary_search(kCommonHeaders.begin(), kCommonHeaders.end(), name, comes_before);
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::set<std::string> long_words(std::string_view title) {
  const std::string text = ascii_lower(title);
  std::set<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end - at >= kMinWordBytes) words.insert(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::vector<std::string_view> uncommon_names(const std::vector<Header>& headers) {
  std::vector<std::string_view> names;
  for (const Header& header : headers) {
    if (!is_common(header.first)) names.push_back(header.first);
  }
  std::sort(names.begin(), names.end(), comes_before);
  return names;
}

/// An uncommon name that both have and that is not among `but_for` (sorted, lower case).
template <std::size_t size>
bool share_uncommon_header(const std::vector<Header>& a, const std::vector<Header>& b,
                           const std::array<std::string_view, size>& but_for) {
  const auto theirs = uncommon_names(b);
  if (theirs.empty()) return false;
  return std::any_of(a.begin(), a.end(), [&](const Header& header) {
    const std::string_view name = header.first;
    return !is_common(name) && !std::binary_search(but_for.begin(), but_for.end(), name, comes_before) &&
           std::binary_search(theirs.begin(), theirs.end(), name, comes_before);
  });
}

/// The smaller length over the larger one; nothing when either is unknown or nought.
std::optional<double> proportion(const HttpResponse& probe, const ControlHttp& control) {
  if (probe.body_truncated || probe.body_length == 0 || control.body_length <= 0) return std::nullopt;
  const auto ours = static_cast<double>(probe.body_length);
  const auto theirs = static_cast<double>(control.body_length);
  return std::min(ours / theirs, theirs / ours);
}

std::optional<bool> status_match(int probe, int control) {
  if (probe == control) return true;
  if (control < 200 || control > 299)
    return std::nullopt;  // the control met an error: no standard to measure by
  return false;
}

/// Where the text of the first title element starts; npos when there is none.
std::size_t title_start(std::string_view body) {
  const std::string_view wanted = "<title";
  for (std::size_t at = body.find('<'); at != std::string_view::npos; at = body.find('<', at + 1)) {
    if (!same_ignoring_case(body.substr(at, wanted.size()), wanted)) continue;
    const std::size_t after = at + wanted.size();
    const bool is_tag = after < body.size() && (body[after] == '>' || is_space(body[after]));
    if (!is_tag) continue;
    const std::size_t close = body.find('>', after);
    return close == std::string_view::npos ? close : close + 1;
  }
  return std::string_view::npos;
}

std::string fold_spaces(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    if (!is_space(c))
      folded += c;
    else if (!folded.empty() && folded.back() != ' ')
      folded += ' ';
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

}  // namespace

std::string page_title(std::string_view body) {
  const std::size_t start = title_start(body);
  if (start == std::string_view::npos) return {};
  std::string title = fold_spaces(body.substr(start, body.find('<', start) - start));
  if (title.size() > kMaxTitleBytes) title.resize(kMaxTitleBytes);
  return title;
}

bool PageComparison::differs() const {
  const bool one_of_three = body_length_match == true || headers_match == true || title_match == true;
  return status_code_match != true || !one_of_three;
}

bool same_words(std::string_view title, std::string_view other_title) {
  return title == other_title || long_words(title) == long_words(other_title);
}

bool share_telling_header(const HttpResponse& probe, const ControlHttp& control) {
  constexpr std::array<std::string_view, 4> kFraming{"connection", "content-length", "keep-alive",
                                                     "transfer-encoding"};
  return share_uncommon_header(probe.headers, control.headers, kFraming);
}

bool is_alike(const HttpResponse& probe, const ControlHttp& control) {
  if (!control.failure.empty() || probe.code != control.status_code) return false;
  const auto length = proportion(probe, control);
  return length && *length > kSameLength && same_words(page_title(probe.body), control.title);
}

PageComparison compare_pages(const HttpResponse& probe, const ControlHttp& control) {
  return compare_pages(probe, page_title(probe.body), control);
}

PageComparison compare_pages(const HttpResponse& probe, const std::string& title,
                             const ControlHttp& control) {
  PageComparison result;
  if (!control.failure.empty()) return result;
  if (const auto length = proportion(probe, control)) {
    result.body_proportion = *length;
    result.body_length_match = *length > kSameLength;
  }
  result.status_code_match = status_match(probe.code, control.status_code);
  result.headers_match =
      share_uncommon_header(probe.headers, control.headers, std::array<std::string_view, 0>{});
  result.title_match = same_words(title, control.title);
  return result;
}

}  // namespace saksi
