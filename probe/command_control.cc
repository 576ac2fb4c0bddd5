// `saksi-probe control`: be the control vantage point for other probes.
#include "probe/control/server.h"
#include "probe/network.h"
#include "probe/options.h"

namespace saksi {
namespace {

Usage control_usage() {
  Usage usage;
  usage.synopsis = "saksi-probe control --listen ADDR:PORT [OPTIONS]";
  usage.purpose =
      "Answers probes that ask how a site looks from here, by OONI's test-helper protocol. Run it where "
      "nobody\n"
      "censors, behind a web server that does HTTPS (docs/control.md). It keeps no record of who asks.";
  usage.examples = "  saksi-probe control --listen 127.0.0.1:8080\n";
  const ControlOptions defaults;
  usage.options.add_options()                                                                             //
      ("listen", po::value<std::string>(), "address and port to listen on; port 0 takes any")             //
      ("allow-private", po::bool_switch(), "measure private and loopback addresses too: for tests only")  //
      ("max-clients", po::value<std::size_t>()->default_value(defaults.max_clients),
       "measurements at the same time; more are told to come back (503)")  //
      ("max-per-address", po::value<std::size_t>()->default_value(defaults.max_per_address),
       "of these for one caller")  //
      ("behind-proxy", po::bool_switch(),
       "the last entry of X-Forwarded-For is the caller; only behind a proxy that writes it")  //
      ("geo-db", po::value<std::vector<std::string>>()->composing(),
       "MMDB file: tells callers their network");
  return usage;
}

ControlOptions control_options(const po::variables_map& values) {
  const auto listen = value_of<std::string>(values, "listen");
  if (!listen) throw UsageError("where to listen? --listen ADDR:PORT");
  const auto endpoint = Endpoint::parse(*listen);
  if (!endpoint)
    throw UsageError("--listen: '" + *listen + "' is not ADDR:PORT (like 127.0.0.1:8080 or [::1]:8080)");
  ControlOptions options;
  options.listen = *endpoint;
  options.allow_private = values["allow-private"].as<bool>();
  options.behind_proxy = values["behind-proxy"].as<bool>();
  options.max_clients = values["max-clients"].as<std::size_t>();
  options.max_per_address = values["max-per-address"].as<std::size_t>();
  return options;
}

}  // namespace

ExitCode command_control(const Environment& environment, const Arguments& arguments) {
  Usage usage = control_usage();
  const auto values = read_options(usage, arguments);
  if (!values) return ExitCode::done;
  const ControlOptions options = control_options(*values);
  NetworkParts parts(geo_files(values_of(*values, "geo-db"), environment.data_dir));
  parts.end_on_signals();
  parts.loop().run(serve_control(parts.network(), options));
  return ExitCode::done;
}

}  // namespace saksi
