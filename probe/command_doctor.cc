// `saksi-probe doctor`: check this line and this machine before a run.
#include <iostream>

#include "probe/doctor.h"
#include "probe/network.h"
#include "probe/options.h"
#include "probe/presets.h"

namespace saksi {
namespace {

Usage doctor_usage() {
  Usage usage;
  usage.synopsis = "saksi-probe doctor [--control URL]... [--db FILE] [--geo-db FILE]";
  usage.purpose =
      "Checks whether this line and this machine are fit for a run: network, login pages, DNS, control "
      "servers,\n"
      "clock, knowledge of networks, room for the results. Touches only sites that are open everywhere.\n"
      "Exit code 0 when a run makes sense, 7 when it does not.";
  using Texts = std::vector<std::string>;
  usage.options.add_options()                                                                    //
      ("control", po::value<Texts>()->composing(), "control servers to check; default: OONI's")  //
      ("db,d", po::value<std::string>(), "the database that would be written")                   //
      ("geo-db", po::value<Texts>()->composing(), "MMDB file");
  return usage;
}

std::vector<std::string> controls_of(const po::variables_map& values, const Environment& environment) {
  std::vector<std::string> controls = values_of(values, "control");
  if (!controls.empty()) return controls;
  for (const ControlPreset& preset : read_control_presets(environment.data_dir / "controls.csv")) {
    controls.push_back(preset.url);
  }
  return controls;
}

/// The system's resolver, and the first UDP and the first DoH resolver of the presets.
std::vector<Resolver> resolvers_of(const Environment& environment) {
  const ResolverPresets presets = read_resolver_presets(environment.data_dir / "resolvers.csv");
  std::vector<Resolver> resolvers{Resolver{}};
  if (!presets.udp.empty()) resolvers.push_back(presets.udp.front());
  if (!presets.doh.empty()) resolvers.push_back(presets.doh.front());
  return resolvers;
}

const char* mark(Health health) {
  switch (health) {
    case Health::good:
      return "[ ok ]";
    case Health::doubtful:
      return "[ ?? ]";
    case Health::bad:
      return "[ !! ]";
  }
  return "";
}

bool print(const std::vector<Check>& checks) {
  bool fit = true;
  for (const Check& check : checks) {
    std::cout << mark(check.health) << ' ' << check.name << ": " << check.finding << '\n';
    if (!check.advice.empty()) std::cout << "       " << check.advice << '\n';
    fit = fit && check.health != Health::bad;
  }
  std::cout << (fit ? "\nThis line is fit for a run.\n" : "\nMend what is marked [ !! ] first.\n");
  return fit;
}

Task<void> examine(Network& network, DoctorPlan plan, std::vector<Check>& checks) {
  checks = co_await examine_network(network, std::move(plan));
}

}  // namespace

ExitCode command_doctor(const Environment& environment, const Arguments& arguments) {
  Usage usage = doctor_usage();
  const auto values = read_options(usage, arguments);
  if (!values) return ExitCode::done;
  DoctorPlan plan;
  plan.portal_checks = read_portal_checks(environment.data_dir / "captive_portals.csv");
  plan.always_open = read_always_open(environment.testlists_dir / "always_open.csv");
  plan.resolvers = resolvers_of(environment);
  plan.controls = controls_of(*values, environment);
  NetworkParts parts(geo_files(values_of(*values, "geo-db"), environment.data_dir));
  parts.end_on_signals();
  std::vector<Check> checks;
  parts.loop().run(examine(parts.network(), std::move(plan), checks));
  const auto given = value_of<std::string>(*values, "db");
  checks.push_back(examine_database(given ? std::filesystem::path(*given) : environment.default_database()));
  return print(checks) ? ExitCode::done : ExitCode::no_network;
}

}  // namespace saksi
