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
  usage.examples =
      "  saksi-probe control --listen 127.0.0.1:8080\n"
      "  saksi-probe control --listen 127.0.0.1:8080 --echo-listen 0.0.0.0:80 --tls-listen 0.0.0.0:443\n";
  const ControlOptions defaults;
  usage.options.add_options()  //
      ("listen", po::value<std::vector<std::string>>()->composing(),
       "address and port to listen on; port 0 takes any. This and the next two may be given again, for "
       "IPv6")  //
      ("echo-listen", po::value<std::vector<std::string>>()->composing(),
       "where an HTTP server answers experiments; port 80 is what censors look at")  //
      ("tls-listen", po::value<std::vector<std::string>>()->composing(),
       "where a TLS server takes any name; port 443 is what censors look at")  //
      ("public-address", po::value<std::vector<std::string>>()->composing(),
       "address that probes reach the experiments at, when this machine is behind NAT")                   //
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

std::vector<Endpoint> endpoints(const po::variables_map& values, const char* option) {
  std::vector<Endpoint> result;
  for (const std::string& text : values_of(values, option)) {
    const auto endpoint = Endpoint::parse(text);
    if (!endpoint) {
      throw UsageError("--" + std::string(option) + ": '" + text +
                       "' is not ADDR:PORT (like 127.0.0.1:8080 or [::1]:8080)");
    }
    result.push_back(*endpoint);
  }
  return result;
}

std::vector<IpAddress> public_addresses(const po::variables_map& values) {
  std::vector<IpAddress> result;
  for (const std::string& text : values_of(values, "public-address")) {
    const auto address = IpAddress::parse(text);
    if (!address || is_bogon(*address)) {
      throw UsageError("--public-address: '" + text + "' is no public address, or has a port behind it");
    }
    result.push_back(*address);
  }
  return result;
}

ControlOptions control_options(const po::variables_map& values) {
  ControlOptions options;
  options.listen = endpoints(values, "listen");
  if (options.listen.empty()) throw UsageError("where to listen? --listen ADDR:PORT");
  options.echo_listen = endpoints(values, "echo-listen");
  options.tls_listen = endpoints(values, "tls-listen");
  options.public_addresses = public_addresses(values);
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
