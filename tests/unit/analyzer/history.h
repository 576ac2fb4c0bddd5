// Short histories of one URL on one network, for tests of rules: one letter per measurement and day.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "analyzer/judged.h"

namespace saksi {

inline SystemTime day_number(int day) {
  return *parse_time("2026-11-01 10:00:00") + std::chrono::days(day);
}

/// C confirmed, S strong, P possible (dns nxdomain), Q possible (tls reset), W a filter of an institution,
/// o open, g refused by the site, d down, i inconclusive and no page.
inline Judged judged(char letter, SystemTime started, std::uint32_t asn = 64496) {
  Judged out;
  out.citation.id = std::string(1, letter) + to_text(started) + std::to_string(asn);
  out.citation.run_id = to_text(started).substr(0, 10) + std::to_string(asn);
  out.citation.started = started;
  out.citation.control_saw = "It got HTTP 200.";
  out.url = "https://site.example/";
  out.host = "site.example";
  out.vantage = {Asn{asn}, "Example " + std::to_string(asn), *CountryCode::parse("MY")};
  out.line = {LineState::online, 10, 0};
  Verdict& verdict = out.citation.verdict;
  const bool is_blocked = std::string("CSPQW").find(letter) != std::string::npos;
  out.reached = letter == 'o' || letter == 'g' || letter == 'C' || letter == 'W';
  if (is_blocked) {
    verdict.word = VerdictWord::blocked;
    verdict.certainty = letter == 'C'   ? Certainty::confirmed
                        : letter == 'S' ? Certainty::strong
                                        : Certainty::possible;
    verdict.scope = letter == 'C' ? Scope::national : letter == 'W' ? Scope::institution : Scope::unknown;
    verdict.layer = letter == 'P' || letter == 'C' ? Layer::dns : Layer::tls;
    verdict.method = letter == 'C'   ? Method::notice_address
                     : letter == 'P' ? Method::nxdomain
                                     : Method::reset_after_client_hello;
    verdict.reasons = {"It failed."};
    return out;
  }
  verdict.word = letter == 'o'   ? VerdictWord::accessible
                 : letter == 'g' ? VerdictWord::refused_by_server
                 : letter == 'd' ? VerdictWord::site_down
                                 : VerdictWord::inconclusive;
  verdict.certainty = letter == 'o' || letter == 'g' ? Certainty::no_sign : Certainty::not_concluded;
  verdict.reasons = {"It was seen."};
  return out;
}

/// One measurement a day; a space skips the day.
class History {
 public:
  explicit History(const std::string& letters, std::uint32_t asn = 64496) {
    for (std::size_t day = 0; day < letters.size(); ++day) {
      if (letters[day] != ' ') held_.push_back(judged(letters[day], day_number(static_cast<int>(day)), asn));
    }
  }
  /// All on one day, an hour apart.
  static History of_one_day(const std::string& letters) {
    History history("");
    for (std::size_t i = 0; i < letters.size(); ++i) {
      history.held_.push_back(judged(letters[i], day_number(0) + std::chrono::hours(i)));
    }
    return history;
  }

  [[nodiscard]] std::vector<const Judged*> all() const {
    std::vector<const Judged*> out;
    for (const Judged& one : held_) out.push_back(&one);
    return out;
  }

 private:
  std::deque<Judged> held_;
};

}  // namespace saksi
