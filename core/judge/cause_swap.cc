#include "core/judge/cause_swap.h"

#include <algorithm>
#include <functional>

#include "core/judge/say.h"
#include "core/url.h"

namespace saksi {
namespace {

/// One exchange of a swap, TLS or HTTP alike.
struct Trial {
  std::string name;
  Endpoint endpoint;
  bool passed = false;
  std::string how;  // "was reset", when it did not pass
};

/// The four corners of a swap; the last trial of each kind counts, because an earlier one may have met the
/// shadow of a trigger (residual blocking) and been repeated for that.
struct Corners {
  const Trial* site_here = nullptr;      // the site's name at the site's address: the failure itself
  const Trial* neutral_here = nullptr;   // a neutral name at the site's address
  const Trial* site_there = nullptr;     // the site's name at the control's address
  const Trial* neutral_there = nullptr;  // a neutral name at the control's address
};

Corners corners_of(const CauseScene& scene, const std::vector<Trial>& trials) {
  Corners corners;
  for (const Trial& trial : trials) {
    const bool site = scene.is_site(trial.name);
    const bool here = scene.is_of_site(trial.endpoint);
    (here ? (site ? corners.site_here : corners.neutral_here)
          : (site ? corners.site_there : corners.neutral_there)) = &trial;
  }
  return corners;
}

bool passed(const Trial* trial) {
  return trial != nullptr && trial->passed;
}
bool failed(const Trial* trial) {
  return trial != nullptr && !trial->passed;
}

/// `what`: "handshake" or "request". `quiet`: nothing had triggered the censor at this address for a while.
Cause cause_of(const Corners& corners, const std::string& what, bool quiet) {
  Cause cause;
  if (passed(corners.neutral_here) && failed(corners.site_here)) {
    cause.isolated = true;
    cause.reasons.push_back("The same server (" + corners.neutral_here->endpoint.to_string() +
                            ") answered when another name (" + corners.neutral_here->name +
                            ") was asked for; only the " + what + " for " + corners.site_here->name + " " +
                            corners.site_here->how + ".");
  }
  if (passed(corners.neutral_there) && failed(corners.site_there)) {
    cause.isolated = true;
    cause.reasons.push_back("On the way to a server that has nothing to do with the site, a " + what +
                            " for " + corners.site_there->name + " " + corners.site_there->how +
                            " too, and one for another name did not: it is the name that is acted on.");
  }
  const bool any_name = failed(corners.neutral_here) && failed(corners.site_here);
  if (quiet && any_name && passed(corners.site_there)) {
    cause.isolated = true;
    cause.reasons.push_back("At " + corners.site_here->endpoint.to_string() +
                            " any name fails, and elsewhere the name " + corners.site_there->name +
                            " passes: it is the address that is acted on.");
  }
  return cause;
}

// ---- TLS

/// Somebody answered the ClientHello with a certificate, or refused a name that it does not serve.
bool was_answered(const TlsObservation& tls, bool site) {
  const bool told_name_apart = !site && tls.alert_received.has_value();
  return tls.ok() || tls.server_hello_seen || told_name_apart;
}

std::string leaf_of(const TlsObservation& tls) {
  return tls.peer_certificates.empty() ? std::string{} : tls.peer_certificates.front();
}

/// The control's server has one certificate for every name: another one is somebody else's.
void expose_substitute(const CauseScene& scene, const FollowUp& follow_up, std::vector<Trial>& trials) {
  std::string neutral_leaf;
  for (const TlsObservation& tls : follow_up.tls) {
    if (!scene.is_of_site(tls.endpoint) && !scene.is_site(tls.server_name)) neutral_leaf = leaf_of(tls);
  }
  if (neutral_leaf.empty()) return;
  for (std::size_t i = 0; i < follow_up.tls.size(); ++i) {
    const TlsObservation& tls = follow_up.tls[i];
    const bool there = !scene.is_of_site(tls.endpoint) && scene.is_site(tls.server_name);
    if (!there || leaf_of(tls).empty() || leaf_of(tls) == neutral_leaf) continue;
    trials[i].passed = false;
    trials[i].how = "was answered with another certificate than that server's";
  }
}

/// At the site's own address a valid certificate is what a visitor needs; elsewhere no certificate can fit.
Trial trial_of(const CauseScene& scene, const TlsObservation& tls) {
  const bool site = scene.is_site(tls.server_name);
  const bool must_fit = site && scene.is_of_site(tls.endpoint);
  return {tls.server_name, tls.endpoint, must_fit ? tls.ok() : was_answered(tls, site),
          failure_in_words(tls.result)};
}

// ---- HTTP

std::string host_of(const HttpObservation& http) {
  const auto url = Url::parse(http.url);
  return url ? url->host() : "";
}

std::string nonce_of(const HttpObservation& http) {
  for (const auto& [name, value] : http.request_headers) {
    if (name == kEchoNonceHeader) return value;
  }
  return {};
}

Trial trial_of(const CauseScene& scene, const HttpObservation& http) {
  Trial trial{host_of(http), http.endpoint, http.ok() && http.response, failure_in_words(http.result)};
  const std::string nonce = nonce_of(http);
  if (!trial.passed || scene.is_of_site(http.endpoint) || nonce.empty()) return trial;
  if (http.response->body.find(nonce) != std::string::npos) return trial;
  trial.passed = false;
  trial.how = "was answered by somebody else";
  return trial;
}

double bytes_per_second(const HttpObservation& http) {
  const double seconds = std::chrono::duration<double>(http.ended - http.started).count();
  return http.response && seconds > 0 ? static_cast<double>(http.response->body_length) / seconds : 0;
}

}  // namespace

Cause sni_swap_cause(const CauseScene& scene, const FollowUp& follow_up) {
  std::vector<Trial> trials;
  for (const TlsObservation& tls : follow_up.tls) trials.push_back(trial_of(scene, tls));
  expose_substitute(scene, follow_up, trials);
  const Corners corners = corners_of(scene, trials);
  Cause cause = cause_of(corners, "handshake", scene.was_quiet_before(follow_up));
  cause.contradicted = passed(corners.site_here);
  return cause;
}

Cause host_swap_cause(const CauseScene& scene, const FollowUp& follow_up) {
  std::vector<Trial> trials;
  for (const HttpObservation& http : follow_up.http) trials.push_back(trial_of(scene, http));
  return cause_of(corners_of(scene, trials), "request", scene.was_quiet_before(follow_up));
}

Cause rate_cause(const CauseScene& scene, const FollowUp& follow_up) {
  double site = 0;
  double neutral = 0;
  for (const HttpObservation& http : follow_up.http) {
    (scene.is_site(host_of(http)) ? site : neutral) = bytes_per_second(http);
  }
  constexpr double kSlow = 5;
  Cause cause;
  cause.throttled = neutral > 0 && site * kSlow < neutral;
  cause.isolated = cause.throttled;
  if (cause.throttled) {
    cause.reasons.push_back("The same server sent " + std::to_string(static_cast<long>(neutral / 1000)) +
                            " kB/s under a neutral name and " +
                            std::to_string(static_cast<long>(site / 1000)) + " kB/s under the site's.");
  }
  return cause;
}

}  // namespace saksi
