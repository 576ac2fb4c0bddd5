// `saksi-probe list`: the runs of a database, or what one of them found.
#include <algorithm>
#include <iostream>
#include <map>
#include <tuple>

#include "core/json_lines.h"
#include "core/store.h"
#include "probe/options.h"
#include "probe/words.h"

namespace saksi {
namespace {

Usage list_usage() {
  Usage usage;
  usage.synopsis = "saksi-probe list [RUN] [--db FILE] [--all] [--json]";
  usage.purpose =
      "Without RUN: the runs in the database, newest first. With RUN (the first digits of its id, or "
      "'last'):\n"
      "what it found; sites that opened without any sign of interference are left out unless --all is given.";
  usage.examples = "  saksi-probe list\n  saksi-probe list last\n  saksi-probe list 3fa2 --all\n";
  usage.options.add_options()                                     //
      ("db,d", po::value<std::string>(), "the database to read")  //
      ("all,a", po::bool_switch(), "open sites too")              //
      ("json", po::bool_switch(), "JSON lines, one a run or measurement");
  usage.hidden.add_options()("run", po::value<std::string>());
  usage.positional.add("run", 1);
  return usage;
}

NamedCounts counts_of(const std::vector<StoredVerdict>& verdicts, std::size_t planned) {
  std::map<VerdictWord, std::size_t> counts;
  for (const StoredVerdict& stored : verdicts) ++counts[stored.verdict.word];
  return {{"planned", planned},
          {"measured", verdicts.size()},
          {"open", counts[VerdictWord::accessible]},
          {"blocked", counts[VerdictWord::blocked]},
          {"other", verdicts.size() - counts[VerdictWord::accessible] - counts[VerdictWord::blocked]}};
}

void print_run(const Run& run, const NamedCounts& counts) {
  std::cout << run.id.substr(0, 8) << "  " << to_text(run.started) << "  " << to_string(run.state) << "  "
            << run.vantage.asn.to_string() << ' ' << run.vantage.country.to_string() << "  " << run.list_name
            << (run.simulated ? " (simulation)" : "") << "\n         ";
  for (const auto& [name, count] : counts) std::cout << ' ' << name << ' ' << count;
  std::cout << '\n';
}

void list_runs(const Store& store, bool json) {
  const std::vector<Run> runs = store.runs();
  for (const Run& run : runs) {
    const NamedCounts counts = counts_of(store.verdicts(run.id), store.planned(run.id));
    if (json) {
      std::cout << run_json("run", run, counts) << '\n';
    } else {
      print_run(run, counts);
    }
  }
  if (runs.empty() && !json) std::cout << "No runs yet.\n";
}

Run find_run(const Store& store, const std::string& wanted) {
  const std::vector<Run> runs = store.runs();
  if (wanted == "last" && !runs.empty()) return runs.front();
  const auto matches = [&](const Run& run) { return wanted.size() >= 4 && run.id.starts_with(wanted); };
  const auto found = std::find_if(runs.begin(), runs.end(), matches);
  if (found == runs.end()) throw InputError("there is no run '" + wanted + "'; see saksi-probe list");
  return *found;
}

bool worth_telling(const StoredVerdict& stored) {
  const auto interfered = [](const Finding& finding) { return finding.state == FindingState::interfered; };
  const auto& findings = stored.verdict.findings;
  return stored.verdict.word != VerdictWord::accessible ||
         std::any_of(findings.begin(), findings.end(), interfered);
}

void list_findings(const Store& store, const Run& run, bool all, bool json) {
  std::vector<StoredVerdict> verdicts = store.verdicts(run.id);
  if (!json) print_run(run, counts_of(verdicts, store.planned(run.id)));
  const auto order = [](const StoredVerdict& a, const StoredVerdict& b) {
    return std::tuple(a.verdict.word != VerdictWord::blocked, a.verdict.word, a.url) <
           std::tuple(b.verdict.word != VerdictWord::blocked, b.verdict.word, b.url);
  };
  std::sort(verdicts.begin(), verdicts.end(), order);
  for (const StoredVerdict& stored : verdicts) {
    if (!all && !worth_telling(stored)) continue;
    if (json) {
      std::cout << stored_verdict_json(stored) << '\n';
    } else {
      std::cout << "  " << stored.id.substr(0, 8) << "  " << stored.url << "\n            "
                << one_line(stored.verdict) << '\n';
    }
  }
  if (!json) std::cout << "\nMore about one: saksi-probe show ID\n";
}

}  // namespace

ExitCode command_list(const Environment& environment, const Arguments& arguments) {
  Usage usage = list_usage();
  const auto values = read_options(usage, arguments);
  if (!values) return ExitCode::done;
  const Store store = Store::open(database_of(*values, environment, true), Store::Mode::read_only);
  const bool json = (*values)["json"].as<bool>();
  if (const auto wanted = value_of<std::string>(*values, "run")) {
    list_findings(store, find_run(store, *wanted), (*values)["all"].as<bool>(), json);
  } else {
    list_runs(store, json);
  }
  return ExitCode::done;
}

}  // namespace saksi
