#include "probe/nettests/line.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "probe/engine/semaphore.h"
#include "probe/steps/dns.h"
#include "probe/steps/http.h"
#include "probe/steps/tcp.h"
#include "probe/steps/tls.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

// Shorter than for a measurement: this stands between the volunteer and the run.
constexpr std::chrono::milliseconds kPatience = 6s;
// A weak home router must not fail this check by the check's own load.
constexpr std::size_t kSitesAtOnce = 4;

enum class PortalAnswer { as_it_should, something_else, nothing };

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

PortalAnswer compare(const HttpObservation& page, const PortalCheck& check) {
  if (!page.response || page.response->code == 0) return PortalAnswer::nothing;
  const bool same = page.response->code == check.status && trimmed(page.response->body) == check.body;
  return same ? PortalAnswer::as_it_should : PortalAnswer::something_else;
}

std::vector<IpAddress> v4_first(const DnsObservation& lookup) {
  std::vector<IpAddress> addresses;
  for (const DnsAnswer& answer : lookup.answers) {
    if (answer.type != AnswerType::CNAME) addresses.push_back(answer.address);
  }
  std::stable_sort(addresses.begin(), addresses.end());
  return addresses;
}

Task<void> ask_portal(Network& network, PortalCheck check, PortalAnswer& answer) {
  StepScope scope(network);
  Resolver system;
  const DnsObservation found = co_await lookup(scope, system, check.url.host(), DnsQuestion::ANY);
  for (const IpAddress& address : v4_first(found)) {
    HttpRequest request;
    request.url = check.url;
    request.endpoint = Endpoint{address, check.url.port()};
    request.headers = browser_headers();
    request.timeout = kPatience;
    const HttpObservation page = co_await fetch_http(scope, std::move(request), scope.next_transaction());
    answer = compare(page, check);
    if (answer != PortalAnswer::nothing) co_return;
  }
}

Task<bool> opens(StepScope& scope, Url site, IpAddress address) {
  const Endpoint endpoint{address, site.port()};
  TcpStep tcp = co_await connect_tcp(scope, endpoint, scope.next_transaction(), kPatience);
  if (!tcp.observation.ok() || !site.is_https()) co_return tcp.observation.ok();
  const TlsObservation tls = co_await handshake_tls(scope, std::move(tcp.socket), endpoint, site.host(),
                                                    scope.next_transaction(), kPatience);
  co_return tls.ok();
}

Task<void> try_site(Network& network, Semaphore& at_once, Url site, AlwaysOpen& tally) {
  const auto slot = co_await at_once.acquire(Deadline::never());
  if (!slot) co_return;  // interrupted
  StepScope scope(network);
  Resolver system;
  const DnsObservation found = co_await lookup(scope, system, site.host(), DnsQuestion::ANY);
  bool open = false;
  for (const IpAddress& address : v4_first(found)) {
    if (open && (address.is_v4() || tally.has_ipv6)) continue;
    const bool here = co_await opens(scope, site, address);
    open = open || here;
    tally.has_ipv6 = tally.has_ipv6 || (here && !address.is_v4());
  }
  ++tally.tested;
  if (!open) ++tally.failed;
}

}  // namespace

Task<LineState> check_portal(Network& network, std::vector<PortalCheck> checks) {
  std::vector<PortalAnswer> answers(checks.size(), PortalAnswer::nothing);
  std::vector<Task<void>> asking;
  for (std::size_t i = 0; i < checks.size(); ++i)
    asking.push_back(ask_portal(network, checks[i], answers[i]));
  co_await all_of(std::move(asking));
  const auto any = [&](PortalAnswer wanted) {
    return std::find(answers.begin(), answers.end(), wanted) != answers.end();
  };
  if (any(PortalAnswer::as_it_should)) co_return LineState::online;
  co_return any(PortalAnswer::something_else) ? LineState::captive_portal : LineState::offline;
}

Task<AlwaysOpen> check_always_open(Network& network, std::vector<Url> sites) {
  AlwaysOpen tally;
  Semaphore at_once(network.loop, kSitesAtOnce);
  std::vector<Task<void>> trying;
  for (const Url& site : sites) trying.push_back(try_site(network, at_once, site, tally));
  co_await all_of(std::move(trying));
  co_return tally;
}

Task<LineCheck> check_line(Network& network, std::vector<PortalCheck> checks, std::vector<Url> sites) {
  LineCheck line;
  line.state = co_await check_portal(network, std::move(checks));
  const AlwaysOpen tally = co_await check_always_open(network, std::move(sites));
  line.always_open_tested = tally.tested;
  line.always_open_failed = tally.failed;
  line.has_ipv6 = tally.has_ipv6;
  // The portal checks may themselves be blocked or down: one site that opens proves a network.
  if (line.state == LineState::offline && tally.failed < tally.tested) line.state = LineState::online;
  co_return line;
}

}  // namespace saksi
