// `saksi-probe run`: from the options to a finished run.
#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <set>
#include <sstream>

#include "core/judge/judge.h"
#include "probe/consent.h"
#include "probe/network.h"
#include "probe/options.h"
#include "probe/plan.h"
#include "probe/presets.h"
#include "probe/runner.h"

namespace saksi {
namespace {

struct RunOptions {
  Targets targets;
  std::filesystem::path database;
  std::vector<std::string> controls;
  std::vector<std::string> control_operators;  // of presets, for the consent
  std::vector<std::string> resolvers;
  std::vector<std::string> geo;
  std::vector<std::filesystem::path> fingerprints;
  std::size_t parallel = 100;
  RetestRules retests;
  bool follow_ups = true;
  std::optional<std::chrono::seconds> max_runtime;
  bool resume = false, yes = false, json = false, simulated = false;
};

Usage run_usage() {
  Usage usage;
  usage.synopsis = "saksi-probe run (--country CC | --list FILE | --url URL | --resume) [OPTIONS]";
  usage.purpose =
      "Measures whether sites can be reached from this line, by DNS, TCP, TLS and HTTP, compares each with "
      "a\n"
      "control server elsewhere, and keeps all evidence in one SQLite file. Ctrl-C ends it cleanly: what "
      "was\n"
      "finished is kept, and --resume goes on where it stopped.";
  usage.examples =
      "  saksi-probe run --country MY\n"
      "  saksi-probe run --url https://www.malaysiakini.com/ --db trial.db\n"
      "  saksi-probe run --resume\n\n"
      "Exit codes: 0 done, 2 usage, 3 bad input, 4 database, 5 no consent, 6 stopped before the end,\n"
      "7 no network (or a login page in front of it).\n";
  using Texts = std::vector<std::string>;
  usage.options.add_options()                                                                              //
      ("country,c", po::value<std::string>(), "measure the list of a country: MY, IN, PK")                 //
      ("list,l", po::value<Texts>()->composing(), "measure a list in the Citizen Lab columns (CSV file)")  //
      ("url,u", po::value<Texts>()->composing(), "measure this URL; may be given many times")              //
      ("db,d", po::value<std::string>(), "the database to write; made when it is not there")               //
      ("control", po::value<Texts>()->composing(),
       "base URL of a control server; several are tried in order. 'none' measures without one. Default: "
       "OONI's")  //
      ("resolver", po::value<Texts>()->composing(),
       "system, udp://ADDR, tcp://ADDR or https://NAME/dns-query; several are all asked")  //
      ("geo-db", po::value<Texts>()->composing(),
       "MMDB file that tells networks and countries of addresses")                                       //
      ("fingerprints", po::value<Texts>()->composing(), "more known notice pages (OONI's CSV columns)")  //
      ("parallel,p", po::value<std::size_t>()->default_value(100),
       "how many URLs at the same time at most, 1 to 256; the line decides below that")  //
      ("retests", po::value<int>()->default_value(2),
       "how often a doubtful URL is measured again later in the run, 0 to 5")  //
      ("retest-after", po::value<long>()->default_value(20),
       "and after how many seconds at least, 1 to 3600")                                                 //
      ("no-follow-ups", po::bool_switch(), "leave out the experiments that look for a failure's cause")  //
      ("max-runtime", po::value<long>(), "begin no new URL after so many seconds")                       //
      ("resume", po::bool_switch(), "go on with the last run that did not end")                          //
      ("yes,y", po::bool_switch(), "you have read what the first run asks, and agree (for scripts)")     //
      ("json", po::bool_switch(), "JSON lines on standard output instead of text")                       //
      ("simulated", po::bool_switch(), "mark the run as made in a laboratory network");
  return usage;
}

/// A run goes on with the controls that it began with: others would see the sites without having been named.
std::vector<std::string> controls_of_unfinished(const std::filesystem::path& database) {
  const auto run = Store::open(database, Store::Mode::read_only).unfinished_run();
  std::istringstream words(run ? run->controls : "");
  return {std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()};
}

void choose_controls(RunOptions& options, const Environment& environment) {
  const auto presets = read_control_presets(environment.data_dir / "controls.csv");
  if (options.resume && options.controls.empty()) {
    options.controls = controls_of_unfinished(options.database);
  } else if (options.controls.empty()) {
    for (const ControlPreset& preset : presets) options.controls.push_back(preset.url);
  } else if (options.controls == std::vector<std::string>{"none"}) {
    options.controls.clear();
  }
  for (const std::string& control : options.controls) {
    const auto url = Url::parse(control);
    if (!url) throw UsageError("--control: " + url.error().message);
  }
  std::set<std::string> operators;
  for (const ControlPreset& preset : presets) {
    const auto& used = options.controls;
    if (std::find(used.begin(), used.end(), preset.url) != used.end()) operators.insert(preset.operator_name);
  }
  options.control_operators.assign(operators.begin(), operators.end());
}

void check_bounds(const po::variables_map& values, RunOptions& options) {
  options.parallel = values["parallel"].as<std::size_t>();
  if (options.parallel < 1 || options.parallel > 256)
    throw UsageError("--parallel takes a number from 1 to 256");
  options.retests.retests = values["retests"].as<int>();
  if (options.retests.retests < 0 || options.retests.retests > 5)
    throw UsageError("--retests takes a number from 0 to 5");
  const long distance = values["retest-after"].as<long>();
  if (distance < 1 || distance > 3600)
    throw UsageError("--retest-after takes a number of seconds, 1 to 3600");
  options.retests.distance = std::chrono::seconds(distance);
  options.follow_ups = !values["no-follow-ups"].as<bool>();
  if (const auto runtime = value_of<long>(values, "max-runtime")) {
    if (*runtime < 1) throw UsageError("--max-runtime takes a number of seconds, at least 1");
    options.max_runtime = std::chrono::seconds(*runtime);
  }
}

RunOptions run_options(const po::variables_map& values, const Environment& environment) {
  RunOptions options;
  options.targets.country = value_of<std::string>(values, "country").value_or("");
  for (const std::string& list : values_of(values, "list")) options.targets.lists.emplace_back(list);
  options.targets.urls = values_of(values, "url");
  options.controls = values_of(values, "control");
  options.resolvers = values_of(values, "resolver");
  options.geo = values_of(values, "geo-db");
  options.fingerprints = {environment.data_dir / "fingerprints.csv"};
  for (const std::string& file : values_of(values, "fingerprints")) options.fingerprints.emplace_back(file);
  options.resume = values["resume"].as<bool>();
  options.yes = values["yes"].as<bool>();
  options.json = values["json"].as<bool>();
  options.simulated = values["simulated"].as<bool>();
  const Targets& targets = options.targets;
  if (!options.resume && targets.country.empty() && targets.lists.empty() && targets.urls.empty()) {
    throw UsageError("nothing to measure: give --country CC, --list FILE.csv or --url URL, or --resume");
  }
  check_bounds(values, options);
  options.database = database_of(values, environment, options.resume);
  choose_controls(options, environment);
  return options;
}

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

ExitCode how_it_ended(const Run& run, bool lost_the_line) {
  if (lost_the_line) {
    std::cerr << "The line went away in the middle of the run. When it is back, go on with: saksi-probe run "
                 "--resume\n";
    return ExitCode::no_network;
  }
  if (run.state != RunState::done) {
    std::cerr << "Stopped before the end. Go on with: saksi-probe run --resume\n";
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
  plan.portal_checks = read_portal_checks(environment.data_dir / "captive_portals.csv");
  plan.always_open = read_always_open(environment.testlists_dir / "always_open.csv");
  const WebPlan web{resolvers, options.controls, Timeouts()};
  const auto progress = progress_for(options, environment);
  Runner runner(parts.network(), web, follow_up_plan(environment), store, fingerprints, *progress,
                PersonalTraces::of_this_machine());
  Run ended;
  parts.end_on_signals();
  parts.loop().run(carry_out(runner, std::move(plan), ended));
  return how_it_ended(ended, runner.lost_the_line());
}

}  // namespace

ExitCode command_run(const Environment& environment, const Arguments& arguments) {
  Usage usage = run_usage();
  const auto values = read_options(usage, arguments);
  if (!values) return ExitCode::done;
  const RunOptions options = run_options(*values, environment);
  if (!agreed(options, environment)) return ExitCode::no_consent;
  return measure(options, environment);
}

}  // namespace saksi
