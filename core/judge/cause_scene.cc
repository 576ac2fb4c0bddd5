#include "core/judge/cause_scene.h"

namespace saksi {

CauseScene::CauseScene(const Measurement& seen) : measurement(seen) {
  names_.insert(seen.url.host());
  learn(seen);
  for (const Attempt& retest : seen.retests) learn(retest);
}

void CauseScene::learn(const Attempt& attempt) {
  for (const DnsObservation& lookup : attempt.dns) names_.insert(lookup.hostname);
  for (const TcpObservation& tcp : attempt.tcp) endpoints_.insert(tcp.endpoint);
}

}  // namespace saksi
