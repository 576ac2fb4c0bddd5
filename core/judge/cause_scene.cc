#include "core/judge/cause_scene.h"

#include <algorithm>

namespace saksi {

CauseScene::CauseScene(const Measurement& seen) : measurement(seen) {
  names_.insert(seen.url.host());
  learn(seen);
  for (const Attempt& retest : seen.retests) learn(retest);
}

bool CauseScene::was_quiet_before(const FollowUp& follow_up) const {
  const Offset quiet = follow_up.started - std::chrono::seconds(60);
  const auto disturbs = [&](Offset ended) { return ended > quiet && ended <= follow_up.started; };
  if (disturbs(measurement.begun + measurement.runtime)) return false;
  for (const Attempt& retest : measurement.retests) {
    if (disturbs(retest.begun + retest.runtime)) return false;
  }
  return std::none_of(measurement.follow_ups.begin(), measurement.follow_ups.end(),
                      [&](const FollowUp& other) { return &other != &follow_up && disturbs(other.ended); });
}

void CauseScene::learn(const Attempt& attempt) {
  for (const DnsObservation& lookup : attempt.dns) names_.insert(lookup.hostname);
  for (const TcpObservation& tcp : attempt.tcp) endpoints_.insert(tcp.endpoint);
}

}  // namespace saksi
