// Short histories of one URL on one network, for tests of rules: one letter per measurement and day.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

inline SystemTime day_number(int day) {
  return *parse_time("2026-11-01 10:00:00") + std::chrono::days(day);
}
inline std::int64_t seconds_at(SystemTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}
inline std::int32_t day_at(SystemTime time) {
  return static_cast<std::int32_t>(seconds_at(time) / 86400);
}

/// C confirmed, S strong, P possible (dns nxdomain), Q possible (tls reset), W a filter of an institution,
/// o open, x open though the resolver was replaced, g refused by the site, d down, i inconclusive and no
/// page.
inline Outcome outcome_of(char letter) {
  switch (letter) {
    case 'C':
      return {VerdictWord::blocked, Certainty::confirmed, Scope::national, Layer::dns,
              Method::notice_address};
    case 'S':
      return {VerdictWord::blocked, Certainty::strong, Scope::unknown, Layer::tls,
              Method::reset_after_client_hello};
    case 'P':
      return {VerdictWord::blocked, Certainty::possible, Scope::unknown, Layer::dns, Method::nxdomain};
    case 'Q':
      return {VerdictWord::blocked, Certainty::possible, Scope::unknown, Layer::tls,
              Method::reset_after_client_hello};
    case 'W':
      return {VerdictWord::blocked, Certainty::possible, Scope::institution, Layer::tls,
              Method::reset_after_client_hello};
    case 'o':
      return {VerdictWord::accessible, Certainty::no_sign, Scope::unknown, {}, {}};
    case 'x':
      return {VerdictWord::accessible, Certainty::no_sign, Scope::unknown, Layer::dns, Method::proxied};
    case 'g':
      return {VerdictWord::refused_by_server, Certainty::no_sign, Scope::unknown, {}, {}};
    case 'd':
      return {VerdictWord::site_down, Certainty::not_concluded, Scope::unknown, {}, {}};
    default:
      return {VerdictWord::inconclusive, Certainty::not_concluded, Scope::unknown, {}, {}};
  }
}

inline bool is_reached(char letter) {
  return std::string("ogxCW").find(letter) != std::string::npos;
}

/// The tallies of one input on one network, as an archive would count them.
class History {
 public:
  /// One measurement a day; a space skips the day.
  explicit History(const std::string& letters, std::uint32_t network = 0) : network_(network) {
    for (std::size_t day = 0; day < letters.size(); ++day) {
      if (letters[day] != ' ') add(letters[day], day_number(static_cast<int>(day)));
    }
  }
  /// All on one day, an hour apart.
  static History of_one_day(const std::string& letters) {
    History history("");
    for (std::size_t i = 0; i < letters.size(); ++i)
      history.add(letters[i], day_number(0) + std::chrono::hours(i));
    return history;
  }

  [[nodiscard]] std::vector<Tally> all() const {
    std::vector<Tally> out;
    for (const auto& [key, tally] : counted_) out.push_back(tally);
    return out;
  }

 private:
  void add(char letter, SystemTime at) {
    const Outcome outcome = outcome_of(letter);
    Tally& tally = counted_[{day_at(at), outcome}];
    if (tally.count == 0) tally.first = seconds_at(at);
    tally.network = network_;
    tally.day = day_at(at);
    tally.outcome = outcome;
    tally.last = seconds_at(at);
    ++tally.count;
    ++tally.runs;
    tally.reached += is_reached(letter) ? 1 : 0;
    ++tally.attempts;
    ++tally.agreed;
  }

  std::uint32_t network_;
  std::map<std::pair<std::int32_t, Outcome>, Tally> counted_;
};

}  // namespace saksi
