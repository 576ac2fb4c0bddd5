// Asks a control vantage point (OONI's test-helper protocol) about a URL. Several controls: the first is
// asked, the next joins after a delay or at once on a failure, the first answer wins. A control that is busy
// (429, 503) counts as failed for who comes next, and is asked again after a pause.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/control_exchange.h"
#include "core/json.h"
#include "probe/steps/step_scope.h"

namespace saksi {

inline constexpr std::chrono::milliseconds kControlTimeout{30000};
inline constexpr std::chrono::milliseconds kControlFallbackDelay{5000};

struct ControlPatience {
  std::chrono::milliseconds total = kControlTimeout;
  std::chrono::milliseconds before_the_next = kControlFallbackDelay;
  // Before a busy control is asked again: doubled each time, up to eight times as long, and each pause is
  // half to one and a half of that at random, so that many callers do not come back together.
  std::chrono::milliseconds first_pause{500};
  int most_pauses = 6;
};

/// `controls` are base URLs. The exchange's result carries the last failure when none answered.
[[nodiscard]] Task<ControlExchange> ask_control(StepScope& scope, std::vector<std::string> controls,
                                                ControlRequest request, ControlPatience patience = {});

/// GET /saksi/v1/network of our own control: the caller's network, and its address for scrubbing. Nothing
/// when the control does not speak that (OONI's does not).
[[nodiscard]] Task<std::optional<CallerNetwork>> ask_caller_network(StepScope& scope, std::string control);

/// GET / of a control: whether it answers as OONI's helper does ({"message":"Hello OONItarian!"}).
[[nodiscard]] Task<bool> control_is_healthy(StepScope& scope, std::string control);

}  // namespace saksi
