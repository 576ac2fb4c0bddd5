// What all causes look at: which names and which endpoints are the site's own, so that in an experiment the
// neutral name and the control's address stand out. Points into the measurement, which must outlive it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/measurement.h"
#include "core/verdict.h"

namespace saksi {

/// What one follow-up shows.
struct Cause {
  bool isolated = false;
  std::optional<Location> location;
  bool forged_dns = false;
  bool by_server = false;
  bool contradicted = false;
  bool throttled = false;
  std::vector<std::string> reasons;
};

class CauseScene {
 public:
  explicit CauseScene(const Measurement& seen);

  /// The measured host, or a redirect's target in any attempt.
  [[nodiscard]] bool is_site(const std::string& name) const { return names_.contains(name); }
  /// An attempt connected there for the site's sake.
  [[nodiscard]] bool is_of_site(const Endpoint& endpoint) const { return endpoints_.contains(endpoint); }
  /// No attempt or other experiment in the minute before: what fails then is no shadow of an earlier trigger.
  [[nodiscard]] bool was_quiet_before(const FollowUp& follow_up) const;

  const Measurement& measurement;

 private:
  void learn(const Attempt& attempt);
  std::set<std::string> names_;
  std::set<Endpoint> endpoints_;
};

}  // namespace saksi
