#include "probe/doctor.h"

#include <curl/curl.h>
#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <utility>

#include "probe/control/client.h"
#include "probe/steps/dns.h"
#include "probe/steps/http.h"
#include "probe/vantage.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

constexpr auto kToleratedOffset = 60s;  // evidence is dated to the minute

Check line_check(const LineCheck& line) {
  const std::string sites = std::to_string(line.always_open_tested - line.always_open_failed) + " of " +
                            std::to_string(line.always_open_tested) + " always-open sites open";
  switch (line.state) {
    case LineState::online:
      break;
    case LineState::captive_portal:
      return {"network", Health::bad, "a login page (captive portal) answers in the place of sites",
              "open a browser, log in to the network, then try again"};
    case LineState::offline:
    case LineState::unknown:
      return {"network", Health::bad, "nothing answers",
              "is the cable in, is Wi-Fi on, does a browser open any site?"};
  }
  if (line.always_open_failed * 10 > line.always_open_tested * 3) {
    return {"network", Health::doubtful, "online, but only " + sites,
            "a firewall of the house or a broken line? results would be set aside"};
  }
  return {"network", Health::good, "online, " + sites, ""};
}

Task<void> try_resolver(Network& network, Resolver resolver, std::string name, Check& check) {
  StepScope scope(network);
  const DnsQuestion question = resolver.engine == DnsEngine::system ? DnsQuestion::ANY : DnsQuestion::A;
  const DnsObservation answer = co_await lookup(scope, resolver, name, question);
  check.name =
      "DNS, " + (resolver.engine == DnsEngine::system ? std::string("your resolver") : resolver.name());
  if (answer.ok()) {
    check.finding = "answers";
    co_return;
  }
  const bool own = resolver.engine == DnsEngine::system;
  check.health = own ? Health::bad : Health::doubtful;
  check.finding = failure_string(answer.result);
  check.advice = own ? "see /etc/resolv.conf, or restart the router"
                     : "this resolver may be blocked; the others still serve";
}

Task<void> try_control(Network& network, std::string control, Check& check) {
  StepScope scope(network);
  check.name = "control, " + control;
  const bool healthy = co_await control_is_healthy(scope, control);
  if (healthy) {
    check.finding = "answers";
    co_return;
  }
  check.health = Health::doubtful;
  check.finding = "does not answer as a control should";
  check.advice = "without any control most findings stay inconclusive; name another with --control";
}

std::optional<std::chrono::seconds> offset_by(const HttpObservation& page) {
  if (!page.response) return std::nullopt;
  for (const auto& [name, value] : page.response->headers) {
    if (strcasecmp(name.c_str(), "date") != 0) continue;
    const time_t theirs = curl_getdate(value.c_str(), nullptr);
    if (theirs != -1)
      return std::chrono::seconds(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()) -
                                  theirs);
  }
  return std::nullopt;
}

Task<std::optional<std::chrono::seconds>> clock_offset(Network& network, std::vector<Url> sites) {
  for (const Url& site : sites) {
    StepScope scope(network);
    Resolver system;
    const DnsObservation found = co_await lookup(scope, system, site.host(), DnsQuestion::ANY);
    for (const DnsAnswer& answer : found.answers) {
      if (answer.type == AnswerType::CNAME) continue;
      HttpRequest request;
      request.url = site;
      request.endpoint = Endpoint{answer.address, site.port()};
      request.headers = browser_headers();
      request.timeout = 5s;
      const HttpObservation page = co_await fetch_http(scope, std::move(request), scope.next_transaction());
      if (const auto offset = offset_by(page)) co_return offset;
    }
  }
  co_return std::nullopt;
}

Check clock_check(std::optional<std::chrono::seconds> offset) {
  if (!offset)
    return {"clock", Health::doubtful, "could not be compared with any server",
            "check the date and the time by hand"};
  const std::string seconds_off = std::to_string(std::abs(offset->count())) + " s off";
  if (std::chrono::abs(*offset) <= kToleratedOffset) return {"clock", Health::good, seconds_off, ""};
  return {"clock", Health::bad, seconds_off,
          "set the clock: evidence needs the right time, and certificates look wrong"};
}

Check vantage_check(const Whereabouts& found, const Geo& geo) {
  const std::string source = geo.empty() ? "no local database" : geo.description();
  if (found.network.asn.known()) {
    return {"which network", Health::good,
            found.network.asn.to_string() + " " + found.network.as_name + ", " +
                found.network.country.to_string() + " (by " + found.source + "; " + source + ")",
            ""};
  }
  return {"which network", Health::doubtful, "unknown: results will say AS0, ZZ (" + source + ")",
          "run scripts/setup to fetch a database, give --geo-db FILE, or use a Saksi control, which tells "
          "its callers"};
}

}  // namespace

Task<std::vector<Check>> examine_network(Network& network, DoctorPlan plan) {
  std::vector<Check> checks(1 + plan.resolvers.size() + plan.controls.size());
  const LineCheck line = co_await check_line(network, plan.portal_checks, plan.always_open);
  checks[0] = line_check(line);
  std::vector<Task<void>> trying;
  const std::string name = plan.always_open.empty() ? "example.com" : plan.always_open[0].host();
  for (std::size_t i = 0; i < plan.resolvers.size(); ++i) {
    trying.push_back(try_resolver(network, plan.resolvers[i], name, checks[1 + i]));
  }
  for (std::size_t i = 0; i < plan.controls.size(); ++i) {
    trying.push_back(try_control(network, plan.controls[i], checks[1 + plan.resolvers.size() + i]));
  }
  co_await all_of(std::move(trying));
  const auto offset = co_await clock_offset(network, plan.always_open);
  checks.push_back(clock_check(offset));
  const Whereabouts whereabouts = co_await find_whereabouts(network, plan.controls);
  checks.push_back(vantage_check(whereabouts, network.geo));
  co_return checks;
}

Check examine_database(const std::filesystem::path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  std::error_code ignored;
  const bool exists = std::filesystem::exists(file, ignored);
  auto nearest = std::filesystem::absolute(folder, ignored);
  while (!std::filesystem::exists(nearest, ignored) && nearest.has_relative_path())
    nearest = nearest.parent_path();
  const bool writable =
      access(exists ? file.c_str() : nearest.c_str(), W_OK) == 0 && access(nearest.c_str(), W_OK) == 0;
  if (!writable) {
    return {"database", Health::bad, "cannot be written: " + file.string(),
            "choose another place with --db FILE"};
  }
  const auto room = std::filesystem::space(nearest, ignored);
  const auto megabytes = room.available >> 20U;
  if (megabytes < 200) {
    return {"database", Health::doubtful,
            "only " + std::to_string(megabytes) + " MB free for " + file.string(),
            "a run over a country's list needs about 50 MB; make room"};
  }
  return {"database", Health::good, (exists ? "can be written: " : "can be made: ") + file.string(), ""};
}

}  // namespace saksi
