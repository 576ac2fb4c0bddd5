// What the test helper was asked and what it answered (test_keys.x_control_request, test_keys.control).
#pragma once

#include "analyzer/ingest/ooni_json.h"
#include "core/control_exchange.h"

namespace saksi {

void read_control_request(JsonValue& value, TextRoom& room, ControlRequest& request);

/// Nothing when it is no answer: null, {}, or the nought of a probe that got none.
[[nodiscard]] std::optional<ControlAnswer> read_control(JsonValue& value, TextRoom& room);

}  // namespace saksi
