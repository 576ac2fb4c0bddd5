// The checks behind `saksi-probe doctor`: is this line, and this machine, fit for a run? Each check says what
// it found and, when something is wrong, what to do about it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "probe/nettests/line.h"
#include "probe/nettests/resolver_set.h"
#include "probe/steps/step_scope.h"

namespace saksi {

enum class Health { good, doubtful, bad };

struct Check {
  std::string name;
  Health health = Health::good;
  std::string finding;
  std::string advice;  // empty when good
};

struct DoctorPlan {
  std::vector<PortalCheck> portal_checks;
  std::vector<Url> always_open;
  std::vector<Resolver> resolvers;
  std::vector<std::string> controls;
};

/// All checks that need the network, in the order in which a volunteer would want to mend them.
[[nodiscard]] Task<std::vector<Check>> examine_network(Network& network, DoctorPlan plan);

/// Whether a database can be made or written at `file`. Leaves nothing behind.
[[nodiscard]] Check examine_database(const std::filesystem::path& file);

}  // namespace saksi
