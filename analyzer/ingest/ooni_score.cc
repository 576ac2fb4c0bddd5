#include "analyzer/ingest/ooni_score.h"

#include <algorithm>

namespace saksi {
namespace {

/// The characters by which a regular expression is more than text.
bool is_plain_text(std::string_view pattern) {
  return pattern.find_first_of("\\[](){}.*+?^$|") == std::string_view::npos;
}

bool ooni_matches(const Fingerprint& print) {
  if (print.location == "dns") return true;
  if (print.location == "body") return print.type != PatternType::regexp || is_plain_text(print.pattern);
  return print.type == PatternType::full || print.type == PatternType::prefix;
}

bool confirms(const Fingerprint* print, const CountryCode& country) {
  if (print == nullptr) return false;
  // Rows of ours are no rows of OONI's list: they stand for the notices, however each list describes them.
  const bool ours = print->name.starts_with("saksi.");
  if (!ours && !ooni_matches(*print)) return false;
  if (print->scope == Scope::national || print->scope == Scope::isp) return true;
  const auto& expected = print->expected_countries;
  return std::find(expected.begin(), expected.end(), country) != expected.end();
}

const Fingerprint* confirmation_in(const std::vector<DnsAnswer>& answers, const CountryCode& country,
                                   const Fingerprints& fingerprints) {
  for (const DnsAnswer& answer : answers) {
    if (answer.type == AnswerType::CNAME) continue;
    const Fingerprint* const print = fingerprints.match_address(answer.address);
    if (confirms(print, country)) return print;
  }
  return nullptr;
}

bool is_senseless(const OoniDocument& document) {
  return document.stored_blocking == StoredBlocking::missing ||
         document.stored_blocking == StoredBlocking::senseless;
}

/// Rules of score_measurement_web_connectivity: the probe's own word is trusted.
ScoreSum score_web(const OoniDocument& document, const Fingerprints& fingerprints, const PagePrints& prints) {
  ScoreSum sum;
  if (!document.has_test_keys) {
    sum.accuracy = 0;
    return sum;
  }
  sum.stored = document.stored.blocking;
  const bool blocked = document.stored_blocking == StoredBlocking::known &&
                       document.stored.blocking != OoniBlocking::not_blocked;
  if (blocked) sum.blocking = 1;
  sum.confirmed = ooni_confirmation(document, fingerprints, prints) != nullptr;
  if (sum.confirmed) sum.blocking += 1;
  const bool unknown = document.stored_blocking == StoredBlocking::null || !document.stored.accessible;
  if (is_senseless(document) || (unknown && !sum.confirmed) || document.unknown_failure) sum.accuracy = 0;
  return sum;
}

}  // namespace

const Fingerprint* ooni_confirmation(const OoniDocument& document, const Fingerprints& fingerprints,
                                     const PagePrints& prints) {
  const CountryCode& country = document.measurement.vantage.country;
  for (const DnsObservation& lookup : document.measurement.dns) {
    if (const auto* print = confirmation_in(lookup.answers, country, fingerprints)) return print;
  }
  const auto found = std::find_if(prints.begin(), prints.end(),
                                  [&](const Fingerprint* print) { return confirms(print, country); });
  return found == prints.end() ? nullptr : *found;
}

OoniScore flags_of(const ScoreSum& sum) {
  OoniScore flags;
  flags.blocking = sum.stored;
  flags.anomaly = sum.blocking > 0.5;
  flags.failure = sum.accuracy < 0.5;
  flags.confirmed = sum.confirmed;
  return flags;
}

OoniScore ooni_score(const OoniDocument& document, const Fingerprints& fingerprints,
                     const PagePrints& prints) {
  const bool web = document.test == TestName::web_connectivity;
  return flags_of(web ? score_web(document, fingerprints, prints) : score_other_test(document));
}

}  // namespace saksi
