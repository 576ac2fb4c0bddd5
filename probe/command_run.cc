// `saksi-probe run`: from the options to a finished run.
#include <iostream>
#include <memory>

#include "core/judge/judge.h"
#include "probe/consent.h"
#include "probe/estimate.h"
#include "probe/experience.h"
#include "probe/network.h"
#include "probe/plan.h"
#include "probe/presets.h"
#include "probe/run_options.h"
#include "probe/runner.h"

namespace saksi {
namespace {

bool agreed(const RunOptions& options, const Environment& environment) {
  const std::string text = consent_text(options.control_operators);
  if (options.yes || has_consented(environment.config_dir, text)) return true;
  if (!environment.input_is_terminal) {
    std::cerr << "saksi-probe: nobody has agreed to the first run yet. Run this in a terminal, or add --yes\n"
                 "after reading `saksi-probe run` there once.\n";
    return false;
  }
  return ask_consent(environment.config_dir, text, std::cin, std::cerr);
}

ResolverSet resolver_set(Loop& loop, const RunOptions& options, const Environment& environment) {
  if (options.resolvers.empty()) {
    ResolverPresets presets = read_resolver_presets(environment.data_dir / "resolvers.csv");
    return ResolverSet(loop, std::move(presets.udp), std::move(presets.doh));
  }
  std::vector<Resolver> named;
  for (const std::string& text : options.resolvers) {
    auto resolver = Resolver::parse(text);
    if (!resolver) throw UsageError("--resolver: " + resolver.error().message);
    named.push_back(std::move(*resolver));
  }
  return ResolverSet(loop, std::move(named));
}

RunPlan new_plan(const RunOptions& options, const Environment& environment) {
  Targeted targeted = read_targets(options.targets, environment);
  for (const std::string& problem : targeted.left_out) std::cerr << "left out: " << problem << '\n';
  RunPlan plan;
  plan.run.id = random_id();
  plan.run.started = now_utc();
  plan.run.software_version = software_version();
  plan.run.country = options.targets.country;
  plan.run.list_name = targeted.list_name;
  plan.run.list_hash = targeted.list_hash;
  plan.run.simulated = options.simulated;
  for (const std::string& control : options.controls)
    plan.run.controls += (plan.run.controls.empty() ? "" : " ") + control;
  plan.urls = std::move(targeted.urls);
  return plan;
}

RunPlan resumed_plan(Store& store, const RunOptions& options) {
  const auto run = store.unfinished_run();
  if (!run) throw InputError("no run is waiting to go on in " + options.database.string());
  RunPlan plan;
  plan.run = *run;
  plan.urls = store.remaining(run->id);
  plan.already_done = store.planned(run->id) - plan.urls.size();
  return plan;
}

std::unique_ptr<Progress> progress_for(const RunOptions& options, const Environment& environment) {
  if (options.json) return json_progress(std::cout);
  if (environment.output_is_terminal) return terminal_progress(std::cerr, environment.columns);
  return plain_progress(std::cerr);
}

Fingerprints load_fingerprints(const std::vector<std::filesystem::path>& files) {
  auto fingerprints = Fingerprints::load(files);
  if (!fingerprints) throw InputError(fingerprints.error().message);
  return std::move(*fingerprints);
}

FollowUpPlan follow_up_plan(const Environment& environment) {
  ResolverPresets presets = read_resolver_presets(environment.data_dir / "resolvers.csv");
  FollowUpPlan plan;
  plan.udp = std::move(presets.udp);
  plan.doh = std::move(presets.doh);
  return plan;
}

/// What it stopped for, and how to go on; nothing for Ctrl-C.
std::string why_stopped(const RunOptions& options, const Runner& runner) {
  if (runner.out_of_data()) {
    return "The data that --max-data allows (" + size_words(*options.max_data) +
           ") is used up. Go on with: saksi-probe run --resume --max-data '" + options.max_data_given + "'";
  }
  if (runner.out_of_time())
    return "The time that --max-runtime allows is over. Go on with: saksi-probe run --resume";
  return "Stopped before the end. Go on with: saksi-probe run --resume";
}

ExitCode how_it_ended(const RunOptions& options, const Run& run, const Runner& runner) {
  if (runner.lost_the_line()) {
    std::cerr << "The line went away in the middle of the run. When it is back, go on with: saksi-probe run "
                 "--resume\n";
    return ExitCode::no_network;
  }
  if (run.state != RunState::done) {
    std::cerr << why_stopped(options, runner) << '\n';
    return ExitCode::stopped;
  }
  const bool reached = run.line.state == LineState::online || run.line.state == LineState::unknown;
  return reached ? ExitCode::done : ExitCode::no_network;
}

Task<void> carry_out(Runner& runner, RunPlan plan, Run& ended) {
  ended = co_await runner.run(std::move(plan));
}

ExitCode measure(const RunOptions& options, const Environment& environment) {
  // Everything that was given is read before the database is touched: a mistyped option leaves nothing
  // behind.
  RunPlan plan = options.resume ? RunPlan{} : new_plan(options, environment);
  const Fingerprints fingerprints = load_fingerprints(options.fingerprints);
  NetworkParts parts(geo_files(options.geo, environment.data_dir));
  ResolverSet resolvers = resolver_set(parts.loop(), options, environment);
  Store store = Store::open(options.database, options.resume ? Store::Mode::read_write : Store::Mode::create);
  if (options.resume) plan = resumed_plan(store, options);
  plan.run.geo_description = parts.geo().description();
  if (!options.resume) store.begin_run(plan.run, plan.urls);
  plan.parallel = options.parallel;
  plan.retests = options.retests;
  plan.follow_ups = options.follow_ups;
  plan.max_runtime = options.max_runtime;
  if (options.max_data) plan.budget.emplace(*options.max_data);
  plan.portal_checks = read_portal_checks(environment.data_dir / "captive_portals.csv");
  plan.always_open = read_always_open(environment.testlists_dir / "always_open.csv");
  const WebPlan web{resolvers, options.controls, Timeouts()};
  const auto progress = progress_for(options, environment);
  Runner runner(parts.network(), web, follow_up_plan(environment), store, fingerprints, *progress,
                PersonalTraces::of_this_machine());
  Run ended;
  parts.end_on_signals();
  parts.loop().run(carry_out(runner, std::move(plan), ended));
  return how_it_ended(options, ended, runner);
}

/// Nothing when there is none yet.
std::optional<Store> earlier_runs(const RunOptions& options) {
  std::error_code ignored;
  if (!std::filesystem::exists(options.database, ignored)) return std::nullopt;
  return Store::open(options.database, Store::Mode::read_only);
}

Undertaking undertaking_of(const RunOptions& options, const Environment& environment,
                           const std::optional<Store>& store) {
  Undertaking undertaking;
  if (options.resume) {
    const auto run = store->unfinished_run();
    if (!run) throw InputError("no run is waiting to go on in " + options.database.string());
    undertaking.urls = store->remaining(run->id).size();
  } else {
    undertaking.urls = read_targets(options.targets, environment).urls.size();
  }
  undertaking.parallel = options.parallel;
  undertaking.retests = options.retests;
  undertaking.max_data = options.max_data;
  undertaking.max_runtime = options.max_runtime;
  return undertaking;
}

/// Sends no packet, so that nobody need agree to it.
ExitCode tell_estimate(const RunOptions& options, const Environment& environment) {
  const auto store = earlier_runs(options);
  const Undertaking undertaking = undertaking_of(options, environment, store);
  const Experience earlier = store ? experience_in(*store, options.simulated) : Experience();
  const Estimate told = estimate(undertaking, earlier);
  if (options.json) {
    print_estimate_json(std::cout, told);
  } else {
    print_estimate(std::cout, told);
  }
  return ExitCode::done;
}

}  // namespace

ExitCode command_run(const Environment& environment, const Arguments& arguments) {
  Usage usage = run_usage();
  const auto values = read_options(usage, arguments);
  if (!values) return ExitCode::done;
  const RunOptions options = run_options(*values, environment);
  if (options.estimate) return tell_estimate(options, environment);
  if (!agreed(options, environment)) return ExitCode::no_consent;
  return measure(options, environment);
}

}  // namespace saksi
