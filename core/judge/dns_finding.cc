#include "core/judge/dns_finding.h"

#include <algorithm>
#include <tuple>

#include "core/judge/dns_injection.h"
#include "core/judge/ooni_tally.h"
#include "core/judge/say.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

/// The finding for one name, built up in the order in which docs/verdicts.md tells the rules.
class NameRules {
 public:
  NameRules(const Evidence& evidence, const NameLookups& lookups)
      : evidence_(evidence), lookups_(lookups), judge_(evidence, lookups) {
    finding_.host = lookups.host;
    finding_.depth = lookups.depth;
  }

  NameFinding apply() {
    judge_answers();
    if (lookups_.system.empty()) {
      finding_.reasons.push_back("The system resolver was not asked for " + lookups_.host + ".");
    } else {
      judge_system();
    }
    see_public_resolvers();
    see_injection();
    return std::move(finding_);
  }

 private:
  void judge_answers() {
    for (const DnsObservation* lookup : lookups_.system) {
      if (is_missing_aaaa(*lookup)) continue;
      JudgedAnswer answer = judge_.judge(*lookup);
      finding_.system_addresses.insert_all(answer.addresses);
      const auto key = [](const JudgedAnswer& a) { return std::tie(a.kind, a.failure, a.addresses); };
      if (!has_system_ || key(answer) < key(system_)) system_ = std::move(answer);
      has_system_ = true;
    }
    for (const DnsObservation* lookup : lookups_.in_clear) {
      JudgedAnswer answer = judge_.judge(*lookup);
      hear(*lookup, answer);
      if (!is_missing_aaaa(*lookup)) public_.emplace_back(lookup, std::move(answer));
    }
    for (const DnsObservation* lookup : lookups_.doh) hear(*lookup, judge_.judge(*lookup));
    if (judge_.control_resolves()) witnesses_.insert("the control");
  }

  void hear(const DnsObservation& lookup, const JudgedAnswer& answer) {
    const bool leads_there = answer.kind == AnswerKind::genuine || answer.kind == AnswerKind::proved;
    if (leads_there) witnesses_.insert(short_resolver_name(lookup.resolver));
  }

  void judge_system() {
    switch (system_.kind) {
      case AnswerKind::genuine:
        say_ok(" gave " + told() + ", which agrees with what the control or an encrypted resolver was told.");
        break;
      case AnswerKind::genuine_bogon:
        finding_.state = FindingState::fails_for_all;
        say(" gave " + told() +
            ", an address no public site can have; the control was told the same, so that "
            "the name leads nowhere for everyone.");
        break;
      case AnswerKind::proved:
        judge_proved();
        break;
      case AnswerKind::notice:
        judge_notice();
        break;
      case AnswerKind::bogon:
        judge_bogon();
        break;
      case AnswerKind::wrong:
        judge_wrong();
        break;
      case AnswerKind::untold:
        say(" gave " + told() + "; there is no trusted answer to hold it against.");
        break;
      case AnswerKind::failed:
        judge_failed();
        break;
    }
  }

  /// A cache of a CDN inside the provider's network looks the same when only the provider's resolver names
  /// it: what gives a relay away is that public resolvers, asked in the clear, name it too while DoH does
  /// not.
  void judge_proved() {
    const std::string who_else = public_resolver_that_told(finding_.system_addresses);
    if (who_else.empty() || !judge_.doh_resolves()) {
      say_ok(" gave " + told() +
             ", another network than the control's answer, but that server showed a valid "
             "certificate for the name (as a cache of the site's own delivery network does).");
      return;
    }
    finding_.on_path = true;
    interfere(Method::proxied);
    say(" and " + who_else + ", asked in the clear, both gave " + told() +
        "; an encrypted resolver and the control were told of another network. DNS questions are answered by "
        "another server than the one asked, and the visitor is led through a relay that passes on the real "
        "site.");
  }

  void judge_notice() {
    interfere(Method::notice_address);
    mislead();
    finding_.stands_alone = true;
    finding_.print = system_.print;
    say(" answered with a known notice address or name (fingerprint " + system_.print->name + ")" +
        (system_.addresses.empty() ? "" : ": " + told()) + witnessed(".", "; ", " give other addresses."));
  }

  void judge_bogon() {
    if (!judge_.site_has_address() && !judge_.exists_for_nobody()) {
      say(" gave " + told() + ", an address no public site can have; nothing trusted was there to compare.");
      return;
    }
    interfere(Method::bogon_address);
    mislead();
    finding_.invented = judge_.exists_for_nobody();
    finding_.stands_alone = judge_.doh_resolves();
    say(" gave " + told() + ", an address no public site can have" +
        witnessed(".", "; ", " give public addresses."));
    const bool anybody = std::any_of(finding_.system_addresses.begin(), finding_.system_addresses.end(),
                                     [](const auto& a) { return a.is_loopback() || a.is_unspecified(); });
    if (anybody) {
      finding_.reasons.push_back(
          "A filter inside the house or the device can answer the same way; another resolver on the same "
          "line "
          "would tell.");
    }
  }

  void judge_wrong() {
    interfere(Method::wrong_address);
    mislead();
    finding_.invented = judge_.exists_for_nobody();
    if (finding_.invented) {
      say(" gave " + told() +
          " for a name that exists for nobody else: the control and the encrypted resolver "
          "have no address for it. Some providers lead misspelt names to a page of their own in this way.");
    } else {
      say(" gave " + told() +
          ", which shares no address and no network with the trusted answers and showed no "
          "valid certificate for the name" +
          witnessed(".", "; ", " lead to the site."));
    }
  }

  void judge_failed() {
    const Failure failure = system_.failure.value_or(Failure::dns_no_answer);
    const auto method = dns_method(failure);
    if (!method) {
      say(" could not be asked (" + std::string{to_string(failure)} + ").");
      return;
    }
    const std::string what = " " + dns_failure_in_words(failure);
    const bool others_resolve = !witnesses_.empty();
    if (judge_.control_asked() && !judge_.control_resolves()) return fails_for_control_too(what);
    if (judge_.site_has_address() || others_resolve) {
      if (method == Method::timed_out && !answered_from_here()) {
        say(what + ", and no other resolver answered from here either.");
        return;
      }
      interfere(*method);
      finding_.misled = true;
      say(what + witnessed(".", "; ", " resolve the name."));
    } else {
      say(what + "; nobody trusted was there to say whether the name exists.");
    }
  }

  void fails_for_control_too(const std::string& what) {
    if (!witnesses_.empty()) {
      say(what + ", and so it did for the control, but " + enumerate({witnesses_.begin(), witnesses_.end()}) +
          " resolve the name.");
      return;
    }
    finding_.state = FindingState::fails_for_all;
    say(what + "; the control's resolver has no address for " + lookups_.host + " either.");
  }

  /// A public resolver asked in the clear that lies while others do not: told on the path. Timeouts and
  /// refusals say nothing, because many networks let only their own resolver through.
  void see_public_resolvers() {
    std::set<std::pair<std::string, Method>> liars;
    for (const auto& [lookup, answer] : public_) {
      if (const auto lie = public_lie(*lookup, answer))
        liars.emplace(short_resolver_name(lookup->resolver), *lie);
      if (lies(answer)) finding_.misleading.insert_all(answer.addresses);
    }
    if (liars.empty()) return;
    finding_.on_path = true;
    const auto& [resolver, method] = *liars.begin();
    if (finding_.misled) {
      finding_.reasons.push_back(resolver +
                                 ", asked in the clear, is answered falsely too: the lie is told on the "
                                 "path, not by one resolver.");
    } else if (finding_.state != FindingState::interfered) {
      interfere(method);
      finding_.reasons.insert(finding_.reasons.begin(),
                              "A question to " + resolver + " in the clear is answered falsely for " +
                                  lookups_.host + " (" + std::string{to_string(method)} +
                                  ") while encrypted answers differ.");
    }
  }

  void see_injection() {
    const auto injection = find_injection(judge_, lookups_);
    if (!injection) return;
    finding_.on_path = true;
    finding_.misleading.insert(injection->bogus.begin(), injection->bogus.end());
    if (finding_.method != Method::notice_address) interfere(Method::injected);
    finding_.reasons.insert(
        finding_.reasons.begin() + (finding_.misled ? 1 : 0),
        "One question to " + injection->resolver + " for " + lookups_.host + " got contradicting answers" +
            (injection->bogus.empty() ? "" : " (false: " + list_addresses(injection->bogus) + ")") +
            (injection->saw_true_answer ? ", the true one among them" : "") +
            ": somebody on the path answers in the resolver's name.");
  }

  [[nodiscard]] static bool lies(const JudgedAnswer& answer) {
    return answer.kind == AnswerKind::notice || answer.kind == AnswerKind::bogon ||
           answer.kind == AnswerKind::wrong;
  }

  [[nodiscard]] std::optional<Method> public_lie(const DnsObservation& lookup,
                                                 const JudgedAnswer& answer) const {
    if (answer.kind == AnswerKind::notice) return Method::notice_address;
    if (answer.kind == AnswerKind::bogon && judge_.site_has_address()) return Method::bogon_address;
    // Of addresses alone, only those that the system resolver told as well: a resolver far away may know
    // another part of the same delivery network.
    if (answer.kind == AnswerKind::wrong && finding_.misled) return Method::wrong_address;
    const bool denies =
        answer.failure == Failure::dns_nxdomain_error || answer.failure == Failure::dns_no_answer;
    if (answer.kind == AnswerKind::failed && denies && judge_.should_resolve(lookup.question)) {
      return dns_method(*answer.failure);
    }
    return std::nullopt;
  }

  [[nodiscard]] std::string public_resolver_that_told(const AddressSet& addresses) const {
    std::set<std::string> names;
    for (const auto& [lookup, answer] : public_) {
      const bool same = std::any_of(answer.addresses.begin(), answer.addresses.end(),
                                    [&](const auto& a) { return addresses.contains(a); });
      if (same) names.insert(short_resolver_name(lookup->resolver));
    }
    return names.empty() ? std::string{} : *names.begin();
  }

  [[nodiscard]] bool answered_from_here() const {
    const auto succeeded = [](const DnsObservation* lookup) { return lookup->ok(); };
    return std::any_of(lookups_.in_clear.begin(), lookups_.in_clear.end(), succeeded) ||
           std::any_of(lookups_.doh.begin(), lookups_.doh.end(), succeeded);
  }

  void interfere(Method method) {
    finding_.state = FindingState::interfered;
    finding_.method = method;
  }
  void mislead() {
    finding_.misled = true;
    finding_.misleading = finding_.system_addresses;
  }
  void say(const std::string& rest) {
    finding_.reasons.push_back(system_resolver(evidence_.measurement) + rest);
  }
  void say_ok(const std::string& rest) {
    finding_.state = FindingState::ok;
    say(rest);
  }
  [[nodiscard]] std::string told() const { return list_addresses(finding_.system_addresses); }
  [[nodiscard]] std::string witnessed(const std::string& alone, const std::string& before,
                                      const std::string& after) const {
    if (witnesses_.empty()) return alone;
    return before + enumerate({witnesses_.begin(), witnesses_.end()}) + after;
  }

  const Evidence& evidence_;
  const NameLookups& lookups_;
  const NameJudge judge_;
  NameFinding finding_;
  JudgedAnswer system_;
  bool has_system_ = false;
  std::vector<std::pair<const DnsObservation*, JudgedAnswer>> public_;
  std::set<std::string> witnesses_;
};

/// Which of two names speaks for the whole layer: a lie to the visitor, then any interference, then the rest.
int weight(const NameFinding& name) {
  if (name.misled) return 4;
  switch (name.state) {
    case FindingState::interfered:
      return 3;
    case FindingState::fails_for_all:
      return 2;
    case FindingState::ok:
      return 1;
    case FindingState::unknown:
      return 0;
  }
  return 0;
}

}  // namespace

DnsFinding judge_dns(const Evidence& evidence) {
  DnsFinding dns;
  for (const NameLookups& lookups : lookups_by_name(evidence.measurement)) {
    dns.names.push_back(NameRules{evidence, lookups}.apply());
  }
  const auto heaviest =
      std::max_element(dns.names.begin(), dns.names.end(),
                       [](const NameFinding& a, const NameFinding& b) { return weight(a) < weight(b); });
  if (heaviest != dns.names.end()) {
    dns.overall = *heaviest;
  } else if (evidence.measurement.url.literal()) {
    dns.overall.reasons.push_back("The URL names an address; no name had to be looked up.");
  }
  return dns;
}

const NameFinding* DnsFinding::first_lie() const {
  const auto found = std::find_if(names.begin(), names.end(), [](const NameFinding& n) { return n.misled; });
  return found == names.end() ? nullptr : &*found;
}

const NameFinding* DnsFinding::of(const std::string& host) const {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const NameFinding& n) { return n.host == host; });
  return found == names.end() ? nullptr : &*found;
}

bool DnsFinding::misleads_to(const IpAddress& address) const {
  return std::any_of(names.begin(), names.end(),
                     [&](const NameFinding& name) { return name.misleading.contains(address); });
}

std::optional<Method> dns_method(Failure failure) {
  switch (failure) {
    case Failure::dns_nxdomain_error:
      return Method::nxdomain;
    case Failure::dns_no_answer:
    case Failure::android_dns_cache_no_data:
      return Method::no_answer;
    case Failure::dns_refused_error:
      return Method::refused;
    case Failure::dns_servfail_error:
    case Failure::dns_server_misbehaving:
    case Failure::dns_non_recoverable_failure:
    case Failure::dns_temporary_failure:
    case Failure::dns_reply_with_wrong_query_id:
      return Method::servfail;
    case Failure::generic_timeout_error:
    case Failure::timed_out:
      return Method::timed_out;
    default:
      return std::nullopt;
  }
}

}  // namespace saksi
