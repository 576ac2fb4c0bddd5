// Which network is this? AS number, AS name and country for the record, and the line's own address, in memory
// only, so that it can be scrubbed from everything that is kept.
#pragma once

#include <string>
#include <vector>

#include "core/measurement.h"
#include "core/scrub.h"
#include "probe/steps/step_scope.h"

namespace saksi {

struct Whereabouts {
  Vantage network;
  std::vector<IpAddress> own_addresses;  // public ones, as others see them; never stored
  std::string source;  // how it was found, for the volunteer: "the control", "the local database", ""
};

/// Asks the controls who is calling, else a public resolver that answers with the caller's address; looks the
/// address up in the local database when there is one. Everything may stay unknown: AS0, ZZ.
[[nodiscard]] Task<Whereabouts> find_whereabouts(Network& network, std::vector<std::string> controls);

}  // namespace saksi
