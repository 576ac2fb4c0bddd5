#include "probe/steps/dns.h"

#include <string_view>
#include <utility>

#include "core/url.h"
#include "probe/steps/dns_exchange.h"
#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

constexpr std::uint16_t kDnsPort = 53;

void name_network(const Geo& geo, DnsAnswer& answer) {
  if (answer.type == AnswerType::CNAME) return;
  const Vantage network = geo.lookup(answer.address);
  answer.asn = network.asn;
  answer.as_name = network.as_name;
}

Result<Resolver> parse_server(DnsEngine engine, std::string_view text, std::string_view rest) {
  Resolver resolver;
  resolver.engine = engine;
  if (const auto endpoint = Endpoint::parse(rest)) {
    resolver.address = *endpoint;
    return resolver;
  }
  if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
  const auto address = IpAddress::parse(rest);
  if (!address) {
    return fail("resolver: '" + std::string(text) +
                "': give the server by its address, such as udp://9.9.9.9 " + "or tcp://[2620:fe::fe]:53");
  }
  resolver.address = Endpoint{*address, kDnsPort};
  return resolver;
}

}  // namespace

Result<Resolver> Resolver::parse(const std::string& text) {
  const std::string_view view = text;
  if (view == "system") return Resolver();
  if (view.starts_with("udp://")) return parse_server(DnsEngine::udp, view, view.substr(6));
  if (view.starts_with("tcp://")) return parse_server(DnsEngine::tcp, view, view.substr(6));
  if (!view.starts_with("https://")) {
    return fail("resolver: '" + text +
                "': write system, udp://ADDRESS[:PORT], tcp://ADDRESS[:PORT] or https://NAME/dns-query");
  }
  const Result<Url> url = Url::parse(text);
  if (!url) return fail("resolver: " + url.error().message);
  Resolver resolver;
  resolver.engine = DnsEngine::doh;
  resolver.url = url->text();
  return resolver;
}

std::string Resolver::name() const {
  switch (engine) {
    case DnsEngine::system:
      return "system";
    case DnsEngine::doh:
      return url;
    case DnsEngine::udp:
    case DnsEngine::tcp:
      break;
  }
  return address.to_string();
}

void add_reply(StepScope& scope, DnsObservation& observation, DnsReply reply) {
  reply.at = scope.now();
  for (DnsAnswer& answer : reply.answers) name_network(scope.network.geo, answer);
  observation.replies.push_back(std::move(reply));
}

void conclude(DnsObservation& observation, const DnsReply& reply) {
  observation.answers = reply.answers;
  observation.result = reply.result;
  observation.ended = reply.at;
}

Task<Lookup> ask(StepScope& scope, Resolver resolver, std::string hostname, DnsQuestion question,
                 std::chrono::milliseconds timeout) {
  Lookup asked;
  DnsObservation& observation = asked.observation;
  observation.transaction_id = scope.next_transaction();
  observation.depth = scope.depth;
  observation.engine = resolver.engine;
  observation.resolver = resolver.name();
  observation.hostname = std::move(hostname);
  observation.question = question;
  observation.started = scope.now();
  const Deadline deadline = Deadline::after(timeout);
  switch (resolver.engine) {
    case DnsEngine::system:
      co_await lookup_system(scope, observation, deadline);
      break;
    case DnsEngine::udp:
      co_await ask_udp(scope, resolver.address, asked, deadline);
      break;
    case DnsEngine::tcp:
      co_await lookup_tcp(scope, resolver.address, observation, deadline);
      break;
    case DnsEngine::doh:
      co_await lookup_doh(scope, std::move(resolver), observation, deadline);
      break;
  }
  if (observation.ended == Offset(0)) observation.ended = scope.now();
  co_return asked;
}

Task<DnsObservation> lookup(StepScope& scope, Resolver resolver, std::string hostname, DnsQuestion question,
                            std::chrono::milliseconds timeout) {
  Lookup asked = co_await ask(scope, std::move(resolver), std::move(hostname), question, timeout);
  co_await hear_late(scope, asked);
  co_return std::move(asked.observation);
}

}  // namespace saksi
