// TCP/53 (RFC 7766): one connection, one question, one answer, each message behind two bytes of length.
#include <utility>

#include "probe/steps/dns_exchange.h"
#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

std::string with_length(const std::string& message) {
  std::string framed;
  framed.push_back(static_cast<char>((message.size() >> 8) & 0xff));
  framed.push_back(static_cast<char>(message.size() & 0xff));
  return framed + message;
}

std::size_t length_of(const std::string& prefix) {
  return static_cast<std::size_t>(static_cast<unsigned char>(prefix[0])) << 8 |
         static_cast<unsigned char>(prefix[1]);
}

/// Sends the query and reads one message into `reply`.
Task<Ended> exchange(Loop& loop, Endpoint server, std::string query, std::string& reply, Deadline deadline) {
  const Connected connected = co_await connect_by(loop, server, deadline);
  if (!connected.result.ok()) co_return connected.result;
  const int fd = connected.socket.get();
  Ended ended = co_await send_all(loop, fd, with_length(query), deadline);
  if (!ended.ok()) co_return ended;
  std::string prefix;
  ended = co_await receive_exactly(loop, fd, 2, prefix, deadline);
  if (!ended.ok()) co_return ended;
  ended = co_await receive_exactly(loop, fd, length_of(prefix), reply, deadline);
  co_return ended;
}

}  // namespace

Task<void> lookup_tcp(StepScope& scope, Endpoint server, DnsObservation& observation, Deadline deadline) {
  const Result<std::string> query = make_dns_query(observation.hostname, observation.question);
  if (!query) {
    observation.result = ended_with(Failure::dns_non_recoverable_failure);
    co_return;
  }
  std::string message;
  observation.result = co_await exchange(scope.network.loop, server, *query, message, deadline);
  observation.answers.clear();
  observation.ended = scope.now();
  if (!observation.result.ok()) co_return;
  const DnsMatch match = match_dns_reply(*query, message);
  DnsReply reply = parse_dns_reply(std::move(message), observation.question);
  if (match == DnsMatch::wrong_id) reply.result = ended_with(Failure::dns_reply_with_wrong_query_id);
  if (match == DnsMatch::stray) reply.result = ended_with(Failure::dns_server_misbehaving);
  add_reply(scope, observation, std::move(reply));
  conclude(observation, observation.replies.back());
}

}  // namespace saksi
