#include "core/judge/page_marks.h"

#include <algorithm>
#include <array>

#include "core/judge/page.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

constexpr std::size_t kMaxScannedBytes = std::size_t{64} * 1024;
constexpr std::size_t kMaxWallBytes = std::size_t{8} * 1024;

constexpr std::array<std::string_view, 8> kWallServers{"cloudflare", "akamaighost", "ddos-guard", "sucuri",
                                                       "imperva",    "incapsula",   "datadome",   "qrator"};
constexpr std::array<std::string_view, 5> kWallHeaders{"cf-mitigated", "cf-chl-bypass", "x-datadome",
                                                       "x-iinfo", "x-amzn-waf-action"};
constexpr std::array<std::string_view, 14> kRefusalWords{"captcha",
                                                         "attention required",
                                                         "just a moment",
                                                         "checking your browser",
                                                         "verify you are human",
                                                         "verifying you are human",
                                                         "are you a robot",
                                                         "unusual traffic from your",
                                                         "ddos protection by",
                                                         "not available in your country",
                                                         "not available in your region",
                                                         "unavailable in your region",
                                                         "unavailable in your country",
                                                         "access from your country"};
constexpr std::array<std::string_view, 16> kAuthorityWords{"court order",   "order of the court",
                                                           "by order of",   "ministry",
                                                           "commission",    "regulatory authority",
                                                           "government",    "suruhanjaya",
                                                           "kementerian",   "mahkamah",
                                                           "kominfo",       "pengadilan",
                                                           "national law",  "pursuant to",
                                                           "department of", "communications authority"};

template <std::size_t size>
bool contains_any(std::string_view text, const std::array<std::string_view, size>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return contains_ignoring_case(text, word); });
}

std::string_view scanned(const HttpResponse& response) {
  return std::string_view{response.body}.substr(0, kMaxScannedBytes);
}

/// The last two labels, or three where the last but one is short as in "com.my" and "co.uk".
std::string_view site_of(std::string_view host) {
  std::size_t labels = 2;
  for (std::size_t at = host.size(), seen = 0; at-- > 0;) {
    if (host[at] != '.') continue;
    ++seen;
    if (seen == 2 && host.find('.', at + 1) - at - 1 <= 3) labels = 3;
    if (seen == labels) return host.substr(at + 1);
  }
  return host;
}

}  // namespace

bool is_refusing_status(int code) {
  constexpr std::array kCodes{401, 403, 406, 429, 451, 503};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

bool has_refusal_marks(const HttpResponse& response) {
  const auto has = [&](std::string_view name) { return has_header(response.headers, name); };
  if (std::any_of(kWallHeaders.begin(), kWallHeaders.end(), has)) return true;
  const bool wall = contains_any(header_value(response.headers, "server"), kWallServers) || has("cf-ray");
  if (wall && is_refusing_status(response.code)) return true;
  if (contains_any(page_title(response.body), kRefusalWords)) return true;
  // Ordinary pages carry a CAPTCHA for their forms: in the body such words count only on a page that refuses
  // or is too short to be more than a wall.
  const bool may_be_wall = is_refusing_status(response.code) || response.body.size() < kMaxWallBytes;
  return may_be_wall && contains_any(scanned(response), kRefusalWords);
}

bool names_authority(const HttpResponse& response) {
  for (const auto& [name, value] : response.headers) {
    if (ascii_lower(name) == "link" && contains_ignoring_case(value, "blocked-by")) return true;
  }
  return contains_any(scanned(response), kAuthorityWords);
}

bool is_bare(const HttpResponse& response) {
  return !has_header(response.headers, "date") && !has_header(response.headers, "server");
}

bool same_site(const std::string& host_a, const std::string& host_b) {
  return site_of(host_a) == site_of(host_b);
}

}  // namespace saksi
