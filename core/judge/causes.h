// What the follow-up experiments show: which trigger is singled out, and where on the path the interference
// sits. Each experiment changes one variable, so that a different outcome names the cause. One function an
// experiment, each with the sentence that a report quotes. docs/verdicts.md, "Experiments".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/measurement.h"
#include "core/verdict.h"

namespace saksi {

struct Causes {
  std::vector<Experiment> isolated_by;  // each once, in the order in which they were run
  std::optional<Location> location;
  std::vector<std::string> reasons;
  bool forged_dns = false;    // an address that runs no DNS server answered: `injected`, whatever the lie
  bool by_server = false;     // the answer sets in only at the server's own distance
  bool contradicted = false;  // the very handshake that failed in every attempt succeeded in an experiment
  bool throttled = false;     // the site's name is served more slowly than another by the same server
};

/// `verdict` is what the attempts say together. The reasons also tell of experiments that isolated nothing.
[[nodiscard]] Causes find_causes(const Measurement& measurement, const Verdict& verdict);

}  // namespace saksi
