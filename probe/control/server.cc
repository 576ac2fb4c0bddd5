#include "probe/control/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/json.h"
#include "probe/control/echo_server.h"
#include "probe/control/http_server.h"
#include "probe/control/job_queue.h"
#include "probe/control/offer.h"
#include "probe/control/routes.h"
#include "probe/control/targets.h"
#include "probe/engine/event.h"

namespace saksi {
namespace {

/// What the one who accepts calls and the workers share.
struct Desk {
  Desk(Network& some_network, ControlOptions some_options)
      : network(some_network),
        options(std::move(some_options)),
        policy(options.allow_private, options.also_allowed, own_addresses()),
        echo(network.loop, options.echo_listen, options.tls_listen),
        jobs(job_limits_of(options)) {
    for (Listener& listener : listen_at_all(options.listen)) {
      servers.push_back(std::make_unique<HttpServer>(std::move(listener), limits_of(options)));
    }
  }

  static HttpServerLimits limits_of(const ControlOptions& options) {
    HttpServerLimits limits;
    // Beyond those who are served, enough to tell others at once that it is busy.
    limits.connections = options.max_clients + options.max_waiting + 256;
    const std::size_t of_one = options.max_per_address + options.max_waiting_per_address + 32;
    limits.connections_per_address = options.behind_proxy ? 0 : of_one;
    limits.request_bytes = options.max_request_bytes;
    return limits;
  }

  static JobLimits job_limits_of(const ControlOptions& options) {
    JobLimits limits;
    limits.under_way = options.max_clients;
    limits.under_way_per_caller = options.max_per_address;
    limits.waiting = options.max_waiting;
    limits.waiting_per_caller = options.max_waiting_per_address;
    return limits;
  }

  Network& network;
  ControlOptions options;
  TargetPolicy policy;
  std::vector<std::unique_ptr<HttpServer>> servers;
  EchoServer echo;
  ControlExperiments offered = {};
  JobQueue jobs;
  std::deque<Event*> idle;  // workers that wait for a job; there are as many as may be under way
};

// ---- Calls

std::optional<HttpAnswer> refused_for_load(const Desk& desk, const IpAddress& counted) {
  switch (desk.jobs.admits(counted)) {
    case Admission::welcome:
      break;
    case Admission::caller_has_enough:
      return refusal(429, "too many measurements at once from one address: wait for an answer first");
    case Admission::full:
      return refusal(503, "busy: try another control, or this one later");
  }
  return std::nullopt;
}

void take_on(Desk& desk, Job job) {
  desk.jobs.add(std::move(job));
  if (desk.idle.empty() || !desk.jobs.may_begin()) return;
  desk.idle.front()->set();
  desk.idle.pop_front();
}

/// Who has waited too long learns it while there is time to ask another control.
void send_away_who_waits_too_long(Desk& desk) {
  for (const Job& job : desk.jobs.give_up(std::chrono::steady_clock::now())) {
    job.server->answer(*job.call, refusal(503, "busy: try another control, or this one later"));
  }
}

/// Hands the call to the workers, or says why not.
std::optional<HttpAnswer> hand_over(Desk& desk, HttpServer& server, HttpCall& call, const IpAddress& caller) {
  const IpAddress counted = counted_as(caller);
  if (auto refused = refused_for_load(desk, counted)) return refused;
  Result<ControlRequest> request = read_request(call.body, desk.policy);
  if (!request) return refusal(400, request.error().message);
  take_on(desk, Job{&server, &call, std::move(*request), counted, std::chrono::steady_clock::now()});
  return std::nullopt;
}

void take(Desk& desk, HttpServer& server, HttpCall& call) {
  const IpAddress caller = caller_of(call, desk.options.behind_proxy);
  const Route route = route_of(call.method, call.path);
  std::optional<HttpAnswer> answer = route == Route::measure
                                         ? hand_over(desk, server, call, caller)
                                         : answer_at_once(route, caller, desk.network.geo, desk.offered);
  if (answer) server.answer(call, std::move(*answer));
}

/// Lets the server work until there is nothing left to do for now. What remains after so many rounds is due
/// at once (next_deadline), after other tasks had their turn.
void turn(Desk& desk, HttpServer& server) {
  constexpr int kRounds = 16;
  for (int round = 0; round < kRounds; ++round) {
    server.run();
    for (HttpCall* call : server.take_calls()) take(desk, server, *call);
    if (!server.busy()) return;
  }
}

// ---- Workers

/// Nothing when another worker was faster, or the loop was interrupted.
Task<std::optional<Job>> next_job(Desk& desk) {
  Event come(desk.network.loop);
  if (!desk.jobs.may_begin()) {
    desk.idle.push_back(&come);
    co_await come.wait(Deadline::never());
    std::erase(desk.idle, &come);
  }
  std::optional<Job> job;
  if (!desk.network.loop.interrupted()) job = desk.jobs.begin();
  co_return job;
}

Task<HttpAnswer> answer_to(Desk& desk, ControlRequest request) {
  try {
    const ControlAnswer answer = co_await measure_for(desk.network, std::move(request), desk.options);
    // Every step ended early then, and would be taken for a failure of the site.
    if (desk.network.loop.interrupted()) co_return refusal(503, "this control is ending; try another");
    co_return HttpAnswer{200, control_answer_json(answer)};
  } catch (const std::exception&) {
    // What it was may hold what the caller asked for, and that is not written down.
    co_return refusal(500, "the measurement broke off");
  }
}

Task<void> work(Desk& desk) {
  while (!desk.network.loop.interrupted()) {
    std::optional<Job> job = co_await next_job(desk);
    if (!job) continue;
    HttpAnswer answer = co_await answer_to(desk, std::move(job->request));
    job->server->answer(*job->call, std::move(answer));
    desk.jobs.end(*job);
    turn(desk, *job->server);
  }
}

Task<void> accept_calls(Desk& desk, HttpServer& server) {
  Loop& loop = desk.network.loop;
  for (;;) {
    const Deadline deadline = Deadline::at(server.next_deadline());
    const Wait outcome = co_await loop.readable(server.descriptor(), deadline);
    if (outcome == Wait::interrupted) co_return;
    send_away_who_waits_too_long(desk);
    turn(desk, server);
  }
}

// ---- Starting

/// Descriptors that one measurement may hold: endpoints, the page, DNS.
constexpr std::size_t kDescriptorsEach = kMaxControlEndpoints + 8;
constexpr std::size_t kDescriptorsForAll = 900;  // connections of callers and of experiments, libraries

std::size_t raised_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

/// A measurement without a free descriptor would report failures that are not the network's.
std::size_t affordable_clients(std::size_t wanted) {
  const std::size_t limit = raised_descriptor_limit();
  const std::size_t spare = limit > kDescriptorsForAll ? limit - kDescriptorsForAll : 0;
  const std::size_t affordable = std::max<std::size_t>(1, spare / kDescriptorsEach);
  if (affordable >= wanted) return wanted;
  std::cerr << "control: " << affordable << " instead of " << wanted << " measurements at once, because only "
            << limit << " files may be open; raise the limit (LimitNOFILE)\n";
  return affordable;
}

std::vector<Endpoint> endpoints_of(const std::vector<std::unique_ptr<HttpServer>>& servers) {
  std::vector<Endpoint> endpoints;
  for (const auto& server : servers) endpoints.push_back(server->endpoint());
  return endpoints;
}

/// One clear line for an operator whose servers nobody would ever be told of.
void warn_of_unseen(const char* option, const std::vector<Endpoint>& listening,
                    const std::vector<Endpoint>& offered) {
  if (listening.empty() || !offered.empty()) return;
  std::cerr << "control: " << option << ' ' << listening.front().to_string()
            << " is no public address, so probes are not told of it; name the address that they see with "
               "--public-address\n";
}

ControlExperiments offered_by(const Desk& desk) {
  const ControlOptions& options = desk.options;
  const PublicView view{options.public_addresses, own_addresses(), options.allow_private};
  ControlExperiments offered;
  offered.echo = seen_from_outside(desk.echo.plain_endpoints(), view);
  offered.tls = seen_from_outside(desk.echo.tls_endpoints(), view);
  warn_of_unseen("--echo-listen", options.echo_listen, offered.echo);
  warn_of_unseen("--tls-listen", options.tls_listen, offered.tls);
  offered.tls_certificate_sha256 = desk.echo.certificate_sha256();
  std::vector<Endpoint> places = seen_from_outside(endpoints_of(desk.servers), view);
  places.insert(places.end(), offered.echo.begin(), offered.echo.end());
  places.insert(places.end(), offered.tls.begin(), offered.tls.end());
  offered.no_dns = without_dns(places, bound_for_dns());
  return offered;
}

void print_endpoints(const char* what, const std::vector<Endpoint>& endpoints) {
  for (const Endpoint& endpoint : endpoints) std::cout << what << ' ' << endpoint.to_string() << std::endl;
}

}  // namespace

Task<void> serve_control(Network& network, ControlOptions options) {
  options.max_clients = affordable_clients(options.max_clients);
  Desk desk(network, std::move(options));
  desk.offered = offered_by(desk);
  print_endpoints("listening on", endpoints_of(desk.servers));
  print_endpoints("echo on", desk.echo.plain_endpoints());
  print_endpoints("tls on", desk.echo.tls_endpoints());
  std::vector<Task<void>> tasks;
  for (std::size_t i = 0; i < desk.options.max_clients; ++i) tasks.push_back(work(desk));
  for (const auto& server : desk.servers) tasks.push_back(accept_calls(desk, *server));
  tasks.push_back(desk.echo.serve());
  co_await all_of(std::move(tasks));
}

}  // namespace saksi
