#include "probe/nettests/follow_up.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/judge/silence.h"
#include "probe/nettests/name_swap.h"
#include "probe/nettests/suspect.h"
#include "probe/steps/hop_walk.h"
#include "probe/steps/ttl_shield.h"

namespace saksi {
namespace {

constexpr std::size_t kResolversAsked = 2;
// Answers with the address of the resolver that asked (documented by Akamai), and so tells which one that
// was.
constexpr const char* kWhoamiName = "whoami.akamai.net";

/// What one experiment works with. Lives as long as the experiment.
struct Bench {
  StepScope scope;
  const FollowUpPlan& plan;
  Suspect suspect;
  FollowUp& record;
};

Task<void> ask(Bench& bench, Resolver resolver, std::string name) {
  DnsObservation observation = co_await lookup(bench.scope, resolver, name, DnsQuestion::A);
  bench.record.dns.push_back(std::move(observation));
}

Resolver over_tcp(Resolver udp) {
  udp.engine = DnsEngine::tcp;
  return udp;
}

Task<void> ask_over_every_transport(Bench& bench) {
  std::vector<Task<void>> asking;
  const std::string host = bench.suspect.url.host();
  Resolver system;
  asking.push_back(ask(bench, system, host));
  for (std::size_t i = 0; i < std::min(kResolversAsked, bench.plan.udp.size()); ++i) {
    asking.push_back(ask(bench, bench.plan.udp[i], host));
    asking.push_back(ask(bench, over_tcp(bench.plan.udp[i]), host));
  }
  for (std::size_t i = 0; i < std::min(kResolversAsked, bench.plan.doh.size()); ++i)
    asking.push_back(ask(bench, bench.plan.doh[i], host));
  co_await all_of(std::move(asking));
}

Task<void> ask_where_no_server_is(Bench& bench) {
  std::vector<Task<void>> asking;
  for (const IpAddress& address : bench.plan.control.no_dns) {
    const auto nobody = Resolver::parse("udp://" + Endpoint{address, 53}.to_string());
    if (nobody) asking.push_back(ask(bench, *nobody, bench.suspect.url.host()));
  }
  co_await all_of(std::move(asking));
}

Task<void> ask_who_they_are(Bench& bench) {
  std::vector<Task<void>> asking;
  for (std::size_t i = 0; i < std::min(kResolversAsked, bench.plan.udp.size()); ++i)
    asking.push_back(ask(bench, bench.plan.udp[i], kWhoamiName));
  co_await all_of(std::move(asking));
}

std::optional<Trigger> trigger_of(const Bench& bench, const Suspect& suspect) {
  Result<Trigger> trigger = fail("");
  switch (suspect.layer) {
    case Layer::dns:
      if (bench.plan.udp.empty()) return std::nullopt;
      trigger = dns_trigger(suspect.url.host(), bench.plan.udp.front().address);
      break;
    case Layer::tcp:
      return tcp_trigger(suspect.url.host(), *suspect.endpoint);
    case Layer::tls:
      trigger = tls_trigger(bench.scope.network.tls, suspect.url.host(), *suspect.endpoint);
      break;
    case Layer::http:
      return http_trigger(suspect.url, *suspect.endpoint);
    case Layer::rate:
      return std::nullopt;
  }
  return trigger ? std::optional{std::move(*trigger)} : std::nullopt;
}

Task<void> walk(Bench& bench) {
  const auto trigger = trigger_of(bench, bench.suspect);
  if (!trigger) co_return;
  bench.record.trials = co_await walk_hops(bench.scope, *trigger);
}

Task<void> shield(Bench& bench) {
  const auto trigger = trigger_of(bench, bench.suspect);
  if (!trigger) co_return;
  bench.record.trials = co_await shield_from_near(bench.scope, *trigger);
}

Task<void> perform(Experiment experiment, Bench& bench) {
  const SwapPlaces places{bench.plan.control.tls, bench.plan.control.echo, bench.plan.timeouts};
  switch (experiment) {
    case Experiment::dns_transport:
      return ask_over_every_transport(bench);
    case Experiment::dns_no_server:
      return ask_where_no_server_is(bench);
    case Experiment::dns_identity:
      return ask_who_they_are(bench);
    case Experiment::sni_swap:
      return swap_server_names(bench.scope, places, bench.suspect, bench.record);
    case Experiment::host_swap:
      return swap_hosts(bench.scope, places, bench.suspect, bench.record);
    case Experiment::hop_walk:
      return walk(bench);
    case Experiment::ttl_shield:
      return shield(bench);
    case Experiment::rate:
      return compare_rates(bench.scope, places, bench.suspect, bench.record);
  }
  return ask_who_they_are(bench);
}

bool has_anything(const FollowUp& record) {
  return !record.dns.empty() || !record.tcp.empty() || !record.tls.empty() || !record.http.empty() ||
         !record.trials.empty();
}

Task<void> run_one(Network& network, FollowUpPlan& plan, Experiment experiment, Layer layer,
                   Measurement& measurement, std::chrono::steady_clock::time_point began) {
  const auto suspect = find_suspect(measurement, layer);
  if (!suspect) co_return;
  FollowUp record;
  record.experiment = experiment;
  const auto now = [&] {
    return std::chrono::duration_cast<Offset>(std::chrono::steady_clock::now() - began);
  };
  record.started = now();
  Bench bench{StepScope(network), plan, *suspect, record};
  co_await perform(experiment, bench);
  record.ended = now();
  const bool whole = !network.loop.interrupted();
  if (whole && has_anything(record)) measurement.follow_ups.push_back(std::move(record));
}

bool came_from_somebody(Method method) {
  switch (method) {
    case Method::reset:
    case Method::reset_after_client_hello:
    case Method::closed_after_client_hello:
    case Method::closed:
    case Method::alert:
    case Method::notice_page:
    case Method::redirect_to_notice:
    case Method::status_451:
    case Method::different_page:
      return true;
    default:
      return false;
  }
}

void add_for(const Finding& finding, std::vector<std::pair<Experiment, Layer>>& wanted) {
  const auto add = [&](Experiment experiment) { wanted.emplace_back(experiment, finding.layer); };
  switch (finding.layer) {
    case Layer::dns:
      add(Experiment::dns_transport);
      add(Experiment::dns_no_server);
      add(Experiment::dns_identity);
      if (finding.method == Method::injected) add(Experiment::hop_walk);
      return;
    case Layer::tcp:
      add(Experiment::hop_walk);
      return;
    case Layer::tls:
      add(Experiment::sni_swap);
      if (finding.method == Method::substituted_certificate) return;
      if (came_from_somebody(*finding.method)) add(Experiment::ttl_shield);
      add(Experiment::hop_walk);
      return;
    case Layer::http:
      add(Experiment::host_swap);
      if (came_from_somebody(*finding.method)) add(Experiment::ttl_shield);
      add(Experiment::hop_walk);
      return;
    case Layer::rate:
      add(Experiment::rate);
      return;
  }
}

}  // namespace

std::vector<std::pair<Experiment, Layer>> experiments_for(const Verdict& verdict, const Attempt& newest) {
  std::vector<std::pair<Experiment, Layer>> wanted;
  if (came_slowly(newest)) wanted.emplace_back(Experiment::rate, Layer::rate);
  for (const Finding& finding : verdict.findings) {
    if (finding.state == FindingState::interfered) add_for(finding, wanted);
  }
  return wanted;
}

Task<void> run_follow_ups(Network& network, FollowUpPlan plan, Verdict verdict, Measurement& measurement,
                          std::chrono::steady_clock::time_point began) {
  const Attempt& newest = measurement.retests.empty() ? measurement : measurement.retests.back();
  for (const auto& [experiment, layer] : experiments_for(verdict, newest)) {
    if (network.loop.interrupted()) co_return;
    co_await run_one(network, plan, experiment, layer, measurement, began);
  }
}

Task<void> swap_names_again(Network& network, FollowUpPlan plan, Measurement& measurement,
                            std::chrono::steady_clock::time_point began) {
  co_await run_one(network, plan, Experiment::sni_swap, Layer::tls, measurement, began);
}

bool swap_is_unsettled(const Measurement& measurement) {
  for (auto follow_up = measurement.follow_ups.rbegin(); follow_up != measurement.follow_ups.rend();
       ++follow_up) {
    if (follow_up->experiment != Experiment::sni_swap || follow_up->tcp.empty()) continue;
    const TcpObservation& first = follow_up->tcp.front();  // the neutral name at the site's address
    const bool shaken = !follow_up->tls.empty() &&
                        follow_up->tls.front().transaction_id == first.transaction_id &&
                        (follow_up->tls.front().server_hello_seen || follow_up->tls.front().alert_received);
    return !shaken;
  }
  return false;
}

}  // namespace saksi
