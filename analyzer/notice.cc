#include <algorithm>
#include <cctype>

#include "analyzer/judged.h"
#include "analyzer/page_text.h"
#include "analyzer/report/utf8.h"
#include "core/judge/page.h"

namespace saksi {

namespace {

constexpr int kUnavailableForLegalReasons = 451;  // RFC 7725

bool same_letters(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
         });
}

/// RFC 7725 section 4: Link: <https://authority.example/>; rel="blocked-by".
std::string blocked_by(const HttpResponse& response) {
  for (const auto& [name, value] : response.headers) {
    if (!same_letters(name, "link") || value.find("blocked-by") == std::string::npos) continue;
    const std::size_t begin = value.find('<');
    const std::size_t end = value.find('>', begin);
    if (end != std::string::npos) return to_plain_line(value.substr(begin + 1, end - begin - 1));
  }
  return "";
}

void quote_page(Notice& notice, const HttpObservation& http) {
  notice.url = http.url;
  notice.title = to_plain_line(page_title(http.response->body));
  notice.text = visible_text(http.response->body, kMaxNoticeText);
  notice.authority = blocked_by(*http.response);
}

bool is_the_notice(const HttpObservation& http, const Verdict& verdict, const Fingerprints& fingerprints) {
  if (!http.response) return false;
  if (verdict.method == Method::status_451) return http.response->code == kUnavailableForLegalReasons;
  const Fingerprint* match = fingerprints.match_response(*http.response);
  return match != nullptr && match->name == verdict.fingerprint;
}

std::string notice_address(const Measurement& measurement, const Verdict& verdict,
                           const Fingerprints& fingerprints) {
  for (const DnsObservation& dns : measurement.dns) {
    for (const DnsAnswer& answer : dns.answers) {
      if (answer.type == AnswerType::CNAME) continue;
      const Fingerprint* match = fingerprints.match_address(answer.address);
      if (match != nullptr && match->name == verdict.fingerprint) return answer.address.to_string();
    }
  }
  return "";
}

void describe(Notice& notice, const Fingerprints& fingerprints) {
  for (const Fingerprint& fingerprint : fingerprints.all()) {
    if (fingerprint.name != notice.fingerprint) continue;
    notice.scope = fingerprint.scope;
    notice.source = fingerprint.source;
  }
}

/// The page that came from the notice address says what the notice says, fingerprint or not.
const HttpObservation* page_of_notice(const Measurement& measurement, const Verdict& verdict,
                                      const Fingerprints& fingerprints, const std::string& address) {
  for (const HttpObservation& http : measurement.http) {
    if (is_the_notice(http, verdict, fingerprints)) return &http;
  }
  for (const HttpObservation& http : measurement.http) {
    if (!address.empty() && http.response && http.endpoint.address.to_string() == address) return &http;
  }
  return nullptr;
}

}  // namespace

std::optional<Notice> notice_of(const Measurement& measurement, const Verdict& verdict,
                                const Fingerprints& fingerprints) {
  if (verdict.word != VerdictWord::blocked) return std::nullopt;
  if (verdict.fingerprint.empty() && verdict.method != Method::status_451) return std::nullopt;
  Notice notice;
  notice.fingerprint = verdict.fingerprint.empty() ? "HTTP status 451" : verdict.fingerprint;
  notice.scope = verdict.scope;
  describe(notice, fingerprints);
  notice.address = notice_address(measurement, verdict, fingerprints);
  const HttpObservation* page = page_of_notice(measurement, verdict, fingerprints, notice.address);
  if (page != nullptr) quote_page(notice, *page);
  notice.words = verdict.notice;
  return notice;
}

}  // namespace saksi
