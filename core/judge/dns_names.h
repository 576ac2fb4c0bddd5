// DNS lookups by name, and what each answer is worth: does it lead to the site, to a notice, to nowhere?
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/judge/evidence.h"

namespace saksi {

/// All lookups of one name, whatever the hop at which it was first needed.
struct NameLookups {
  std::string host;
  int depth = 0;
  std::vector<const DnsObservation*> system;
  std::vector<const DnsObservation*>
      in_clear;                            // UDP and TCP to public resolvers: anybody on the path can answer
  std::vector<const DnsObservation*> doh;  // encrypted: only the resolver can answer
};

/// In ascending order of depth, then name.
[[nodiscard]] std::vector<NameLookups> lookups_by_name(const Measurement& measurement);

/// In the order in which the better one speaks for several answers to the same asker.
enum class AnswerKind : std::uint8_t {
  genuine,        // shares an address or an AS with the control's or DoH's answer
  genuine_bogon,  // the same address as the control's, one that no public site can have
  proved,         // shares nothing, yet TLS with it succeeded for this name: serves the site
  notice,         // a known notice address or CNAME target
  bogon,
  wrong,   // shares nothing, proved nothing: does not lead to the site
  untold,  // nothing trusted to hold it against
  failed,
};

struct JudgedAnswer {
  AnswerKind kind = AnswerKind::failed;
  AddressSet addresses;
  const Fingerprint* print = nullptr;
  std::optional<Failure> failure;
};

/// Knows what is trusted about one name: the control's answer, DoH's, and TLS.
class NameJudge {
 public:
  NameJudge(const Evidence& evidence, const NameLookups& lookups);

  [[nodiscard]] JudgedAnswer judge(const DnsObservation& lookup) const;
  [[nodiscard]] JudgedAnswer judge(const DnsReply& reply) const;

  /// The control looked this very name up.
  [[nodiscard]] bool control_asked() const { return control_asked_; }
  [[nodiscard]] bool control_resolves() const { return control_asked_ && !control_addresses().empty(); }
  [[nodiscard]] bool doh_resolves() const { return !doh_.empty(); }
  /// Somebody who is trusted gives a public address, or (for a later hop) the control reached the page beyond
  /// it.
  [[nodiscard]] bool site_has_address() const;
  /// The control has no address for the name, and DoH none either: it does not exist.
  [[nodiscard]] bool exists_for_nobody() const;
  /// Trusted answers hold addresses of the family that was asked for, so that an empty answer is a lie.
  [[nodiscard]] bool should_resolve(DnsQuestion question) const;

 private:
  [[nodiscard]] const AddressSet& control_addresses() const { return evidence_.control.addresses(host_); }
  [[nodiscard]] JudgedAnswer judge(const std::vector<DnsAnswer>& answers) const;
  [[nodiscard]] const Fingerprint* notice_among(const std::vector<DnsAnswer>& answers) const;
  [[nodiscard]] AnswerKind kind_of(const AddressSet& addresses) const;
  [[nodiscard]] bool shares_asn(const AddressSet& addresses) const;
  [[nodiscard]] bool proved(const IpAddress& address) const;
  [[nodiscard]] bool disproved(const IpAddress& address) const;
  [[nodiscard]] bool networks_are_known(const AddressSet& addresses) const;
  [[nodiscard]] bool could_be_proved() const;

  const Evidence& evidence_;
  std::string host_;
  bool control_asked_ = false;
  bool later_hop_ = false;
  AddressSet doh_;
  AddressSet trusted_;      // the control's and DoH's
  AddressSet tls_ok_;       // by the probe, for this name
  AddressSet shown_false_;  // a certificate of somebody else was shown to the probe
};

}  // namespace saksi
