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

}  // namespace

HopFindings judge_tls(const Evidence& evidence, const DnsFinding& dns) {
  std::vector<EndpointTry> attempts;
  for (const Flow& flow : evidence.flows) {
    if (flow.tls == nullptr || dns.misleads_to(flow.endpoint.address)) continue;
    auto of_control = evidence.control.shook_hands(flow.endpoint, flow.tls->server_name);
    if (!of_control && evidence.control.must_have_shaken_hands(flow.endpoint, flow.tls->server_name))
      of_control = true;
    attempts.push_back({&flow, flow.tls, of_control, tls_method(*flow.tls)});
  }
  HopFindings findings = judge_attempts(evidence, attempts, "TLS handshake with");
  add_exchanged(evidence.exchanged, findings.overall);
  return findings;
}

}  // namespace saksi
