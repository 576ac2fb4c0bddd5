#include "core/judge/dns_names.h"

#include <algorithm>
#include <map>

#include "core/judge/ooni_tally.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

bool all_bogons(const AddressSet& addresses) {
  return !addresses.empty() && std::all_of(addresses.begin(), addresses.end(), is_bogon);
}

bool is_of_family(const IpAddress& address, DnsQuestion question) {
  return question == DnsQuestion::ANY || address.is_v4() == (question == DnsQuestion::A);
}

/// So that the order in which lookups stand in the measurement does not matter.
void sort_by_id(std::vector<const DnsObservation*>& lookups) {
  std::sort(lookups.begin(), lookups.end(), [](const DnsObservation* a, const DnsObservation* b) {
    return a->transaction_id < b->transaction_id;
  });
}

}  // namespace

std::vector<NameLookups> lookups_by_name(const Measurement& measurement) {
  std::map<std::string, NameLookups> names;
  for (const auto& lookup : measurement.dns) {
    const auto [found, is_new] = names.try_emplace(ascii_lower(lookup.hostname));
    NameLookups& name = found->second;
    name.host = found->first;
    name.depth = is_new ? lookup.depth : std::min(name.depth, lookup.depth);
    auto& asked = lookup.engine == DnsEngine::system ? name.system
                  : lookup.engine == DnsEngine::doh  ? name.doh
                                                     : name.in_clear;
    asked.push_back(&lookup);
  }
  std::vector<NameLookups> sorted;
  for (auto& [host, name] : names) {
    for (auto* asked : {&name.system, &name.in_clear, &name.doh}) sort_by_id(*asked);
    sorted.push_back(std::move(name));
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const NameLookups& a, const NameLookups& b) { return a.depth < b.depth; });
  return sorted;
}

NameJudge::NameJudge(const Evidence& evidence, const NameLookups& lookups)
    : evidence_(evidence),
      host_(lookups.host),
      control_asked_(evidence.control.looked_up(lookups.host)),
      later_hop_(lookups.depth > 0) {
  for (const DnsObservation* lookup : lookups.doh) {
    if (lookup->ok()) doh_.insert_all(addresses_of(lookup->answers));
  }
  trusted_ = doh_;
  if (control_asked_) trusted_.insert_all(control_addresses());
  for (const auto& tls : evidence.measurement.tls) {
    if (ascii_lower(tls.server_name) != host_) continue;
    if (tls.ok()) tls_ok_.insert(tls.endpoint.address);
    const bool somebody_else = tls.result.failure == Failure::ssl_invalid_hostname ||
                               tls.result.failure == Failure::ssl_unknown_authority;
    if (somebody_else) shown_false_.insert(tls.endpoint.address);
  }
}

JudgedAnswer NameJudge::judge(const DnsObservation& lookup) const {
  if (lookup.ok()) return judge(lookup.answers);
  JudgedAnswer judged;
  judged.failure = lookup.result.failure;
  return judged;
}

JudgedAnswer NameJudge::judge(const DnsReply& reply) const {
  if (reply.result.ok()) return judge(reply.answers);
  JudgedAnswer judged;
  judged.failure = reply.result.failure;
  return judged;
}

JudgedAnswer NameJudge::judge(const std::vector<DnsAnswer>& answers) const {
  JudgedAnswer judged;
  judged.addresses = addresses_of(answers);
  judged.print = notice_among(answers);
  judged.kind = judged.print != nullptr ? AnswerKind::notice : kind_of(judged.addresses);
  if (judged.addresses.empty() && judged.print == nullptr) judged.failure = Failure::dns_no_answer;
  return judged;
}

/// 0.0.0.0 and 127.0.0.1 stand in fingerprint lists, but any filter, also one in the house, answers so: they
/// name nobody. An address that proves itself, or that the control was told too, is the site's own.
const Fingerprint* NameJudge::notice_among(const std::vector<DnsAnswer>& answers) const {
  const Fingerprint* found = nullptr;
  for (const auto& answer : answers) {
    const bool is_name = answer.type == AnswerType::CNAME;
    const IpAddress& address = answer.address;
    if (!is_name && (address.is_loopback() || address.is_unspecified())) continue;
    if (!is_name && (trusted_.contains(address) || proved(address))) continue;
    const Fingerprint* print = is_name ? evidence_.fingerprints.match_name(answer.hostname)
                                       : evidence_.fingerprints.match_address(address);
    // A private address names somebody only where it is known to: elsewhere it is some router's.
    const bool elsewhere = !is_name && print != nullptr && is_bogon(address) &&
                           !print->expected_in(evidence_.measurement.vantage.country);
    const bool counts = print != nullptr && print->scope != Scope::fp && !elsewhere;
    if (counts && (found == nullptr || print->name < found->name)) found = print;
  }
  return found;
}

AnswerKind NameJudge::kind_of(const AddressSet& addresses) const {
  if (addresses.empty()) return AnswerKind::failed;
  const auto shared_with_trusted = [&](bool bogons_too) {
    return std::any_of(addresses.begin(), addresses.end(), [&](const IpAddress& address) {
      return (bogons_too || !is_bogon(address)) && trusted_.contains(address);
    });
  };
  if (shared_with_trusted(true))
    return shared_with_trusted(false) ? AnswerKind::genuine : AnswerKind::genuine_bogon;
  if (all_bogons(addresses)) return AnswerKind::bogon;
  if (shares_asn(addresses)) return AnswerKind::genuine;
  if (std::any_of(addresses.begin(), addresses.end(), [&](const auto& a) { return proved(a); })) {
    return AnswerKind::proved;
  }
  if (exists_for_nobody()) return AnswerKind::wrong;
  if (trusted_.empty() || !could_be_proved()) return AnswerKind::untold;
  const auto is_disproved = [&](const IpAddress& address) { return disproved(address); };
  const bool all_disproved = std::all_of(addresses.begin(), addresses.end(), is_disproved);
  return networks_are_known(addresses) || all_disproved ? AnswerKind::wrong : AnswerKind::untold;
}

bool NameJudge::shares_asn(const AddressSet& addresses) const {
  FlatSet<Asn> trusted;
  for (const auto& address : trusted_) trusted.insert(evidence_.control.asn_of(address));
  return std::any_of(addresses.begin(), addresses.end(), [&](const IpAddress& address) {
    const Asn asn = evidence_.control.asn_of(address);
    return asn.known() && trusted.contains(asn);
  });
}

bool NameJudge::proved(const IpAddress& address) const {
  return tls_ok_.contains(address) || evidence_.control.proved(address, host_);
}

/// Somebody else's certificate came from there, or the control's own handshake failed.
bool NameJudge::disproved(const IpAddress& address) const {
  const auto control = evidence_.control.shook_hands({address, 443}, host_);
  return shown_false_.contains(address) || control == false;
}

/// Without geolocation an address of the same delivery network cannot be told from a false one.
bool NameJudge::networks_are_known(const AddressSet& addresses) const {
  const auto located = [&](const IpAddress& address) { return evidence_.control.located(address); };
  const auto known = [&](const IpAddress& address) { return evidence_.control.asn_of(address).known(); };
  return std::all_of(addresses.begin(), addresses.end(), located) &&
         std::any_of(trusted_.begin(), trusted_.end(), known);
}

/// A site whose every handshake and page fails for the control too cannot tell a right address from a wrong
/// one.
bool NameJudge::could_be_proved() const {
  if (evidence_.control.got_page()) return true;
  return std::any_of(trusted_.begin(), trusted_.end(),
                     [&](const IpAddress& address) { return proved(address); });
}

bool NameJudge::site_has_address() const {
  const bool trusted =
      std::any_of(trusted_.begin(), trusted_.end(), [](const auto& a) { return !is_bogon(a); });
  return trusted || (later_hop_ && evidence_.control.got_page());
}

bool NameJudge::exists_for_nobody() const {
  return control_asked_ && control_addresses().empty() && doh_.empty();
}

bool NameJudge::should_resolve(DnsQuestion question) const {
  return std::any_of(trusted_.begin(), trusted_.end(), [&](const IpAddress& address) {
    return is_of_family(address, question) && !is_bogon(address);
  });
}

}  // namespace saksi
