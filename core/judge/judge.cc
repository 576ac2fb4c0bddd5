#include "core/judge/judge.h"

#include <algorithm>
#include <set>

#include "core/judge/causes.h"
#include "core/judge/certificate_finding.h"
#include "core/judge/ooni.h"
#include "core/judge/repetition.h"
#include "core/judge/say.h"
#include "core/judge/silence.h"

namespace saksi {
namespace {

bool control_answered(const std::vector<Look>& looks) {
  for (const Look& look : looks) {
    if (look.attempt->control && look.attempt->control->answer) return true;
  }
  return false;
}

void insert_after_first(std::vector<std::string>& reasons, const std::vector<std::string>& more) {
  reasons.insert(reasons.begin() + (reasons.empty() ? 0 : 1), more.begin(), more.end());
}

/// `strong`: repeated without exception, held against a control, and an experiment isolates the trigger.
void raise_certainty(Verdict& verdict, const std::vector<Look>& looks) {
  const bool repeated = verdict.attempts >= 2 && verdict.agreed == verdict.attempts;
  const bool may_rise = verdict.word == VerdictWord::blocked && verdict.certainty == Certainty::possible &&
                        verdict.scope != Scope::product;
  if (may_rise && repeated && !verdict.isolated_by.empty() && control_answered(looks))
    verdict.certainty = Certainty::strong;
}

/// A box in the house is not the provider's doing, whatever it answers.
void respect_the_house(Verdict& verdict) {
  const bool in_house = verdict.location && verdict.location->place == Place::home_router;
  if (!in_house || verdict.word != VerdictWord::blocked) return;
  take_back(verdict, VerdictWord::local_network);
  verdict.reasons.insert(
      verdict.reasons.begin(),
      "The interference sits at the first hop, the router of the house or institution, and not "
      "with the provider.");
}

void note_rate(Verdict& verdict, bool throttled) {
  for (Finding& finding : verdict.findings) {
    if (finding.layer != Layer::rate || !throttled) continue;
    finding.state = FindingState::interfered;
    finding.method = Method::throttled;
  }
}

bool isolates(const Causes& causes, Experiment experiment) {
  return std::find(causes.isolated_by.begin(), causes.isolated_by.end(), experiment) !=
         causes.isolated_by.end();
}

/// An address that runs no DNS server answered: whatever the lie is, it is told on the path.
void note_injection(Verdict& verdict, const Causes& causes) {
  const bool named = verdict.method == Method::notice_address;
  const bool proxied = isolates(causes, Experiment::dns_identity);  // which answers in everybody's place
  if (!causes.forged_dns || named || proxied) return;
  for (Finding& finding : verdict.findings) {
    if (finding.layer == Layer::dns && finding.state == FindingState::interfered)
      finding.method = Method::injected;
  }
  if (verdict.layer == Layer::dns) verdict.method = Method::injected;
}

/// Failed in every attempt, but not in an experiment: like a failure in some attempts only.
void respect_contradiction(Verdict& verdict, const Causes& causes) {
  const bool isolated = !causes.isolated_by.empty();
  if (!causes.contradicted || isolated || verdict.word != VerdictWord::blocked || verdict.layer != Layer::tls)
    return;
  take_back(verdict, VerdictWord::inconclusive);
  verdict.reasons.insert(
      verdict.reasons.begin(),
      "The same handshake succeeded in between, in an experiment: the failure comes and goes.");
}

/// What comes from as far away as the server, and nothing singles out, is not held against the path: a
/// refusal in the clear is the server's, and a connection broken off there may be.
void respect_the_server(Verdict& verdict, const Causes& causes) {
  const bool named = verdict.certainty == Certainty::confirmed || !causes.isolated_by.empty();
  if (!causes.by_server || named || verdict.word != VerdictWord::blocked) return;
  const bool refusal = verdict.method == Method::status_451 || verdict.method == Method::different_page;
  take_back(verdict, refusal ? VerdictWord::refused_by_server : VerdictWord::inconclusive);
  for (Finding& finding : verdict.findings) {
    if (refusal && finding.layer == Layer::http) finding = {Layer::http, FindingState::unknown, std::nullopt};
  }
}

/// An address that stays silent in every attempt, while the control connects to it and another address of the
/// site answers here, is no lost packet any more.
void note_silence(Verdict& verdict, const std::vector<Look>& looks) {
  if (looks.size() < 2 || verdict.finding(Layer::tcp).state != FindingState::ok) return;
  std::set<Endpoint> silent = silent_endpoints(*looks.front().attempt);
  for (const Look& look : looks) {
    const std::set<Endpoint> now = silent_endpoints(*look.attempt);
    std::erase_if(silent, [&](const Endpoint& endpoint) { return !now.contains(endpoint); });
  }
  if (silent.empty()) return;
  for (Finding& finding : verdict.findings) {
    if (finding.layer == Layer::tcp) finding = {Layer::tcp, FindingState::interfered, Method::timed_out};
  }
  verdict.reasons.push_back("Connections to " + list_endpoints(silent) + " timed out in each of " +
                            std::to_string(looks.size()) +
                            " attempts, while the control connects; other addresses of the site answered.");
}

/// A site may have certificates of several authorities and show now the one, now the other.
void forget_passing_chains(Verdict& verdict, const std::vector<Look>& looks) {
  if (verdict.word != VerdictWord::accessible) return;
  const auto rests = [](const Look& look) { return rests_on_exchanged_chains(*look.attempt, look.verdict); };
  const auto exchanged = std::count_if(looks.begin(), looks.end(), rests);
  const bool otherwise = std::any_of(looks.begin(), looks.end(), [&](const Look& look) {
    return look.verdict.finding(Layer::tls).state == FindingState::interfered && !rests(look);
  });
  if (otherwise || exchanged == 0 || exchanged == static_cast<std::ptrdiff_t>(looks.size())) return;
  for (Finding& finding : verdict.findings) {
    if (finding.layer == Layer::tls) finding = {Layer::tls, FindingState::ok, std::nullopt};
  }
  verdict.reasons.push_back("Only " + std::to_string(exchanged) + " of " + std::to_string(looks.size()) +
                            " attempts were shown another certificate than the control: a site that has "
                            "several would look the same.");
}

std::string repetition_in_words(const Verdict& verdict) {
  const std::string all = std::to_string(verdict.attempts);
  return verdict.agreed == verdict.attempts
             ? "Measured " + all + " times in this run, always with this outcome."
             : std::to_string(verdict.agreed) + " of " + all + " attempts in this run say so.";
}

Verdict conclude(const Measurement& measurement, std::vector<Look> every_look) {
  std::vector<std::string> set_aside;
  const std::vector<Look> looks = looks_that_count(std::move(every_look), set_aside);
  Verdict verdict = agree(looks);
  const Causes causes = find_causes(measurement, verdict);
  verdict.isolated_by = causes.isolated_by;
  verdict.location = causes.location;
  insert_after_first(verdict.reasons, causes.reasons);
  if (verdict.attempts > 1 && verdict.word == VerdictWord::blocked)
    verdict.reasons.push_back(repetition_in_words(verdict));
  verdict.reasons.insert(verdict.reasons.end(), set_aside.begin(), set_aside.end());
  note_rate(verdict, causes.throttled);
  note_injection(verdict, causes);
  note_silence(verdict, looks);
  forget_passing_chains(verdict, looks);
  respect_the_server(verdict, causes);
  respect_contradiction(verdict, causes);
  raise_certainty(verdict, looks);
  respect_the_house(verdict);
  return verdict;
}

}  // namespace

Verdict judge(const Measurement& measurement, const Fingerprints& fingerprints) {
  return conclude(measurement, looks_at(Evidence{measurement, fingerprints}));
}

Judgement judge_with_keys(const Measurement& measurement, const Fingerprints& fingerprints) {
  const Evidence evidence{measurement, fingerprints};
  std::vector<const Fingerprint*> prints;
  for (const Flow& flow : evidence.flows) {
    if (const Fingerprint* const print = evidence.print_of(flow)) prints.push_back(print);
  }
  return {conclude(measurement, looks_at(evidence)), ooni_keys(evidence), std::move(prints)};
}

}  // namespace saksi
