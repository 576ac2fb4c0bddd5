#include "core/judge/certificate_finding.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/certificate.h"
#include "core/digest.h"
#include "core/judge/say.h"

namespace saksi {
namespace {

struct Shown {
  Endpoint endpoint;
  std::vector<std::string> chain_sha256;
  std::string issuer;
  bool logged = false;
};
using ByName = std::map<std::string, std::vector<Shown>>;

ByName shown_here(const Attempt& attempt) {
  ByName shown;
  for (const TlsObservation& tls : attempt.tls) {
    if (!tls.ok() || tls.peer_certificates.empty()) continue;
    Shown chain{tls.endpoint, {}, "", false};
    for (const std::string& der : tls.peer_certificates) chain.chain_sha256.push_back(sha256_hex(der));
    chain.issuer = issuer_name(tls.peer_certificates.front()).substr(0, kMaxIssuerBytes);
    chain.logged = is_publicly_logged(tls.peer_certificates.front());
    shown[tls.server_name].push_back(std::move(chain));
  }
  return shown;
}

void learn(const std::optional<ControlAnswer>& answer, ByName& shown) {
  if (!answer) return;
  for (const auto& [where, tls] : answer->tls_handshake) {
    const auto endpoint = Endpoint::parse(where);
    if (endpoint && tls.status && tls.failure.empty() && !tls.chain_sha256.empty())
      shown[tls.server_name].push_back({*endpoint, tls.chain_sha256, tls.leaf_issuer, false});
  }
}

ByName shown_to_control(const Attempt& attempt) {
  ByName shown;
  if (attempt.control) learn(attempt.control->answer, shown);
  for (const ControlExchange& control : attempt.hop_controls) learn(control.answer, shown);
  return shown;
}

/// Certificates of one authority's many intermediates (R10, R11, E5...) name the same organization.
bool same_issuer(const std::string& ours, const std::string& theirs) {
  const std::string organization = organization_in(ours);
  return ours == theirs || (!organization.empty() && organization == organization_in(theirs));
}

bool is_another(const Shown& ours, const Shown& theirs) {
  if (ours.issuer.empty() || theirs.issuer.empty() || same_issuer(ours.issuer, theirs.issuer)) return false;
  return std::find_first_of(ours.chain_sha256.begin(), ours.chain_sha256.end(), theirs.chain_sha256.begin(),
                            theirs.chain_sha256.end()) == ours.chain_sha256.end();
}

bool all_are_others(const std::vector<Shown>& ours, const std::vector<Shown>& theirs) {
  return std::all_of(ours.begin(), ours.end(), [&](const Shown& here) {
    return !here.logged && std::all_of(theirs.begin(), theirs.end(),
                                       [&](const Shown& there) { return is_another(here, there); });
  });
}

std::optional<OtherChain> compare(const std::string& name, const std::vector<Shown>& ours,
                                  const std::vector<Shown>& theirs) {
  OtherChain other{name, {}, "", ""};
  std::set<std::pair<std::string, std::string>>
      issuers;  // a set, so that the order of handshakes does not matter
  for (const Shown& here : ours) {
    for (const Shown& there : theirs) {
      if (here.endpoint != there.endpoint) continue;
      other.endpoints.insert(here.endpoint);
      issuers.emplace(here.issuer, there.issuer);
    }
  }
  if (other.endpoints.empty() || !all_are_others(ours, theirs)) return std::nullopt;
  std::tie(other.issuer, other.control_issuer) = *issuers.begin();
  return other;
}

/// Written by whoever made the certificate.
std::string quoted(const std::string& issuer) {
  constexpr std::size_t kMost = 120;
  std::string text = issuer.substr(0, kMost);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return '"' + text + '"';
}

}  // namespace

std::vector<OtherChain> exchanged_chains(const Attempt& attempt) {
  std::vector<OtherChain> exchanged;
  const ByName theirs = shown_to_control(attempt);
  if (theirs.empty()) return exchanged;
  for (const auto& [name, ours] : shown_here(attempt)) {
    const auto found = theirs.find(name);
    if (found == theirs.end()) continue;
    if (auto other = compare(name, ours, found->second)) exchanged.push_back(std::move(*other));
  }
  return exchanged;
}

std::string in_words(const OtherChain& chain) {
  return "The certificate that " + list_endpoints(chain.endpoints) + " showed for " + chain.server_name +
         " was issued by " + quoted(chain.issuer) +
         ", which this machine trusts; the control was shown one by " + quoted(chain.control_issuer) +
         " at the same place: somebody between opens the connection, and can read and change what is in it.";
}

bool rests_on_exchanged_chains(const Attempt& attempt, const Verdict& verdict) {
  if (verdict.finding(Layer::tls).method != Method::substituted_certificate) return false;
  const bool untrusted = std::any_of(attempt.tls.begin(), attempt.tls.end(), [](const TlsObservation& tls) {
    return tls.result.failure == Failure::ssl_unknown_authority ||
           tls.result.failure == Failure::ssl_invalid_hostname;
  });
  return !untrusted && !exchanged_chains(attempt).empty();
}

}  // namespace saksi
