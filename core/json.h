// The only place where JSON and structs meet: our own evidence record, the OONI measurement (data format
// 0.2.0), and the test-helper protocol. Callers see strings. Parsing is bounded (depth 64, 64 MiB) and never
// throws.
#pragma once

#include <string>
#include <string_view>

#include "core/measurement.h"
#include "core/ooni_keys.h"
#include "core/result.h"
#include "core/scrub.h"
#include "core/verdict.h"

namespace saksi {

/// Our evidence record: the whole measurement; docs/format-evidence.md. Bytes that are not UTF-8 are
/// {"base64": "..."}.
[[nodiscard]] std::string evidence_json(const Scrubbed<Measurement>& measurement);
/// The inverse. evidence_json(parse(x)) == x for every x that evidence_json made.
[[nodiscard]] Result<Measurement> parse_evidence(std::string_view json);

/// {"verdict":..,"certainty":..,"scope":..,"layer":..,"method":..,"findings":{..},"reasons":[..],...}
[[nodiscard]] std::string verdict_json(const Verdict& verdict);
[[nodiscard]] Result<Verdict> parse_verdict(std::string_view json);

/// One line of OONI JSONL (no line end): web_connectivity 0.5 test keys, our verdict under test_keys.x_saksi.
[[nodiscard]] std::string ooni_json(const Measurement& measurement, const OoniKeys& keys,
                                    const Verdict& verdict);

// The test-helper protocol.
[[nodiscard]] std::string control_request_json(const ControlRequest& request);
[[nodiscard]] Result<ControlRequest> parse_control_request(std::string_view json);
[[nodiscard]] std::string control_answer_json(const ControlAnswer& answer);
[[nodiscard]] Result<ControlAnswer> parse_control_answer(std::string_view json);

/// What our own control says of its caller (GET /saksi/v1/network). The address is for scrubbing, in memory
/// only.
struct CallerNetwork {
  std::optional<IpAddress> address;
  Vantage network;
};
[[nodiscard]] std::string caller_network_json(const CallerNetwork& caller);
[[nodiscard]] Result<CallerNetwork> parse_caller_network(std::string_view json);

/// GET /saksi/v1/experiments. At most kMaxExperimentPlaces of each list are read; an address that is no
/// public one, and a port 0, is left out.
[[nodiscard]] std::string control_experiments_json(const ControlExperiments& experiments);
[[nodiscard]] Result<ControlExperiments> parse_control_experiments(std::string_view json);

/// {"saksi_echo":1,"method":..,"host":..,"request_id":..,"server_name":..,"head_bytes":..}. Reading fails on
/// whatever is not the echo's: a page that somebody else put there.
[[nodiscard]] std::string echo_answer_json(const EchoAnswer& answer);
[[nodiscard]] Result<EchoAnswer> parse_echo_answer(std::string_view json);

}  // namespace saksi
