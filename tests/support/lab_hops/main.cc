// Runs hop_walk or ttl_shield by hand, for tests in the lab: prints one line a trial,
// "TTL REPLY NAME ROUTER ASN BYTES", with "-" for what is not there.
//
//   lab-hops walk|shield tcp|tls|http|dns NAME [ENDPOINT | 4 | 6]
//
// Without an endpoint NAME is looked up (IPv4, or as said); the port is the kind's own.
#include <netdb.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "core/geo.h"
#include "probe/engine/ares.h"
#include "probe/engine/curl.h"
#include "probe/steps/hop_walk.h"
#include "probe/steps/tls.h"
#include "probe/steps/ttl_shield.h"

namespace saksi {
namespace {

using Trials = std::vector<PathTrial>;

struct Kind {
  TriggerKind kind;
  std::uint16_t port;
};
const std::map<std::string, Kind> kKinds{{"tcp", {TriggerKind::tcp, 443}},
                                         {"tls", {TriggerKind::tls, 443}},
                                         {"http", {TriggerKind::http, 80}},
                                         {"dns", {TriggerKind::dns, 53}}};

Endpoint look_up(const std::string& name, bool v6, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_family = v6 ? AF_INET6 : AF_INET;
  addrinfo* found = nullptr;
  if (::getaddrinfo(name.c_str(), nullptr, &wanted, &found) != 0)
    throw std::runtime_error("no address: " + name);
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  return Endpoint{IpAddress::from_sockaddr(*found->ai_addr).value(), port};
}

Endpoint endpoint_for(const std::string& name, const std::string& where, std::uint16_t port) {
  if (const auto endpoint = Endpoint::parse(where)) return *endpoint;
  return look_up(name, where == "6", port);
}

Trigger make_trigger(TriggerKind kind, ssl_ctx_st* tls, const std::string& name, const Endpoint& endpoint) {
  switch (kind) {
    case TriggerKind::tcp:
      return tcp_trigger(name, endpoint);
    case TriggerKind::tls:
      return tls_trigger(tls, name, endpoint).value();
    case TriggerKind::http:
      return http_trigger(Url::parse("http://" + name + "/").value(), endpoint);
    case TriggerKind::dns:
      return dns_trigger(name, endpoint).value();
  }
  throw std::logic_error("a trigger of no kind");
}

void print(const PathTrial& trial) {
  const std::string reply(to_string(trial.reply));
  const std::string router = trial.router ? trial.router->to_string() : "-";
  const std::string asn = trial.router_asn.known() ? trial.router_asn.to_string() : "-";
  std::printf("%d %s %s %s %s %zu\n", trial.ttl, reply.c_str(), trial.name.empty() ? "-" : trial.name.c_str(),
              router.c_str(), asn.c_str(), trial.answer.size());
}

Geo open_geo() {
  const char* const file = std::getenv("SAKSI_LAB_GEO_DB");
  return file == nullptr ? Geo() : Geo::open({file}).value();
}

Task<void> run(StepScope& scope, bool walk, Trigger trigger) {
  Trials trials;
  if (walk) {
    trials = co_await walk_hops(scope, std::move(trigger));
  } else {
    trials = co_await shield_from_near(scope, std::move(trigger));
  }
  for (const PathTrial& trial : trials) print(trial);
}

int run_by_hand(const std::vector<std::string>& words) {
  if (words.size() < 3 || !kKinds.contains(words[1])) {
    std::fputs("usage: lab-hops walk|shield tcp|tls|http|dns NAME [ENDPOINT | 4 | 6]\n", stderr);
    return 2;
  }
  const Kind kind = kKinds.at(words[1]);
  const Endpoint endpoint = endpoint_for(words[2], words.size() > 3 ? words[3] : "4", kind.port);
  Loop loop;
  AresChannel resolver(loop);
  CurlMulti curl(loop);
  const TlsClient tls;
  const Geo geo = open_geo();
  Network network{loop, resolver, curl, tls.context(), geo};
  StepScope scope(network);
  loop.run(run(scope, words[0] == "walk", make_trigger(kind.kind, tls.context(), words[2], endpoint)));
  return 0;
}

}  // namespace
}  // namespace saksi

int main(int count, char** words) {
  try {
    return saksi::run_by_hand(std::vector<std::string>(words + 1, words + count));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lab-hops: %s\n", error.what());
    return 1;
  }
}
