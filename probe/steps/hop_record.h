// The trials of a walk as they come in, and when they are enough. No network: hop_walk.h says the rules.
// Inside of probe/steps.
#pragma once

#include <vector>

#include "core/follow_up.h"
#include "core/geo.h"
#include "probe/steps/hop_route.h"

namespace saksi {

class HopRecord {
 public:
  /// Begins with the route's own trials, which name nobody.
  HopRecord(const Geo& geo, Route route, const Endpoint& endpoint);

  /// Takes all trials of one TTL, in ascending order of TTLs, and names their routers.
  void add(std::vector<PathTrial> trials);
  /// Whether a further TTL would tell nothing more.
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] std::vector<PathTrial> take() { return std::move(trials_); }

 private:
  void begin_with_route(const Endpoint& endpoint);
  void name_router(PathTrial& trial) const;
  void weigh(const PathTrial& trial);

  const Geo& geo_;
  Route route_;
  std::vector<PathTrial> trials_;
  int silences_ = 0;  // in a row, as the next two
  int telling_silences_ = 0;
  int failures_ = 0;
  bool complete_ = false;
};

}  // namespace saksi
