#include "probe/echo.h"

#include "probe/steps/dns.h"
#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

/// Below the second after which the kernel sends a lost SYN again.
constexpr std::chrono::milliseconds kLost = 950ms;

}  // namespace

Task<std::optional<std::chrono::microseconds>> echo(Network& network, Endpoint place) {
  const auto began = std::chrono::steady_clock::now();
  const Connected connected = co_await connect_by(network.loop, place, Deadline::after(kLost));
  const auto took = std::chrono::steady_clock::now() - began;
  // A refusal is an answer too.
  const bool came_back = connected.result.ok() || connected.result.failure == Failure::connection_refused;
  std::optional<std::chrono::microseconds> result;
  if (came_back) result = std::chrono::duration_cast<std::chrono::microseconds>(took);
  co_return result;
}

Task<std::optional<Endpoint>> find_echo(Network& network, std::vector<Url> places) {
  std::optional<Endpoint> found;
  for (const Url& place : places) {
    StepScope scope(network);
    Resolver system;
    const DnsObservation answer = co_await lookup(scope, system, place.host(), DnsQuestion::ANY);
    for (const DnsAnswer& record : answer.answers) {
      if (record.type != AnswerType::A || found) continue;
      const Endpoint candidate{record.address, place.port()};
      const auto took = co_await echo(network, candidate);
      if (took) found = candidate;
    }
    if (found) break;
  }
  co_return found;
}

}  // namespace saksi
