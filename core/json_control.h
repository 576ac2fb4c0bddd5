// Private to core/json_*.cc: the control's request and answer as they also stand in an OONI measurement.
#pragma once

#include "core/control_exchange.h"
#include "core/json_support.h"

namespace saksi::json_support {

[[nodiscard]] Ordered control_request_value(const ControlRequest& request);
[[nodiscard]] Ordered control_answer_value(const ControlAnswer& answer);

// The inverses. They throw JsonProblem.
[[nodiscard]] ControlRequest read_control_request(const Fields& fields);
[[nodiscard]] ControlAnswer read_control_answer(const Fields& fields);

}  // namespace saksi::json_support
