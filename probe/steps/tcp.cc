#include "probe/steps/tcp.h"

#include <utility>

#include "probe/steps/socket_io.h"

namespace saksi {

Task<TcpStep> connect_tcp(StepScope& scope, Endpoint endpoint, std::int64_t transaction_id,
                          std::chrono::milliseconds timeout) {
  TcpStep step;
  step.observation.transaction_id = transaction_id;
  step.observation.depth = scope.depth;
  step.observation.endpoint = endpoint;
  step.observation.started = scope.now();
  Connected connected = co_await connect_by(scope.network.loop, endpoint, Deadline::after(timeout));
  step.observation.ended = scope.now();
  step.observation.result = connected.result;
  step.socket = std::move(connected.socket);
  co_return step;
}

}  // namespace saksi
