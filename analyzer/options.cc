#include "analyzer/options.h"

#include <boost/program_options.hpp>

#include "analyzer/errors.h"

namespace saksi {

namespace {

namespace po = boost::program_options;
using Paths = std::vector<std::string>;

/// One option's description; the help that people read is in help.cc, with examples.
po::options_description with_database() {
  po::options_description options;
  options.add_options()("db", po::value<std::string>()->default_value(kDefaultDatabase));
  return options;
}

po::variables_map parse(const Words& words, const po::options_description& options,
                        const std::string& command, const char* positional_name, int positional_count) {
  po::positional_options_description positional;
  if (positional_count != 0) positional.add(positional_name, positional_count);
  // Boost's guessing of shortened names would let a later option change the meaning of an old script.
  const int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
  try {
    po::variables_map values;
    po::store(po::command_line_parser(words).options(options).positional(positional).style(style).run(),
              values);
    po::notify(values);
    return values;
  } catch (const po::error& error) {
    throw UsageError(command + ": " + error.what() + ". See `saksi-analyzer help " + command + "`.");
  }
}

std::vector<std::filesystem::path> paths_of(const po::variables_map& values, const char* name) {
  std::vector<std::filesystem::path> paths;
  if (values.count(name) == 0) return paths;
  for (const std::string& path : values[name].as<Paths>()) paths.emplace_back(path);
  return paths;
}

std::string text_of(const po::variables_map& values, const char* name) {
  return values.count(name) == 0 ? "" : values[name].as<std::string>();
}

CountryCode country_of(const po::variables_map& values) {
  const std::string text = text_of(values, "country");
  if (text.empty()) throw UsageError("report: --country is needed, for instance --country MY.");
  const std::optional<CountryCode> country = CountryCode::parse(text);
  if (!country) throw UsageError("report: --country takes two letters (ISO 3166), not '" + text + "'.");
  return *country;
}

void read_period(ReportOptions& options, const po::variables_map& values) {
  const std::string since = text_of(values, "since");
  const std::string until = text_of(values, "until");
  if (!since.empty()) options.since = parse_day(since, "--since");
  if (!until.empty()) options.until = parse_day(until, "--until") + std::chrono::days(1);
  if (options.since && options.until && *options.since >= *options.until) {
    throw UsageError("report: --since " + since + " is after --until " + until + ".");
  }
}

}  // namespace

SystemTime parse_day(const std::string& text, const std::string& option) {
  const Result<SystemTime> time = parse_time(text + " 00:00:00");
  if (!time || text.size() != 10) {
    throw UsageError(option + " takes a day such as 2026-11-02 (UTC), not '" + text + "'.");
  }
  return *time;
}

ImportOptions parse_import(const Words& words) {
  po::options_description options = with_database();
  options.add_options()("probe", po::value<Paths>());
  const po::variables_map values = parse(words, options, "import", "probe", -1);
  ImportOptions out{values["db"].as<std::string>(), paths_of(values, "probe")};
  if (out.probes.empty()) throw UsageError("import: name at least one database of a probe.");
  return out;
}

ReportOptions parse_report(const Words& words) {
  po::options_description options = with_database();
  options.add_options()("country", po::value<std::string>())("out", po::value<std::string>())(
      "fingerprints", po::value<Paths>()->composing())("list", po::value<Paths>()->composing())(
      "since", po::value<std::string>())("until", po::value<std::string>())(
      "title", po::value<std::string>())("simulated", po::bool_switch());
  const po::variables_map values = parse(words, options, "report", "", 0);
  ReportOptions out;
  out.db = values["db"].as<std::string>();
  out.country = country_of(values);
  out.out = text_of(values, "out");
  if (out.out.empty()) throw UsageError("report: --out is needed: the folder to write the report to.");
  out.fingerprints = paths_of(values, "fingerprints");
  out.lists = paths_of(values, "list");
  out.title = text_of(values, "title");
  if (values["simulated"].as<bool>()) out.simulated = true;
  read_period(out, values);
  return out;
}

ShowOptions parse_show(const Words& words) {
  po::options_description options = with_database();
  options.add_options()("what", po::value<Paths>())("fingerprints", po::value<Paths>()->composing())(
      "json", po::bool_switch());
  const po::variables_map values = parse(words, options, "show", "what", -1);
  const auto what = paths_of(values, "what");
  if (what.size() != 1) throw UsageError("show: name one measurement (its number), URL or host.");
  ShowOptions out;
  out.db = values["db"].as<std::string>();
  out.what = what.front().string();
  out.fingerprints = paths_of(values, "fingerprints");
  out.json = values["json"].as<bool>();
  return out;
}

EvaluateOptions parse_evaluate(const Words& words) {
  po::options_description options;
  options.add_options()("folder", po::value<Paths>())("explained", po::value<std::string>())(
      "fingerprints", po::value<Paths>()->composing())("json", po::bool_switch());
  const po::variables_map values = parse(words, options, "evaluate", "folder", -1);
  EvaluateOptions out;
  out.folders = paths_of(values, "folder");
  if (out.folders.empty()) throw UsageError("evaluate: name a folder of measurements with an EXPECTED.csv.");
  out.explained = text_of(values, "explained");
  out.fingerprints = paths_of(values, "fingerprints");
  out.json = values["json"].as<bool>();
  return out;
}

}  // namespace saksi
