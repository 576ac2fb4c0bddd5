#include "probe/nettests/name_swap.h"

#include <algorithm>
#include <utility>

#include "core/control_exchange.h"
#include "core/hex.h"
#include "core/measurement.h"
#include "probe/steps/http.h"
#include "probe/steps/tcp.h"
#include "probe/steps/tls.h"

namespace saksi {
namespace {

/// One handshake or request of a swap.
struct Corner {
  std::string name;
  Endpoint endpoint;
};

/// The control's place of the same address family, so that the packets go the same kind of way.
std::optional<Endpoint> alike(const std::vector<Endpoint>& places, const Endpoint& endpoint) {
  const auto found = std::find_if(places.begin(), places.end(), [&](const Endpoint& place) {
    return place.address.is_v4() == endpoint.address.is_v4();
  });
  if (found == places.end()) return std::nullopt;
  return *found;
}

/// Neutral before site's, here before there.
std::vector<Corner> corners(const Suspect& suspect, const std::optional<Endpoint>& there) {
  const std::string& site = suspect.url.host();
  std::vector<Corner> all{{kNeutralName, *suspect.endpoint}};
  if (there) all.push_back({kNeutralName, *there});
  if (there) all.push_back({site, *there});
  all.push_back({site, *suspect.endpoint});
  return all;
}

Task<void> shake_hands(StepScope& scope, Timeouts timeouts, Corner corner, FollowUp& record) {
  const std::int64_t flow = scope.next_transaction();
  TcpStep tcp = co_await connect_tcp(scope, corner.endpoint, flow, timeouts.tcp);
  const bool connected = tcp.observation.ok();
  record.tcp.push_back(std::move(tcp.observation));
  if (!connected) co_return;
  TlsObservation tls =
      co_await handshake_tls(scope, std::move(tcp.socket), corner.endpoint, corner.name, flow, timeouts.tls);
  record.tls.push_back(std::move(tls));
}

Task<void> request(StepScope& scope, Timeouts timeouts, Corner corner, std::string path, FollowUp& record) {
  const auto url = Url::parse("http://" + corner.name + path);
  if (!url) co_return;
  HttpRequest wanted;
  wanted.url = *url;
  wanted.endpoint = corner.endpoint;
  wanted.headers = browser_headers();
  wanted.headers.emplace_back(kEchoNonceHeader, random_id());
  wanted.timeout = timeouts.http;
  HttpObservation page = co_await fetch_http(scope, std::move(wanted), scope.next_transaction());
  record.http.push_back(std::move(page));
}

std::string path_of(const Url& url) {
  const std::string text = url.text();
  const auto begin = text.find('/', text.find("://") + 3);
  return begin == std::string::npos ? "/" : text.substr(begin);
}

/// Over TLS the neutral name stands in the ClientHello alone: the request asks the server for the same page.
HttpRequest transfer(const Suspect& suspect, const std::string& name, const Timeouts& timeouts) {
  HttpRequest wanted;
  const std::string scheme = suspect.url.is_https() ? "https://" : "http://";
  wanted.url = Url::parse(scheme + name + path_of(suspect.url)).value_or(suspect.url);
  wanted.endpoint = *suspect.endpoint;
  wanted.headers = browser_headers();
  wanted.timeout = timeouts.http;
  if (name == suspect.url.host() || !suspect.url.is_https()) return wanted;
  wanted.headers.emplace_back("Host", suspect.url.host());
  wanted.any_certificate = true;
  return wanted;
}

}  // namespace

Task<void> swap_server_names(StepScope& scope, SwapPlaces places, Suspect suspect, FollowUp& record) {
  const auto there = alike(places.tls, *suspect.endpoint);
  for (Corner corner : corners(suspect, there)) co_await shake_hands(scope, places.timeouts, corner, record);
}

Task<void> swap_hosts(StepScope& scope, SwapPlaces places, Suspect suspect, FollowUp& record) {
  const auto there = alike(places.echo, *suspect.endpoint);
  const std::string path = path_of(suspect.url);
  for (Corner corner : corners(suspect, there)) {
    co_await request(scope, places.timeouts, corner, path, record);
  }
}

Task<void> compare_rates(StepScope& scope, SwapPlaces places, Suspect suspect, FollowUp& record) {
  for (const std::string& name : {std::string(kNeutralName), suspect.url.host()}) {
    HttpRequest wanted = transfer(suspect, name, places.timeouts);
    HttpObservation page = co_await fetch_http(scope, std::move(wanted), scope.next_transaction());
    record.http.push_back(std::move(page));
  }
}

}  // namespace saksi
