// The line's round trip, without privileges: the time that a TCP connect takes to a place that is always
// open.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "core/url.h"
#include "probe/steps/step_scope.h"

namespace saksi {

/// The first of `places` that can be connected to, to be echoed from again and again; nothing when none can.
[[nodiscard]] Task<std::optional<Endpoint>> find_echo(Network& network, std::vector<Url> places);

/// How long a connect takes; nothing when it was lost: a SYN that had to be sent again is a loss.
[[nodiscard]] Task<std::optional<std::chrono::microseconds>> echo(Network& network, Endpoint place);

}  // namespace saksi
