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

bool is_common(const std::string& name) {
  return std::binary_search(kCommonHeaders.begin(), kCommonHeaders.end(), name);
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

bool share_uncommon_header(const std::vector<Header>& a, const std::vector<Header>& b) {
  const auto theirs = header_names(b);
  const auto ours = header_names(a);
  return std::any_of(ours.begin(), ours.end(),
                     [&](const std::string& name) { return !is_common(name) && theirs.contains(name); });
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
  auto from = body.begin();
  while (true) {
    from = std::search(from, body.end(), wanted.begin(), wanted.end(),
                       [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == y; });
    if (from == body.end()) return std::string_view::npos;
    const auto after = static_cast<std::size_t>(from - body.begin()) + wanted.size();
    const bool is_tag = after < body.size() && (body[after] == '>' || is_space(body[after]));
    if (is_tag) {
      const std::size_t close = body.find('>', after);
      return close == std::string_view::npos ? close : close + 1;
    }
    ++from;
  }
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

PageComparison compare_pages(const HttpResponse& probe, const ControlHttp& control) {
  PageComparison result;
  if (!control.failure.empty()) return result;
  if (const auto length = proportion(probe, control)) {
    result.body_proportion = *length;
    result.body_length_match = *length > kSameLength;
  }
  result.status_code_match = status_match(probe.code, control.status_code);
  result.headers_match = share_uncommon_header(probe.headers, control.headers);
  result.title_match = long_words(page_title(probe.body)) == long_words(control.title);
  return result;
}

}  // namespace saksi
