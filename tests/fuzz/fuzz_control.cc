// Fuzz target: what comes from a control, or from a censor in its place: its answer to a URL, what it says of
// its caller, the experiments that it offers, its echo. And what a control is asked by anybody.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/json.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace saksi;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto answer = parse_control_answer(text)) {
    require(parse_control_answer(control_answer_json(*answer)).has_value());
  }
  if (const auto request = parse_control_request(text)) {
    require(parse_control_request(control_request_json(*request)).has_value());
  }
  if (const auto experiments = parse_control_experiments(text)) {
    for (const IpAddress& address : experiments->no_dns) require(!is_bogon(address));
    for (const Endpoint& endpoint : experiments->echo) require(!is_bogon(endpoint.address));
    for (const Endpoint& endpoint : experiments->tls) require(!is_bogon(endpoint.address));
    require(experiments->no_dns.size() <= kMaxExperimentPlaces);
  }
  if (const auto caller = parse_caller_network(text)) (void)caller_network_json(*caller);
  if (const auto echo = parse_echo_answer(text)) (void)echo_answer_json(*echo);
  return 0;
}
