// What exactly failed, so that an experiment can change one variable of it: the name, the endpoint, the
// layer. Read from the newest attempt that shows it. Pure.
#pragma once

#include <optional>
#include <string>

#include "core/measurement.h"
#include "core/verdict.h"

namespace saksi {

struct Suspect {
  Layer layer = Layer::dns;
  Url url;                           // of the hop that failed
  std::optional<Endpoint> endpoint;  // for every layer but dns
};

/// Nothing when no attempt shows a failure at that layer.
[[nodiscard]] std::optional<Suspect> find_suspect(const Measurement& measurement, Layer layer);

}  // namespace saksi
