#include "probe/run_options.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>

#include "core/store.h"
#include "core/url.h"
#include "probe/budget.h"
#include "probe/presets.h"

namespace saksi {
namespace {

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
}

void read_limits(const po::variables_map& values, RunOptions& options) {
  if (const auto runtime = value_of<long>(values, "max-runtime")) {
    if (*runtime < 1) throw UsageError("--max-runtime takes a number of seconds, at least 1");
    options.max_runtime = std::chrono::seconds(*runtime);
  }
  const auto text = value_of<std::string>(values, "max-data");
  if (!text) return;
  const auto size = parse_size(*text);
  if (!size) throw UsageError("--max-data: " + size.error().message);
  if (*size < kLeastBudget) {
    throw UsageError("--max-data: " + size_words(*size) + " is too little to measure anything; at least " +
                     size_words(kLeastBudget));
  }
  options.max_data = *size;
  options.max_data_given = *text;
}

}  // namespace

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
      ("max-data", po::value<std::string>(),
       "use no more data than this, both ways: 20MB, 500kB, 1GB, 20MiB... at least 2MB")  //
      ("max-runtime", po::value<long>(), "begin nothing new after so many seconds")       //
      ("estimate", po::bool_switch(),
       "only say how much data and time this would take; nothing is contacted or written")            //
      ("resume", po::bool_switch(), "go on with the last run that did not end")                       //
      ("yes,y", po::bool_switch(), "you have read what the first run asks, and agree (for scripts)")  //
      ("json", po::bool_switch(), "JSON lines on standard output instead of text")                    //
      ("simulated", po::bool_switch(), "mark the run as made in a laboratory network");
  return usage;
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
  options.estimate = values["estimate"].as<bool>();
  const Targets& targets = options.targets;
  if (!options.resume && targets.country.empty() && targets.lists.empty() && targets.urls.empty()) {
    throw UsageError("nothing to measure: give --country CC, --list FILE.csv or --url URL, or --resume");
  }
  check_bounds(values, options);
  read_limits(values, options);
  options.database = database_of(values, environment, options.resume);
  choose_controls(options, environment);
  return options;
}

}  // namespace saksi
