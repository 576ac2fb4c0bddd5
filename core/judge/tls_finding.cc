#include "core/judge/tls_finding.h"

namespace saksi {
namespace {

/// ssl_invalid_certificate (expired, not valid yet) is no sign: a clock that is wrong gives it for every
/// site.
std::optional<Method> tls_method(const TlsObservation& tls) {
  if (tls.ok() || is_local_failure(*tls.result.failure)) return std::nullopt;
  switch (*tls.result.failure) {
    case Failure::connection_reset:
    case Failure::connection_aborted:
      return Method::reset_after_client_hello;
    case Failure::generic_timeout_error:
    case Failure::timed_out:
      return Method::timed_out_after_client_hello;
    case Failure::eof_error:
    case Failure::connection_already_closed:
      return Method::closed_after_client_hello;
    case Failure::ssl_failed_handshake:
      return Method::alert;
    case Failure::ssl_unknown_authority:
    case Failure::ssl_invalid_hostname:
      return Method::substituted_certificate;
    default:
      return tls.alert_received ? std::optional{Method::alert} : std::nullopt;
  }
}

/// The page may be the site's own: what is behind the handshake is for the other layers to say.
void add_exchanged(const std::vector<OtherChain>& exchanged, LayerFinding& overall) {
  if (exchanged.empty()) return;
  if (overall.state != FindingState::interfered) {
    overall = LayerFinding{};
    overall.state = FindingState::interfered;
    overall.method = Method::substituted_certificate;
  }
  for (const OtherChain& chain : exchanged) overall.reasons.push_back(in_words(chain));
}

/// The certificate that the handshake failed for, if it is a known one. Others are not looked at: a valid one
/// is the site's.
const Fingerprint* known_certificate(const Evidence& evidence, const TlsObservation& tls) {
  const bool shown = tls.result.failure == Failure::ssl_unknown_authority ||
                     tls.result.failure == Failure::ssl_invalid_hostname ||
                     tls.result.failure == Failure::ssl_invalid_certificate;
  if (!shown || tls.peer_certificates.empty()) return nullptr;
  return evidence.fingerprints.match_certificate(tls.peer_certificates.front());
}

/// Where DNS had led astray, the certificate tells who is there, and interference was DNS's already.
void add_known(const Evidence& evidence, const Flow& flow, const Fingerprint& print, bool misled,
               LayerFinding& overall) {
  if (overall.print != nullptr && overall.print->scope <= print.scope) return;
  overall.print = &print;
  overall.depth = flow.depth;
  if (!misled) {
    overall.state = FindingState::interfered;
    overall.method = Method::substituted_certificate;
  }
  overall.reasons.insert(overall.reasons.begin(),
                         "The certificate that " + flow.endpoint.to_string() + " showed for " +
                             evidence.site_at(flow.depth) + " is a known one (fingerprint " + print.name +
                             ", scope " + std::string{to_string(print.scope)} + ").");
}

}  // namespace

HopFindings judge_tls(const Evidence& evidence, const DnsFinding& dns) {
  struct Known {
    const Flow* flow;
    const Fingerprint* print;
    bool misled;
  };
  std::vector<Known> known;
  std::vector<EndpointTry> attempts;
  for (const Flow& flow : evidence.flows) {
    if (flow.tls == nullptr) continue;
    const bool misled = dns.misleads_to(flow.endpoint.address);
    const Fingerprint* const print = known_certificate(evidence, *flow.tls);
    const bool harmless = print != nullptr && print->scope == Scope::fp;
    if (print != nullptr && !harmless) known.push_back({&flow, print, misled});
    if (misled) continue;
    auto of_control = evidence.control.shook_hands(flow.endpoint, flow.tls->server_name);
    if (!of_control && evidence.control.must_have_shaken_hands(flow.endpoint, flow.tls->server_name))
      of_control = true;
    attempts.push_back({&flow, flow.tls, of_control, harmless ? std::nullopt : tls_method(*flow.tls)});
  }
  HopFindings findings = judge_attempts(evidence, attempts, "TLS handshake with");
  add_exchanged(evidence.exchanged, findings.overall);
  for (const Known& seen : known) add_known(evidence, *seen.flow, *seen.print, seen.misled, findings.overall);
  return findings;
}

}  // namespace saksi
