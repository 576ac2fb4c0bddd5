#include "core/judge/silence.h"

#include <algorithm>

namespace saksi {
namespace {

bool is_silence(const Ended& ended) {
  return ended.failure == Failure::generic_timeout_error || ended.failure == Failure::timed_out ||
         ended.failure == Failure::host_unreachable || ended.failure == Failure::network_unreachable;
}

bool reached_by(const ControlExchange& control, const Endpoint& endpoint) {
  if (!control.answer) return false;
  const auto found = control.answer->tcp_connect.find(endpoint.to_string());
  return found != control.answer->tcp_connect.end() && found->second.failure.empty();
}

bool control_reached(const Attempt& attempt, const Endpoint& endpoint) {
  if (attempt.control && reached_by(*attempt.control, endpoint)) return true;
  return std::any_of(attempt.hop_controls.begin(), attempt.hop_controls.end(),
                     [&](const ControlExchange& control) { return reached_by(control, endpoint); });
}

bool neighbour_answers(const Attempt& attempt, const TcpObservation& silent) {
  return std::any_of(attempt.tcp.begin(), attempt.tcp.end(), [&](const TcpObservation& tcp) {
    return tcp.ok() && tcp.depth == silent.depth && tcp.endpoint.port == silent.endpoint.port;
  });
}

}  // namespace

std::set<Endpoint> silent_endpoints(const Attempt& attempt) {
  std::set<Endpoint> silent;
  for (const TcpObservation& tcp : attempt.tcp) {
    if (tcp.ok() || !is_silence(tcp.result)) continue;
    if (!tcp.endpoint.address.is_v4() && !attempt.line.has_ipv6) continue;
    if (neighbour_answers(attempt, tcp) && control_reached(attempt, tcp.endpoint))
      silent.insert(tcp.endpoint);
  }
  return silent;
}

bool came_slowly(const Attempt& attempt) {
  constexpr double kSlow = 32'000;  // bytes a second
  static constexpr std::chrono::seconds kLong{3};
  return std::any_of(attempt.http.begin(), attempt.http.end(), [](const HttpObservation& http) {
    const auto took = http.ended - http.started;
    if (!http.response || took < kLong) return false;
    return static_cast<double>(http.response->body_length) <
           kSlow * std::chrono::duration<double>(took).count();
  });
}

}  // namespace saksi
