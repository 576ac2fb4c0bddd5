#include "analyzer/ingest/ooni_difference.h"

#include <algorithm>

#include "analyzer/ingest/ooni_score.h"

namespace saksi {
namespace {

bool is_web(const ArchivedResult& result) {
  return result.test == TestName::web_connectivity;
}

/// OONI's present rules, applied to the observations, do not say what its probe stored.
bool probe_rules_were_older(const ArchivedResult& result, const OoniDocument& document) {
  return is_web(result) && document.stored_blocking != StoredBlocking::missing &&
         result.ooni_blocking != result.ooni.blocking;
}

bool interferes(const ArchivedResult& result) {
  for (const LayerResult& layer : result.layers) {
    if (layer.state == FindingState::interfered) return true;
  }
  return false;
}

/// They see an anomaly, and we call it something else than blocked.
Difference anomaly_to_them_alone(const ArchivedResult& result, const OoniDocument& document) {
  switch (result.outcome.word) {
    case VerdictWord::site_down:
      return Difference::site_down;
    case VerdictWord::refused_by_server:
      return Difference::refused_by_server;
    case VerdictWord::local_network:
      return Difference::local_network;
    case VerdictWord::accessible:
    case VerdictWord::blocked:
    case VerdictWord::inconclusive:
      break;
  }
  const bool told_by_rules =
      result.ooni_blocking == OoniBlocking::not_blocked || result.ooni_blocking == OoniBlocking::null;
  if (probe_rules_were_older(result, document) && told_by_rules) return Difference::probe_rules_older;
  if (interferes(result)) return Difference::interfered_but_reachable;
  if (!result.observed.control_answered) return Difference::control_missing;
  return result.ooni.blocking == OoniBlocking::dns ? Difference::dns_only_inconsistent
                                                   : Difference::http_compared_more;
}

/// A print of what only looks like a notice: by our order it goes before every other.
bool has_known_false(const PagePrints& prints) {
  return std::any_of(prints.begin(), prints.end(),
                     [](const Fingerprint* print) { return print->scope == Scope::fp; });
}

/// OONI takes a fingerprint for a confirmation that we do not.
Difference confirmed_by_them_alone(const ArchivedResult& result, const OoniDocument& document,
                                   const Fingerprints& fingerprints, const PagePrints& prints) {
  if (result.outcome.word == VerdictWord::local_network) return Difference::local_network;
  const Fingerprint* const print = ooni_confirmation(document, fingerprints, prints);
  if (print != nullptr && !print->expected_in(result.vantage.country)) return Difference::print_out_of_place;
  if (has_known_false(prints)) return Difference::print_known_false;
  if (result.outcome.word == VerdictWord::blocked) return Difference::no_notice;
  return anomaly_to_them_alone(result, document);
}

/// We say blocked, and they see nothing.
Difference blocked_to_us_alone(const ArchivedResult& result, const OoniDocument& document) {
  if (probe_rules_were_older(result, document)) return Difference::probe_rules_older;
  if (result.ooni.failure) return Difference::not_judged;
  return result.observed.control_answered || !is_web(result) ? Difference::http_compared_more
                                                             : Difference::control_missing;
}

/// They have no answer; we have one, or the other way round.
Difference undecided(const ArchivedResult& result) {
  const bool decided = result.outcome.word != VerdictWord::inconclusive;
  if (result.ooni.failure) return decided ? Difference::not_judged : Difference::none;
  if (decided) return Difference::none;
  if (!is_web(result)) return Difference::not_judged;
  return result.observed.control_answered ? Difference::http_compared_more : Difference::control_missing;
}

}  // namespace

Difference difference_of(const ArchivedResult& result, const OoniDocument& document,
                         const Fingerprints& fingerprints, const PagePrints& prints) {
  const bool blocked = result.outcome.word == VerdictWord::blocked;
  const bool sure = result.outcome.certainty == Certainty::confirmed;
  if (result.ooni.failure && !result.ooni.confirmed && result.outcome.word == VerdictWord::inconclusive)
    return Difference::none;
  if (blocked && result.ooni.confirmed)
    return sure ? Difference::none : confirmed_by_them_alone(result, document, fingerprints, prints);
  if (result.ooni.confirmed) return confirmed_by_them_alone(result, document, fingerprints, prints);
  if (result.test == TestName::other) return Difference::not_judged;
  if (blocked && result.ooni.anomaly) return sure ? Difference::http_compared_more : Difference::no_notice;
  if (blocked) return blocked_to_us_alone(result, document);
  if (result.ooni.anomaly) return anomaly_to_them_alone(result, document);
  return undecided(result);
}

}  // namespace saksi
