#include "analyzer/options.h"

#include "analyzer/errors.h"
#include "analyzer/option_words.h"

namespace saksi {

namespace {

using Paths = std::vector<std::string>;

void add_fingerprints(po::options_description& options) {
  options.add_options()("fingerprints", po::value<Paths>()->composing());
}

}  // namespace

SystemTime parse_day(const std::string& text, const std::string& option) {
  const Result<SystemTime> time = parse_time(text + " 00:00:00");
  if (!time || text.size() != 10) {
    throw UsageError(option + " takes a day such as 2026-11-02 (UTC), not '" + text + "'.");
  }
  return *time;
}

ReportOptions parse_report(const Words& words) {
  po::options_description options;
  add_store(options);
  add_fingerprints(options);
  options.add_options()("country", po::value<std::string>())("out", po::value<std::string>())(
      "list", po::value<Paths>()->composing())("since", po::value<std::string>())(
      "until", po::value<std::string>())("title", po::value<std::string>())("simulated", po::bool_switch());
  const po::variables_map values = parse_words("report", words, options);
  ReportOptions out;
  out.store = store_of(values);
  out.country = country_of("report", values);
  if (!out.country.known()) throw UsageError("report: --country is needed, for instance --country MY.");
  out.out = text_of(values, "out");
  if (out.out.empty()) throw UsageError("report: --out is needed: the folder to write the report to.");
  out.fingerprints = paths_of(values, "fingerprints");
  out.lists = paths_of(values, "list");
  out.title = text_of(values, "title");
  if (values["simulated"].as<bool>()) out.simulated = true;
  read_period("report", values, out.since, out.until);
  return out;
}

RejudgeOptions parse_rejudge(const Words& words) {
  po::options_description options;
  add_store(options);
  add_fingerprints(options);
  options.add_options()("out", po::value<std::string>());
  const po::variables_map values = parse_words("rejudge", words, options);
  RejudgeOptions out{store_of(values), text_of(values, "out"), paths_of(values, "fingerprints")};
  if (out.out.empty()) throw UsageError("rejudge: --out is needed: the new store to write to.");
  return out;
}

ShowOptions parse_show(const Words& words) {
  po::options_description options;
  add_store(options);
  add_fingerprints(options);
  options.add_options()("what", po::value<Paths>())("json", po::bool_switch());
  const po::variables_map values = parse_words("show", words, options, "what");
  const std::vector<std::string> what = texts_of(values, "what");
  if (what.size() != 1) throw UsageError("show: name one measurement (its number), URL or host.");
  ShowOptions out;
  out.store = store_of(values);
  out.what = what.front();
  out.fingerprints = paths_of(values, "fingerprints");
  out.json = values["json"].as<bool>();
  return out;
}

EvaluateOptions parse_evaluate(const Words& words) {
  po::options_description options;
  options.add_options()("folder", po::value<Paths>())("explained", po::value<std::string>())(
      "fingerprints", po::value<Paths>()->composing())("json", po::bool_switch());
  const po::variables_map values = parse_words("evaluate", words, options, "folder");
  EvaluateOptions out;
  out.folders = paths_of(values, "folder");
  if (out.folders.empty()) throw UsageError("evaluate: name a folder of measurements with an EXPECTED.csv.");
  out.explained = text_of(values, "explained");
  out.fingerprints = paths_of(values, "fingerprints");
  out.json = values["json"].as<bool>();
  return out;
}

}  // namespace saksi
