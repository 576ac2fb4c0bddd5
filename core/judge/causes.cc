#include "core/judge/causes.h"

#include <algorithm>

#include "core/judge/cause_dns.h"
#include "core/judge/cause_path.h"
#include "core/judge/cause_swap.h"

namespace saksi {
namespace {

Cause cause_in(const CauseScene& scene, const FollowUp& follow_up, const Verdict& verdict) {
  switch (follow_up.experiment) {
    case Experiment::dns_transport:
      return dns_transport_cause(scene, follow_up);
    case Experiment::dns_no_server:
      return dns_no_server_cause(follow_up);
    case Experiment::dns_identity:
      return dns_identity_cause(scene, follow_up);
    case Experiment::sni_swap:
      return sni_swap_cause(scene, follow_up);
    case Experiment::host_swap:
      return host_swap_cause(scene, follow_up);
    case Experiment::hop_walk:
      return hop_walk_cause(scene, follow_up, verdict);
    case Experiment::ttl_shield:
      return ttl_shield_cause(follow_up);
    case Experiment::rate:
      return rate_cause(scene, follow_up);
  }
  return {};
}

void add_once(std::vector<std::string>& reasons, const std::vector<std::string>& more) {
  for (const std::string& reason : more) {
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) reasons.push_back(reason);
  }
}

}  // namespace

Causes find_causes(const Measurement& measurement, const Verdict& verdict) {
  Causes causes;
  if (measurement.follow_ups.empty()) return causes;
  const CauseScene scene(measurement);
  for (const FollowUp& follow_up : measurement.follow_ups) {
    const Cause cause = cause_in(scene, follow_up, verdict);
    auto& isolated = causes.isolated_by;
    const bool known = std::find(isolated.begin(), isolated.end(), follow_up.experiment) != isolated.end();
    if (cause.isolated && !known) isolated.push_back(follow_up.experiment);
    if (cause.location && !causes.location) causes.location = cause.location;
    causes.forged_dns |= cause.forged_dns;
    causes.by_server |= cause.by_server;
    causes.contradicted |= cause.contradicted;
    causes.throttled |= cause.throttled;
    add_once(causes.reasons, cause.reasons);
  }
  return causes;
}

}  // namespace saksi
