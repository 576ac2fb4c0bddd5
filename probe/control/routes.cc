#include "probe/control/routes.h"

#include <utility>

#include "core/json.h"

namespace saksi {

Route route_of(const std::string& method, const std::string& path) {
  const bool reads = method == "GET" || method == "HEAD";
  if (path == "/saksi/v1/network") return reads ? Route::caller_network : Route::unknown_method;
  if (path == "/saksi/v1/experiments") return reads ? Route::experiments : Route::unknown_method;
  if (path != "/") return Route::unknown_path;
  if (reads) return Route::health;
  return method == "POST" ? Route::measure : Route::unknown_method;
}

HttpAnswer answer_at_once(Route route, const IpAddress& caller, const Geo& geo,
                          const ControlExperiments& offered) {
  switch (route) {
    case Route::health:
      return HttpAnswer{200, "{\"message\":\"Hello OONItarian!\"}"};
    case Route::caller_network: {
      const CallerNetwork network{caller, geo.lookup(caller)};
      return HttpAnswer{200, caller_network_json(network)};
    }
    case Route::experiments:
      return HttpAnswer{200, control_experiments_json(offered)};
    case Route::unknown_path:
      return refusal(404, "there is nothing here; see GET / and POST /");
    case Route::unknown_method:
    case Route::measure:
      break;
  }
  HttpAnswer answer = refusal(405, "this method does nothing here; use GET, or POST /");
  answer.allow = "GET, HEAD, POST";
  return answer;
}

IpAddress caller_of(const HttpCall& call, bool behind_proxy) {
  if (!behind_proxy) return call.peer;
  const auto comma = call.forwarded_for.rfind(',');
  std::string last = comma == std::string::npos ? call.forwarded_for : call.forwarded_for.substr(comma + 1);
  last.erase(0, last.find_first_not_of(" \t"));
  last.erase(last.find_last_not_of(" \t") + 1);
  return IpAddress::parse(last).value_or(call.peer);
}

IpAddress counted_as(const IpAddress& caller) {
  if (caller.is_v4()) return caller;
  const std::string network = caller.bytes().substr(0, 8) + std::string(8, '\0');
  return IpAddress::from_bytes(network).value_or(caller);
}

Result<ControlRequest> read_request(const std::string& body, const TargetPolicy& policy) {
  Result<ControlRequest> request = parse_control_request(body);
  if (!request) return request;
  const Result<Url> url = Url::parse(request->url);
  if (!url) return tl::make_unexpected(url.error());
  if (!is_web_port(url->port())) {
    return fail("port " + std::to_string(url->port()) + " is not measured: no web server listens there");
  }
  if (url->literal() && !policy.allows(*url->literal())) {
    return fail(url->host() + " is not measured: it is no public address, or this control's own");
  }
  return request;
}

}  // namespace saksi
